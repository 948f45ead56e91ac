"""What the removal of demandes from the national system needs: the leases of a period, the inadmissible demandes."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.radiations import list_baux, table_baux, table_irrecevables
from gef.web.jour import today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux

UN_JOUR = timedelta(days=1)


@require_GET
@for_bailleurs
def radiations(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the leases of a period, with the household of each, and what lacks."""
    jour = today()
    debut = read_jour(request.GET.get("debut", ""), jour.replace(day=1))
    dernier = read_jour(request.GET.get("dernier", ""), jour)
    baux = list_baux(acteur, debut, dernier + UN_JOUR)
    vues = repondre_tableaux(request, table_baux(baux), table_irrecevables(acteur, debut, dernier + UN_JOUR))
    if isinstance(vues, HttpResponse):
        return vues
    context = {"debut": debut, "dernier": dernier, "baux": baux, "incomplets": [b for b in baux if b.manques]}
    context |= {"radiations": vues["radiations"], "irrecevables": vues["irrecevables"]}
    return render(request, "gef/caleol_radiations.html", context)


def read_jour(texte: str, default: date) -> date:
    """Read a day of the address; what is none is the default."""
    try:
        jour = date.fromisoformat(texte)
    except ValueError:
        return default
    return jour if date(2000, 1, 1) <= jour <= date(2100, 12, 31) else default
