"""The rights of reservation: who holds what and where, what has expired, where register and parc disagree."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.etat_des_lieux import load_etat_des_lieux
from gef.actions.tableaux_droits import (
    table_contingents,
    table_droits,
    table_par_commune,
    table_par_reservataire,
    table_rapprochements,
)
from gef.core.etat_des_lieux import EtatDesLieux
from gef.core.registre_droits import total_droits
from gef.errors import GefError
from gef.outputs.nombres import entier, pluriel
from gef.web.composants import Chiffre
from gef.web.jour import today
from gef.web.listes import repondre_parties
from gef.web.portes import for_bailleurs


@require_GET
@for_bailleurs
def etat_des_lieux(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the register of rights beside the parc."""
    try:
        etat, dossier = load_etat_des_lieux(acteur.organisation, today())
    except GefError as error:
        return render(request, "gef/etat_des_lieux.html", {"erreur": str(error)})
    noms = dossier.noms()
    vues = repondre_parties(
        request,
        table_par_reservataire(etat, noms),
        table_par_commune(etat, noms),
        table_droits(etat, noms, "echus"),
        table_droits(etat, noms, "a_venir"),
        table_rapprochements(etat),
        table_contingents(etat),
    )
    if isinstance(vues, HttpResponse):
        return vues
    context = {"etat": etat, "vues": vues, "a_venir": vues["a-venir"], "chiffres": list_chiffres(etat)}
    return render(request, "gef/etat_des_lieux.html", context)


def list_chiffres(etat: EtatDesLieux) -> tuple[Chiffre, ...]:
    """Key figures of a register."""
    survie = sum(row.en_survie for row in etat.reservataires)
    informels = sum(row.non_formalises for row in etat.reservataires)
    ecarts = len(etat.desaccords)
    return (
        Chiffre(
            "Droits en cours",
            entier(etat.droits_en_cours),
            pluriel(len(etat.reservataires), "réservataire", "réservataires"),
        ),
        Chiffre(
            "Prolongés par la loi", entier(survie), f"{etat.survie.annees} ans après le remboursement d’un prêt garanti"
        ),
        Chiffre(
            "Échus",
            entier(total_droits(etat.echus)),
            pluriel(len(etat.echus), "ligne du registre", "lignes du registre"),
        ),
        Chiffre("Sans convention", entier(informels), "aucun document signé", ton="retard" if informels else ""),
        Chiffre(
            "Désaccords avec le parc",
            str(ecarts),
            f"sur {len(etat.rapprochements)} familles de réservataires",
            ton="retard" if ecarts else "",
        ),
    )
