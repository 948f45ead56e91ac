"""The yearly returns beside the bilan: to the EPCI and its conférence, to the préfet."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.models import Organisation, TypeOrganisation
from gef.actions.bilan import list_exercices
from gef.actions.bilan_annuel import read_annuel
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.sections_bilan import keep_territoires
from gef.actions.tableau_prefet import read_prefet, table_prefet
from gef.actions.tableaux_bilans_figes import table_epci_familles, table_territoires
from gef.core.periodes import echeance_bilan
from gef.web.bilan import find_bailleur
from gef.web.portes import for_bailleurs, for_members
from gef.web.tableaux import repondre_tableau, repondre_tableaux

LECTEURS: Final = frozenset({TypeOrganisation.BAILLEUR, TypeOrganisation.ETAT, TypeOrganisation.EPCI})


@require_GET
@for_members
def epci(request: HttpRequest, acteur: Acteur, exercice: int) -> HttpResponse:
    """Show the return to the EPCI: all of them for the bailleur and the État, its own territory for an EPCI."""
    bailleur = find_bailleur(acteur, request.GET.get("bailleur", ""))
    check_exercice(bailleur, exercice)
    if acteur.organisation.type not in LECTEURS:
        raise Http404
    rows = keep_territoires(read_annuel(bailleur, exercice).territoires, acteur.organisation)
    vues = repondre_tableaux(request, table_territoires(rows, exercice), table_epci_familles(rows, exercice))
    if isinstance(vues, HttpResponse):
        return vues
    context = {"vues": list(vues.values()), "exercice": exercice, "bailleur": bailleur, "rows": rows}
    return render(request, "gef/bilan_epci.html", context | {"echeance": echeance_bilan(exercice)})


@require_GET
@for_bailleurs
def prefet(request: HttpRequest, acteur: Acteur, exercice: int) -> HttpResponse:
    """Show the statement that goes to the préfet."""
    check_exercice(acteur.organisation, exercice)
    tableau = read_prefet(acteur.organisation, exercice)
    vue = repondre_tableau(request, table_prefet(tableau, load_dossier(acteur.organisation).source_parc))
    if isinstance(vue, HttpResponse):
        return vue
    return render(request, "gef/bilan_prefet.html", {"vue": vue, "tableau": tableau, "exercice": exercice})


def check_exercice(bailleur: Organisation, exercice: int) -> None:
    """Refuse a year of which the bailleur has nothing.

    Raises:
        Http404: nothing was freed in it.
    """
    try:
        known = list_exercices(load_dossier(bailleur))
    except DossierIncompletError as error:
        raise Http404 from error
    if exercice not in known:
        raise Http404
