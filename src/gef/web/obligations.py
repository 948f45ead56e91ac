"""The obligations of the year: the bailleur's own, all of them for the État, those of its territory for an EPCI."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.obligations_vues import list_obligations
from gef.actions.tableaux_obligations import table_obligations
from gef.web.composants import Chiffre
from gef.web.jour import today
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableau


@require_GET
@for_members
def obligations(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show where each obligation stands, the worst first."""
    jour = today()
    rows = list_obligations(acteur, jour)
    vue = repondre_tableau(request, table_obligations(rows, jour))
    if isinstance(vue, HttpResponse):
        return vue
    counts = {statut: sum(row.obligation.statut == statut for row in rows) for statut in ("a_risque", "a_surveiller")}
    chiffres = (
        Chiffre("À risque", str(counts["a_risque"]), "un logement ou plus", ton="retard" if counts["a_risque"] else ""),
        Chiffre("À surveiller", str(counts["a_surveiller"]), "moins d’un logement"),
        Chiffre("Tenues", str(sum(row.obligation.statut == "tenue" for row in rows)), f"sur {len(rows)} mesurées"),
    )
    bailleurs = len({row.bailleur.pk for row in rows})
    context = {"vue": vue, "rows": rows, "jour": jour, "chiffres": chiffres, "bailleurs": bailleurs, **counts}
    return render(request, "gef/obligations.html", context)
