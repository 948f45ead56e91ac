"""The law that the calculations apply: every parameter, its source, its evidence, and whether it was checked lately."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.tableaux_droit import table_textes
from gef.law.freshness import MOIS_AVANT_PEREMPTION
from gef.law.loader import load_droit
from gef.web.jour import today
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableau


@require_GET
@for_members
def droit(request: HttpRequest, acteur: Acteur) -> HttpResponse:  # noqa: ARG001  (open to every organisation)
    """List every legal parameter as it stands today."""
    jour, lu = today(), load_droit()
    vue = repondre_tableau(request, table_textes(lu, jour))
    if isinstance(vue, HttpResponse):
        return vue
    lignes = lu.lister(jour)
    context = {
        "vue": vue,
        "jour": jour,
        "en_vigueur": [ligne for ligne in lignes if ligne.is_en_vigueur],
        "sans_valeur": [ligne for ligne in lignes if not ligne.is_en_vigueur],
        "perimes": [ligne for ligne in lignes if ligne.perime],
        "derniere_verification": lu.derniere_verification,
        "mois": MOIS_AVANT_PEREMPTION,
    }
    return render(request, "gef/droit.html", context)
