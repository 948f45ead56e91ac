"""The steering of the year: who waits and why, the soldes month by month, the vacancy step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.actions.faits_annee import read_faits_annee
from gef.actions.flux import EtatFlux, load_flux
from gef.actions.objectifs import objectifs_par_reservataire
from gef.actions.obligations_vues import ObligationVue, keep_urgentes, list_obligations
from gef.actions.pilotage import Pilotage, read_pilotage
from gef.actions.previsions import count_realise, read_previsions
from gef.actions.revoyure import Revoyure, load_revoyure
from gef.actions.tableaux_obligations import table_obligations
from gef.actions.tableaux_pilotage import table_alertes, table_fil, table_fin
from gef.actions.tableaux_previsions import table_categories, table_cumuls
from gef.actions.tableaux_vacance import table_etapes, table_loues, table_vacances
from gef.core.jalons import LogementLoue, calculer_quartiles
from gef.errors import GefError
from gef.outputs.nombres import decimal, entier, logements, pluriel
from gef.web.composants import Chiffre
from gef.web.figures_pilotage import choose_lignes, figure_fil, figure_sorties
from gef.web.jour import today
from gef.web.obligations import link_calculs
from gef.web.phrases_pilotage import say_constat
from gef.web.pilotage_reservataire import show_reservataire
from gef.web.portes import for_bailleurs, for_members
from gef.web.tableaux import repondre_tableaux

SIGNES: Final = "/~:@!$&'()*+,;="  # that the routes leave as they are in an address
COMPTE: Final = "compte"  # parameter: the account that a page shows alone


@require_GET
@for_members
def pilotage(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Send each one to his own steering."""
    return _bailleur(request, acteur) if acteur.is_bailleur else show_reservataire(request, acteur)


def _bailleur(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    jour, bailleur = today(), acteur.organisation
    etat = load_flux(bailleur.pk)
    found = read_pilotage(bailleur, etat, jour)
    obligations = list_obligations(acteur, jour, etat)
    urgentes = keep_urgentes(obligations)
    realise = count_realise(bailleur, jour.year, jour)
    previsions = read_previsions(bailleur, jour.year).previsions
    categories = table_categories(previsions, realise, jour.year, jour)
    vues = repondre_tableaux(
        request,
        table_alertes(found, link_comptes(bailleur, etat)),
        table_obligations(urgentes, jour, "Aucune obligation n’est à risque.", link_calculs(urgentes)),
        categories,
        table_cumuls(previsions, realise, jour.year, jour),
    )
    if isinstance(vues, HttpResponse):
        return vues
    lignes = choose_lignes(found)
    loues = read_faits_annee(etat, jour.year).loues
    context = {
        "pilotage": found,
        "jour": jour,
        "vues": vues,
        "constat": say_constat(found),
        "figure": figure_fil(found, lignes),
        "sorties": figure_sorties(categories),
        "proposes": sum(ligne.compte.proposes for ligne in found.lignes),
        "chiffres": list_chiffres(found, urgentes, loues),
        "autres": sum(row.remede is not None for row in obligations) - len(urgentes),
    }
    return render(request, "gef/pilotage.html", context)


def link_comptes(bailleur: Organisation, etat: EtatFlux) -> dict[str, str]:
    """Address of the page of each account, its lines and their proof."""
    return {code: reverse("web:compte", args=[bailleur.pk, code]) for code in etat.ids_with_bailleur()}


def list_chiffres(
    found: Pilotage, urgentes: Sequence[ObligationVue], loues: Sequence[LogementLoue]
) -> tuple[Chiffre, ...]:
    """Key figures of the steering, each with its base."""
    late, drowned, overwhelmed = (found.count(code) for code in ("en_retard", "noye", "deborde"))
    missing = sum(row.obligation.logements for row in urgentes)
    others = f"dont {pluriel(drowned, 'noyé')} ; {pluriel(overwhelmed, 'débordé')}"
    return (
        Chiffre("Réservataires en retard", entier(late), others, ton="retard" if late else ""),
        Chiffre("Délais passés", entier(found.delais), "logements sans réponse", ton="retard" if found.delais else ""),
        Chiffre(
            "Obligations à risque",
            entier(len(urgentes)),
            f"{logements(missing, 0)} en tout" if missing else "aucun logement ne manque",
            ton="retard" if urgentes else "",
        ),
        say_vacance(loues),
    )


def say_vacance(loues: Sequence[LogementLoue]) -> Chiffre:
    """Say the median vacancy, with its quartiles and how many leases it stands on."""
    if not loues:
        return Chiffre("Vacance médiane", "–", "aucun bail signé depuis janvier")
    found = calculer_quartiles([row.vacance for row in loues])
    between = f"la moitié des {pluriel(found.nombre, 'bail', 'baux')}, de {decimal(found.bas, 0)}"
    return Chiffre("Vacance médiane", decimal(found.mediane, 0), f"{between} à {decimal(found.haut, 0)} jours", "jours")


@require_GET
@for_bailleurs
def soldes(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the solde of each account through the year, and what the year's end should bring."""
    jour, bailleur = today(), acteur.organisation
    etat = load_flux(bailleur.pk)
    found = read_pilotage(bailleur, etat, jour)
    revoyure, empechement = read_revoyure(bailleur, jour)
    liens = link_lignes(etat)
    objectifs = objectifs_par_reservataire(bailleur, jour.year)
    projection = revoyure.projection if revoyure else None
    vues = repondre_tableaux(request, table_fil(found, liens), table_fin(found, objectifs, projection, liens))
    if isinstance(vues, HttpResponse):
        return vues
    lignes = choose_lignes(found, request.GET.get(COMPTE, ""))
    context: dict[str, Any] = {
        "pilotage": found,
        "jour": jour,
        "vues": vues,
        "projection": projection,
        "empechement": empechement,
        "seul": lignes[0] if len(lignes) == 1 else None,
        "montres": lignes,
        "figure": figure_fil(found, lignes),
    }
    if context["seul"]:
        context["ecritures"] = reverse("web:compte", args=[bailleur.pk, lignes[0].compte.code])
    return render(request, "gef/pilotage_soldes.html", context)


def link_lignes(etat: EtatFlux, route: str = "web:pilotage-soldes") -> Mapping[str, str]:
    """Address of a page for one account alone."""
    return {code: f"{reverse(route)}?{urlencode({COMPTE: code})}" for code in etat.ids_with_bailleur()}


def read_revoyure(bailleur: Organisation, jour: date) -> tuple[Revoyure | None, str]:
    """Give the projection of the year, or why there is none."""
    try:
        found = load_revoyure(bailleur, jour)
    except GefError as error:
        return None, str(error)
    return found, "" if found else "L’assiette de l’exercice n’est pas encore calculée."


def link_fiches(references: Iterable[str]) -> dict[str, str]:
    """Address of the sheet of each dwelling: a large bailleur lets thousands a year, and the routes are asked once."""
    head, _, tail = reverse("web:logement", args=["REFERENCE"]).partition("REFERENCE")
    return {reference: f"{head}{quote(reference, safe=SIGNES)}{tail}" for reference in references}


@require_GET
@for_bailleurs
def vacance(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the days of each step from the préavis to the lease, for all or for one account."""
    jour = today()
    etat = load_flux(acteur.organisation.pk)
    loues, noms = read_faits_annee(etat, jour.year).loues, etat.noms()
    compte = request.GET.get(COMPTE, "")
    montres = [row for row in loues if compte not in noms or row.reservataire == compte]
    liens = link_lignes(etat, "web:pilotage-vacance")
    fiches = link_fiches(row.logement for row in montres)
    tables = (table_etapes(montres, jour), table_vacances(loues, noms, jour, liens))
    vues = repondre_tableaux(request, *tables, table_loues(montres, noms, jour, fiches))
    if isinstance(vues, HttpResponse):
        return vues
    context = {
        "jour": jour,
        "vues": vues,
        "seul": noms.get(compte, ""),
        "quartiles": calculer_quartiles([row.vacance for row in montres]) if montres else None,
    }
    return render(request, "gef/pilotage_vacance.html", context)
