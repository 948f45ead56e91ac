"""The clause de revoyure: does the forecast of the year still hold, and what does it change for each réservataire?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.revoyure import load_revoyure
from gef.actions.tableaux_projection import say_intervalle, table_droits_projetes, table_projection
from gef.core.projection import Projection
from gef.errors import GefError
from gef.outputs.nombres import entier, logements, pluriel, taux
from gef.web.jour import today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux


@require_GET
@for_bailleurs
def revoyure(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the projection of the year, and each one's part of the gap."""
    jour = today()
    context: dict[str, object] = {"exercice": jour.year, "jour": jour}
    try:
        found = load_revoyure(acteur.organisation, jour)
    except GefError as error:
        return render(request, "gef/revoyure.html", context | {"empechement": str(error)})
    if found is None:
        return render(request, "gef/revoyure.html", context)
    projection = found.projection
    tables = (table_projection(projection), table_droits_projetes(projection, found.noms))
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    context |= {"projection": projection, "titre": say_titre(projection), "constat": say_constat(projection)}
    context |= {"vue": vues["projection"], "droits": vues["droits-projetes"]}
    return render(request, "gef/revoyure.html", context)


def say_titre(projection: Projection) -> str:
    """Say the finding: what the year should free, or that it is too early."""
    flux = projection.flux
    if flux.projete is None or flux.intervalle is None:
        return f"Trop tôt pour projeter {projection.exercice}"
    bounds = say_intervalle(flux.intervalle)
    if flux.intervalle.bas == flux.intervalle.haut:
        return f"{logements(flux.projete, 0)} à partager en {projection.exercice}"
    projetes = pluriel(flux.projete, "logement projeté", "logements projetés")
    return f"{projetes} en {projection.exercice}, de {bounds}"


def say_constat(projection: Projection) -> str:
    """Say where the forecast stands against the projection, in dwellings."""
    flux = projection.flux
    if flux.prevu is None or flux.ecart is None or flux.intervalle is None:
        realise = pluriel(flux.realise, "logement libéré", "logements libérés")
        return f"{realise} dans le flux, {taux(projection.part.valeur)} de l’année écoulée."
    prevu = f"La prévision est de {entier(flux.prevu)}"
    if not projection.is_a_revoir:
        return f"{prevu} : elle est dans l’intervalle, il n’y a rien à revoir à ce jour."
    gap = abs(flux.ecart)
    return f"{prevu}, hors de l’intervalle : il y en aurait {entier(gap)} de {'plus' if flux.ecart > 0 else 'moins'}."
