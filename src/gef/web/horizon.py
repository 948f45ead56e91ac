"""The years ahead: what the calendar of the rights does by itself, and when the smallest are due a dwelling."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.dossier import DossierIncompletError
from gef.actions.horizon import read_horizon
from gef.actions.tableaux_horizon import (
    group_periodes,
    table_annees,
    table_cellules,
    table_comptes_horizon,
    table_echeances,
    table_reservataire,
)
from gef.core.conversion import LIBELLES_METHODES
from gef.core.horizon import Horizon
from gef.outputs.graphiques import Figure, GraphiqueBarres, Serie, render_figure
from gef.web.jour import today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux

BARRES: Final = 16
LIGNES: Final = 20  # per table: the page has five


@require_GET
@for_bailleurs
def horizon(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the years ahead by one method; one réservataire year by year when he is asked for."""
    exercice, asked = today().year, request.GET.get("methode", "")
    methode = asked if asked in LIBELLES_METHODES else ""
    try:
        reference, years = read_horizon(acteur.organisation, exercice, methode)
    except DossierIncompletError as error:
        return render(request, "gef/horizon.html", {"exercice": exercice, "manque": str(error)})
    qui = request.GET.get("qui", "")
    compte = next((c for c in years.comptes if c.reservataire == qui), None)
    liens = {
        c.reservataire: f"?{urlencode({'methode': years.methode, 'qui': c.reservataire})}#qui" for c in years.comptes
    }
    tables = [table_annees(years), table_comptes_horizon(years, liens), table_echeances(years), table_cellules(years)]
    if compte:
        tables.append(table_reservataire(years, compte.reservataire))
    vues = repondre_tableaux(request, *tables, taille=LIGNES)
    if isinstance(vues, HttpResponse):
        return vues
    context = {
        "exercice": exercice,
        "horizon": years,
        "reference": reference,
        "methodes": list(LIBELLES_METHODES.items()),
        "vues": vues,
        "compte": compte,
        "petits": sum(c.is_petit for c in years.comptes),
        "figure": figure_reserve(years),
    }
    return render(request, "gef/horizon.html", context)


def _address(methode: str, qui: str) -> str:
    return f"?{urlencode({'methode': methode, 'qui': qui})}#qui"


def figure_reserve(years: Horizon) -> Figure | None:
    """Draw the share reserved through time, one bar per period; None when the parts exceed the whole."""
    periodes = group_periodes(years.annees)
    if any(annee.non_reserve < 0 for _, annee in periodes):
        return None
    step = -(-len(periodes) // BARRES)
    shown = periodes[::step]
    reserve = tuple(100 * annee.part_reservee for _, annee in shown)
    first, last = years.annees[0], years.annees[-1]
    return render_figure(
        GraphiqueBarres(
            "reserve",
            "Part réservée du flux",
            f"La part réservée passe de {round(100 * first.part_reservee)}\u202f% en {first.exercice} à "
            f"{round(100 * last.part_reservee)}\u202f% en {last.exercice}.",
            tuple(label for label, _ in shown),
            (Serie("Réservé", reserve), Serie("Non réservé", tuple(100 - part for part in reserve))),
            mode="empile",
            unite="% du flux",
        )
    )
