"""« Pourquoi celui-ci est allé à un autre »: the proposal as the bailleur read it, told to a réservataire."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.noms import nom_commune
from gef.actions.pourquoi import DecisionLue, LigneLue, read_pourquoi
from gef.actions.tableaux import describe_type
from gef.actions.tableaux_pourquoi import table_decision
from gef.core.regle import LECTURES
from gef.outputs.nombres import solde
from gef.outputs.phrases import RAISONS
from gef.web.demandes import read_entier
from gef.web.jour import today
from gef.web.portes import for_reservataires
from gef.web.tableaux import repondre_tableaux


@require_GET
@for_reservataires
def pourquoi(request: HttpRequest, acteur: Acteur, reference: str) -> HttpResponse:
    """Show why a dwelling went to another, decision after decision."""
    found = read_pourquoi(acteur, read_entier(request.GET.get("bailleur", "")), reference)
    tables = [table_decision(decision, f"decision{rang}") for rang, decision in enumerate(found.decisions, start=1)]
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    liberation = found.liberation
    last = found.decisions[-1] if found.decisions else None
    context = {
        "found": found,
        "jour": today(),
        "commune": nom_commune(liberation.commune),
        "type": describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv)),
        "decisions": [
            (decision, vues[table.code], say_pourquoi(decision), say_sien(decision))
            for decision, table in zip(found.decisions, tables, strict=True)
        ],
        "choisi": last.choisi if last else "",
        "retour": reverse("web:pilotage"),
    }
    return render(request, "gef/pourquoi.html", context)


def say_pourquoi(decision: DecisionLue) -> str:
    """Say why the rule proposed it, in the words that the bailleur read."""
    row = next((row for row in decision.lignes if row.is_retenu), None)
    if row is None:
        return ""
    return f"La règle proposait {decision.propose}, solde {solde(row.solde)}. {RAISONS.get(decision.motif, '')}".strip()


def say_sien(decision: DecisionLue) -> str:
    """Say where the reader's account stood, and what would have changed the proposal."""
    own = [row for row in decision.lignes if row.is_sien]
    if not own:
        return ""
    said = " ".join(_say_ligne(row) for row in own)
    if decision.au_dela_de is None:
        return said
    return f"{said} Avec un solde au-delà de {solde(decision.au_dela_de)}, vous passiez devant."


def _say_ligne(row: LigneLue) -> str:
    return f"{row.nom} avait alors un solde de {solde(row.solde)} : {LECTURES[row.lecture]}."
