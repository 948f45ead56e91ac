"""On which account a dwelling counts: proposed candidate by candidate, confirmed by a person; what that did to each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import bailleurs_of, fetch, visible
from gef.actions.designation import check_can_designer, is_retire, list_candidats
from gef.actions.faits import DejaDecideError
from gef.actions.flux import EtatFlux, Suivi, load_flux
from gef.actions.imputation import confirmer_imputation, list_obligations, list_propositions
from gef.actions.noms import nom_commune
from gef.actions.rappels_imputation import RappelImputation, list_rappels
from gef.actions.regles_imputation import find_regle_du
from gef.actions.suivi_imputations import (
    ImputationLue,
    count_imputations,
    find_confirmee,
    list_imputations,
    narrow_imputations,
)
from gef.actions.tableaux import describe_type
from gef.actions.tableaux_imputation import (
    dire_en_vigueur,
    dire_public,
    table_comptes_compares,
    table_effets,
    table_imputations,
    table_propositions,
    table_rappels,
)
from gef.core.ecritures import find_presentateur
from gef.core.faits import ETATS, TRANSITIONS
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Liberation, Reservataire, TypeFait
from gef.errors import GefError
from gef.web.demandes import HAUT, read_entier
from gef.web.exercices import read_exercice
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs, for_members
from gef.web.tableaux import repondre_tableaux

PAGE: Final = "web:logement-imputation"


@require_http_methods(["GET", "POST"])
@for_bailleurs
def logement(request: HttpRequest, acteur: Acteur, reference: str) -> HttpResponse:
    """Show the account proposed for each candidate of a dwelling; confirm one, or depart from it with a reason."""
    check_can_designer(acteur)
    liberation = fetch(Liberation, acteur, to="orienter", reference=reference)
    if request.method == "POST":
        return _confirm(request, acteur, liberation)
    return show(request, liberation, {})


def _confirm(request: HttpRequest, acteur: Acteur, liberation: Liberation) -> HttpResponse:
    sent = {name: request.POST.get(name, "") for name in ("candidat", "compte", "motif", "rang")}
    here = reverse(PAGE, args=[liberation.reference]) + HAUT
    candidat, rang = read_entier(sent["candidat"]), read_entier(sent["rang"])
    try:
        row = confirmer_imputation(
            acteur,
            liberation.reference,
            candidat or 0,
            sent["compte"],
            rang_vu=-1 if rang is None else rang,
            moment=now(),
            motif=sent["motif"],
        )
    except DejaDecideError as error:
        messages.error(request, str(error))
        return redirect(here)
    except GefError as error:
        return show(request, liberation, sent | {"erreur": str(error), "candidat": candidat}, status=422)
    nom = load_flux(liberation.bailleur_id).noms()[row.fait.reservataire.code if row.fait.reservataire else BAILLEUR]
    moved = "Les comptes ont suivi." if row.is_deplacee else "Aucun compte n’a bougé."
    messages.success(request, f"{liberation.reference} compte sur {nom}. {moved}")
    return redirect(here)


def show(request: HttpRequest, liberation: Liberation, sent: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Show the page; `sent` is what was refused, with its reason."""
    etat, jour = load_flux(liberation.bailleur_id), today()
    suivi, noms = etat.suivis[liberation.pk], etat.noms()
    confirmee = find_confirmee(list_imputations(liberation.bailleur_id), suivi)
    propositions = list_propositions(etat, suivi, jour)
    vues = repondre_tableaux(
        request, table_propositions(propositions, noms), table_comptes_compares(propositions, noms)
    )
    if isinstance(vues, HttpResponse):
        return vues
    context = {
        "liberation": liberation,
        "commune": nom_commune(liberation.commune),
        "type": describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv)),
        "titulaire": noms.get(suivi.reservataire or BAILLEUR, ""),
        "etat": ETATS[suivi.etat.etat],
        "is_ouverte": (suivi.etat.etat, TypeFait.IMPUTATION) in TRANSITIONS,
        "rang": suivi.rang,
        "vues": vues,
        "disputees": [
            (row, noms[row.imputation.propose], dire_public(row.candidat), [(code, noms[code]) for code in row.choix])
            for row in propositions
            if row.is_disputee
        ],
        "confirmee": confirmee,
        "suivie": confirmee.row.candidat_id if confirmee and not confirmee.row.is_ecart else None,
        "rappel": find_rappel_of(etat, suivi, jour),
        "obligations": [(noms[code], row) for code, row in list_obligations(etat, suivi, propositions, jour)],
        "regle": dire_en_vigueur(find_regle_du(liberation.bailleur_id, jour), noms),
        "sent": sent,
    }
    return render(request, "gef/logement_imputation.html", context, status=status)


def find_rappel_of(etat: EtatFlux, suivi: Suivi, jour: date) -> RappelImputation | None:
    """What is still to be confirmed of a dwelling; None when there is nothing."""
    return next(iter(list_rappels(suivi.liberation.bailleur, etat, [suivi], jour)), None)


def has_choix(acteur: Acteur, etat: EtatFlux, suivi: Suivi) -> bool:
    """Whether the actor has an account to choose for a dwelling: a candidate is eligible to several in the commune."""
    if not (acteur.is_bailleur and acteur.can_orienter and (suivi.etat.etat, TypeFait.IMPUTATION) in TRANSITIONS):
        return False
    here, titulaire = set(etat.parts_of(suivi.liberation)), find_presentateur(suivi.etat)
    candidats = (row for row in list_candidats(etat, suivi) if not is_retire(row))
    return any(here & set(row.eligibles) - {titulaire} for row in candidats)


@require_GET
@for_members
def imputations(request: HttpRequest, acteur: Acteur, bailleur: int) -> HttpResponse:
    """Show what the imputations of an exercice did to each account, and the rows that the actor may see."""
    owner, exercice = find_bailleur(acteur, bailleur), read_exercice(request)
    etat = load_flux(owner.pk)
    noms, rows = etat.noms(), list_imputations(owner.pk)
    own = narrow_imputations(acteur, rows)
    rappels = list_rappels(owner, etat, etat.suivis.values(), today()) if acteur.is_bailleur else ()
    vues = repondre_tableaux(
        request,
        table_rappels(rappels, noms, link_rappels(acteur, rappels)),
        table_effets(count_imputations(rows, exercice), noms, exercice),
        table_imputations(
            own,
            noms if acteur.is_bailleur else list_noms(acteur, owner),
            exercice=exercice,
            liens=list_liens(acteur, own),
            is_bailleur=acteur.is_bailleur,
        ),
    )
    if isinstance(vues, HttpResponse):
        return vues
    regle = dire_en_vigueur(find_regle_du(owner.pk, today()), noms)
    context = {"bailleur": owner, "exercice": exercice, "precedent": exercice - 1, "vues": vues, "regle": regle}
    return render(request, "gef/imputations.html", context | {"rappels": rappels})


def link_rappels(acteur: Acteur, rappels: Iterable[RappelImputation]) -> dict[str, str]:
    """Address where each account is confirmed; the sheet of the dwelling for who may not, or when it is too late."""
    return {
        rappel.suivi.liberation.reference: reverse(
            PAGE if rappel.is_ouverte and acteur.can_orienter else "web:logement",
            args=[rappel.suivi.liberation.reference],
        )
        for rappel in rappels
    }


def find_bailleur(acteur: Acteur, pk: int) -> Organisation:
    """Bailleur whose flux concerns the actor.

    Raises:
        Http404: none of his.
    """
    found = bailleurs_of(acteur).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def list_noms(acteur: Acteur, bailleur: Organisation) -> dict[str, str]:
    """Names of the accounts that the actor holds with a bailleur, by code."""
    return dict(visible(Reservataire, acteur).filter(bailleur=bailleur).values_list("code", "nom"))


def list_liens(acteur: Acteur, rows: tuple[ImputationLue, ...]) -> dict[str, str]:
    """Address of each dwelling that the actor may open."""
    wanted = {lue.row.fait.liberation_id for lue in rows}
    seen = visible(Liberation, acteur).filter(pk__in=wanted).values_list("reference", "bailleur_id")
    bailleur = "" if acteur.is_bailleur else "?bailleur={}"
    return {reference: reverse("web:logement", args=[reference]) + bailleur.format(pk) for reference, pk in seen}
