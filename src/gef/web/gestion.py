"""Gestion déléguée et mixte: who designates, against the floor of each convention; requalify a dwelling."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.bilan import codes_of
from gef.actions.faits import SaisieFait, inscrire_fait
from gef.actions.flux import load_flux
from gef.actions.gestion import SuiviGestion, narrow_gestion, read_gestion
from gef.actions.tableaux_gestion import table_gestion, table_requalifiables
from gef.core.gestion import LigneGestion
from gef.db.flux.models import TypeFait
from gef.errors import GefError
from gef.outputs.nombres import entier, pluriel, taux
from gef.outputs.tables import Table
from gef.web.composants import Chiffre
from gef.web.demandes import read_entier
from gef.web.exercices import read_exercice
from gef.web.imputation import find_bailleur, list_noms
from gef.web.jour import now
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableaux

PAGE = "web:orientation-gestion"


@require_http_methods(["GET", "POST"])
@for_members
def gestion(request: HttpRequest, acteur: Acteur, bailleur: int) -> HttpResponse:
    """Show who designates for each réservataire, or for the actor's own accounts."""
    owner, exercice = find_bailleur(acteur, bailleur), read_exercice(request)
    if request.method == "POST":
        check_can_write(acteur, "orienter")
        return _requalify(request, acteur)
    suivi = narrow_gestion(read_gestion(owner, exercice), codes_of(acteur, owner))
    noms = load_flux(owner.pk).noms() if acteur.is_bailleur else list_noms(acteur, owner)
    vues = repondre_tableaux(request, *list_tables(acteur, suivi, noms))
    if isinstance(vues, HttpResponse):
        return vues
    context = {"bailleur": owner, "exercice": exercice, "precedent": exercice - 1, "suivi": suivi, "vues": vues}
    context["choix"] = [(row.suivi, noms.get(row.prise.reservataire, "")) for row in suivi.requalifiables]
    context |= {"titre": dire_titre(suivi), "chiffres": list_chiffres(suivi), "planchers": list_planchers(suivi, noms)}
    return render(request, "gef/gestion.html", context)


def list_tables(acteur: Acteur, suivi: SuiviGestion, noms: Mapping[str, str]) -> list[Table]:
    """Tables of the page; what may be requalified is the bailleur's to see."""
    tables = [table_gestion(suivi.lignes, noms, suivi.exercice)]
    if acteur.is_bailleur:
        references = [row.suivi.liberation.reference for row in suivi.requalifiables]
        liens = {reference: reverse("web:logement", args=[reference]) for reference in references}
        tables.append(table_requalifiables(suivi.requalifiables, noms, liens))
    return tables


def _requalify(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    reference, _, rang = request.POST.get("logement", "").rpartition("|")
    saisie = SaisieFait(TypeFait.REQUALIFICATION, now().date())
    seen = read_entier(rang)
    try:
        inscrire_fait(acteur, reference, saisie, rang_vu=-1 if seen is None else seen, moment=now())
    except GefError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{reference} est requalifié : vous désignez les candidats, le compte reste le même.")
    return redirect(PAGE, bailleur=acteur.organisation.pk)


def dire_titre(suivi: SuiviGestion) -> str:
    """Say the finding of the page: what lacks, or that the floors are reached."""
    if suivi.manquent:
        return f"{pluriel(suivi.manquent, 'logement')} à requalifier encore en {suivi.exercice}"
    if any(ligne.manquent is not None for ligne in suivi.lignes):
        return f"Le plancher de requalification est atteint en {suivi.exercice}"
    return f"Qui désigne les candidats en {suivi.exercice}"


def list_chiffres(suivi: SuiviGestion) -> tuple[Chiffre, ...]:
    """Key figures: dwellings oriented, those for which the bailleur designates, those requalified."""
    orientes = sum(ligne.orientes for ligne in suivi.lignes)
    if not orientes:
        return ()
    designes = sum(ligne.designes for ligne in suivi.lignes)
    requalifies, mixtes = sum(row.requalifies for row in suivi.lignes), sum(row.mixtes for row in suivi.lignes)
    return (
        Chiffre("Orientés vers un réservataire", entier(orientes), "et toujours tenus"),
        Chiffre("Désignés par le bailleur", entier(designes), f"{taux(Fraction(designes, orientes))} des orientés"),
        Chiffre("Requalifiés", entier(requalifies), f"sur {pluriel(mixtes, 'logement')} en gestion mixte"),
    )


def list_planchers(suivi: SuiviGestion, noms: Mapping[str, str]) -> list[tuple[str, LigneGestion]]:
    """Accounts whose convention has a floor, with their name: each shows how its floor is reckoned."""
    under = (ligne for ligne in suivi.lignes if ligne.manquent is not None)
    return [(noms.get(ligne.reservataire, ligne.reservataire), ligne) for ligne in under]
