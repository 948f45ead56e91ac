"""The droits uniques: year after year, the stock and what is left of it, the volumes already negotiated."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.droits_uniques import DUREE_MAX, list_versions, read_run
from gef.actions.tableaux_uniques import (
    ANNEES_MONTREES,
    MODES,
    sum_annees,
    table_annees,
    table_echeanciers,
    table_negocies,
    table_stocks,
)
from gef.core.suivi_uniques import ModeEtalement, SuivisUniques
from gef.outputs.graphiques import Figure, GraphiqueBarres, Serie, render_figure
from gef.web.demandes import read_entier
from gef.web.jour import today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux


@require_GET
@for_bailleurs
def droits_uniques(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the last follow-up, year by year or spread evenly."""
    run = next(iter(list_versions(acteur.organisation, today().year)), None)
    if run is None:
        return redirect("web:conversion")
    mode: ModeEtalement = "lisse" if request.GET.get("mode") == "lisse" else "echeancier"
    asked = read_entier(request.GET.get("duree", ""))
    duree = min(asked, DUREE_MAX) if asked and mode == "lisse" else None
    echeancier = read_run(run)
    suivis = read_run(run, mode, duree) if mode == "lisse" else echeancier
    tables = [table_echeanciers(suivis), table_stocks(suivis), table_negocies(suivis)]
    if "annees-format" in request.GET:  # thousands of rows, for the files alone
        tables.append(table_annees(suivis))
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    epuises = [s for s in suivis.suivis if s.stock and s.stock.restant <= 0]
    context = {
        "run": run,
        "suivis": suivis,
        "modes": MODES,
        "mode": mode,
        "duree": duree,
        "duree_max": DUREE_MAX,
        "vues": vues,
        "annuels": sum_annees(echeancier)[run.exercice],
        "epuises": epuises,
        "figure": figure_annees(echeancier, suivis),
        "demande": urlencode({"mode": mode, "duree": duree or ""}),
    }
    return render(request, "gef/droits_uniques.html", context)


def figure_annees(echeancier: SuivisUniques, suivis: SuivisUniques) -> Figure | None:
    """Draw the droits uniques of everybody by year: the schedule, and the even volume when it was asked for."""
    totals = sum_annees(echeancier)
    years = suivis.annees[:ANNEES_MONTREES]
    if not any(totals.values()):
        return None
    series = [Serie("Échéancier", tuple(totals.get(year, 0) for year in years))]
    if suivis.mode == "lisse":
        even = sum_annees(suivis)
        series.append(Serie("Lissé", tuple(even[year] for year in years)))
    chart = GraphiqueBarres(
        "annees",
        "Droits uniques par année",
        f"Droits uniques de tous les réservataires, de {years[0]} à {years[-1]}.",
        tuple(str(year) for year in years),
        tuple(series),
        decimales=1,
        unite="droits uniques",
    )
    return render_figure(chart)
