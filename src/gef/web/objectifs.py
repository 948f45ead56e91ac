"""The objectives: whole dwellings by réservataire, then commune by commune."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.actions.entrees_objectifs import CONVENTIONS, RETENUES, ObjectifsRendus
from gef.actions.noms import nom_commune
from gef.actions.objectifs import calculer_et_garder, list_versions, read_noms, read_run
from gef.actions.parts_retenues import read_retenues
from gef.actions.tableaux_objectifs import (
    choose_commune,
    group_petits,
    list_communes,
    list_sources,
    table_commune,
    table_matrice,
    table_objectifs,
    table_par_reservataire,
)
from gef.errors import GefError
from gef.outputs.tables import Table
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux


@require_GET
@for_bailleurs
def objectifs(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the last version, and one commune of it."""
    exercice = today().year
    versions = list_versions(acteur.organisation, exercice)
    context: dict[str, object] = {"exercice": exercice, "suivant": exercice + 1, "versions": versions}
    if not versions:
        return render(request, "gef/objectifs.html", context)
    rendus, noms = read_run(versions[0]), read_noms(acteur.organisation)
    commune = choose_commune(rendus, request.GET.get("commune", ""))
    tables = [table_par_reservataire(rendus, noms), *list_fichiers(request, rendus, noms)]
    if commune:
        tables.append(table_commune(rendus, commune, noms))
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    context |= {"rendus": rendus, "vues": vues, "commune": commune, "nom_commune": nom_commune(commune)}
    context |= {"communes": list_communes(rendus.communes), "petits": group_petits(rendus, noms)}
    context |= {"retenues": read_retenues(acteur.organisation, exercice), "sources": list_sources(rendus)}
    return render(request, "gef/objectifs.html", context)


def list_fichiers(request: HttpRequest, rendus: ObjectifsRendus, noms: Mapping[str, str]) -> list[Table]:
    """Build the tables that only files show, when one is asked for: thousands of cells, that no page prints."""
    fichiers = {"cellules": table_objectifs, "matrice": table_matrice}
    return [build(rendus, noms) for code, build in fichiers.items() if f"{code}-format" in request.GET]


@require_POST
@for_bailleurs
def calculer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Round again on today's data; unchanged data make no new version."""
    try:
        run = calculer_et_garder(acteur, today().year, now(), read_origine(request))
    except GefError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Version {run.version} calculée.")
    return redirect("web:objectifs")


def read_origine(request: HttpRequest) -> str:
    """Read which parts were asked for; "" lets the calculation choose."""
    asked = request.POST.get("origine", "")
    return asked if asked in (CONVENTIONS, RETENUES) else ""
