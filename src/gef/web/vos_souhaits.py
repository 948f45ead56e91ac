"""What each bailleur wrote of a réservataire's wishes, and the settings of the rule, set with the partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import bailleurs_of
from gef.actions.flux import load_flux
from gef.actions.orienter import regler
from gef.actions.reglages import list_reglages
from gef.actions.souhaits import list_souhaits_visibles
from gef.actions.tableaux_contexte import table_souhaits
from gef.actions.tableaux_reglages import table_reglages_lus
from gef.core.reglages import Reglage, find_reglage
from gef.outputs.phrases_reglages import dire_reglage
from gef.outputs.tables import Colonne, Table
from gef.web.jour import today
from gef.web.portes import for_reservataires
from gef.web.tableaux import VueTableau, repondre_tableaux


@dataclass(frozen=True, slots=True)
class Partage:
    """What a réservataire reads of one bailleur.

    Attributes:
        bailleur: Who.
        phrases: What the settings in force do.
        reglage: The recorded setting in force; None when those to ship hold.
        souhaits: Table of his own wishes.
        reglages: Table of the settings.
    """

    bailleur: Organisation
    phrases: tuple[str, ...]
    reglage: Reglage | None
    souhaits: Table
    reglages: Table


@require_GET
@for_reservataires
def souhaits(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show, bailleur by bailleur, the wishes of the actor and the settings in force."""
    partages = [read_partage(acteur, bailleur, today()) for bailleur in bailleurs_of(acteur)]
    vues = repondre_tableaux(request, *(table for row in partages for table in (row.souhaits, row.reglages)))
    if isinstance(vues, HttpResponse):
        return vues
    context = {"partages": [(row, *pick(vues, row)) for row in partages], "jour": today()}
    return render(request, "gef/vos_souhaits.html", context)


def read_partage(acteur: Acteur, bailleur: Organisation, jour: date) -> Partage:
    """Read what a bailleur shares: nothing of another réservataire."""
    etat = load_flux(bailleur.pk)
    wishes = table_souhaits(list_souhaits_visibles(acteur, bailleur), jour)
    settings = table_reglages_lus(list_reglages(bailleur), jour)
    return Partage(
        bailleur,
        dire_reglage(regler(etat, jour)),
        find_reglage(etat.reglages, jour),
        replace(wishes, code=f"souhaits-{bailleur.pk}", titre="Vos souhaits", colonnes=without_filtres(wishes)),
        replace(settings, code=f"reglages-{bailleur.pk}"),
    )


def without_filtres(table: Table) -> tuple[Colonne, ...]:
    """Columns of a table that is too short to be searched."""
    return tuple(replace(colonne, filtre="") for colonne in table.colonnes)


def pick(vues: Mapping[str, VueTableau], partage: Partage) -> tuple[VueTableau, VueTableau]:
    """Give the tables of one bailleur, as the page shows them."""
    return vues[partage.souhaits.code], vues[partage.reglages.code]
