"""« D’où vient ce chiffre ? »: the proof of a solde, line by line."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.visible import fetch
from gef.actions.flux import NON_RESERVE, load_flux
from gef.actions.provenance import Provenance, trace_solde
from gef.actions.tableaux_comptes import table_ecritures
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Reservataire
from gef.outputs.explication import explication_table
from gef.outputs.graphiques import Figure, GraphiqueSuivi, PointSuivi, render_figure
from gef.outputs.nombres import solde
from gef.web.jour import today
from gef.web.portes import for_members
from gef.web.tableaux import montrer_table, repondre_tableau


@require_GET
@for_members
def compte(request: HttpRequest, acteur: Acteur, bailleur: int, code: str) -> HttpResponse:
    """Show every credit and debit of an account in the year."""
    jour = today()
    nom = find_nom(acteur, bailleur, code)
    etat = load_flux(bailleur)
    known = etat.noms() if acteur.is_bailleur else {code: nom}
    provenance = trace_solde(etat, bailleur, code, jour.year, known)
    vue = repondre_tableau(request, table_ecritures(provenance, nom, jour))
    if isinstance(vue, HttpResponse):
        return vue
    context = {
        "nom": nom,
        "provenance": provenance,
        "calcul": montrer_table(explication_table(provenance.explication)),
        "vue": vue,
        "jour": jour,
        "figure": figure_suivi(provenance, jour),
    }
    return render(request, "gef/compte.html", context)


def find_nom(acteur: Acteur, bailleur: int, code: str) -> str:
    """Name of an account that the actor may see.

    Raises:
        Http404: the account is not his to see.
    """
    if code == BAILLEUR:
        if not acteur.is_bailleur or acteur.organisation.pk != bailleur:
            raise Http404
        return NON_RESERVE
    return fetch(Reservataire, acteur, bailleur_id=bailleur, code=code).nom


def figure_suivi(provenance: Provenance, jour: date) -> Figure | None:
    """Draw the solde through the year; None when nothing moved it."""
    if not provenance.ecritures:
        return None
    by_day = {line.date: line.solde for line in provenance.ecritures}
    start = date(jour.year, 1, 1)
    points = [PointSuivi(start, by_day.pop(start, provenance.report))]
    points += [PointSuivi(day, value) for day, value in sorted(by_day.items())]
    if points[-1].jour < jour:
        points.append(PointSuivi(jour, provenance.solde))
    description = f"De {solde(provenance.report)} au 1er janvier à {solde(provenance.solde)} aujourd’hui."
    return render_figure(GraphiqueSuivi("suivi", "Solde dans l’année", description, tuple(points)))
