"""How a page names what a person may write on a dwelling: the words of the link, of the title and of the button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from gef.access.acteur import Acteur
from gef.actions.faits import AILLEURS, is_holder
from gef.actions.flux import EtatFlux, Suivi
from gef.core.ecritures import list_possibles
from gef.core.faits import FAITS_DU_RESERVATAIRE
from gef.core.suite import Attente
from gef.db.flux.models import Liberation

# Infinitive, as a title and as a button say it; {nom} is the account that holds the dwelling.
VERBES: Final[Mapping[str, str]] = {
    "preavis": "Noter le préavis",
    "disponibilite": "Noter le jour où le logement est disponible",
    "qualification_flux": "Remettre dans le flux",
    "qualification_hors_flux": "Sortir du flux",
    "qualification_stock": "Passer en stock",
    "transmission": "Transmettre la fiche à {nom}",
    "acceptation": "Accepter pour {nom}",
    "refus": "Refuser pour {nom}",
    "non_reponse": "Constater le silence de {nom}",
    "requalification": "Requalifier : le bailleur désigne pour {nom}",
    "candidats": "Désigner des candidats",
    "imputation": "Confirmer l’imputation",
    "attribution": "Noter l’attribution en CALEOL",
    "non_attribution": "Noter la non-attribution en CALEOL",
    "acceptation_menage": "Noter l’acceptation du ménage",
    "refus_menage": "Noter le refus du ménage",
    "bail": "Noter la signature du bail",
    "retour": "Retirer l’orientation à {nom}",
    "reprise": "Reprendre pour le compte du bailleur",
    "abandon": "Noter que le préavis est retiré",
    "annulation": "Annuler le dernier fait",
}
# The réservataire speaks for himself.
VERBES_DU_RESERVATAIRE: Final[Mapping[str, str]] = {
    "acceptation": "Accepter ce logement",
    "refus": "Refuser ce logement",
    "candidats": "Désigner vos candidats",
}


@dataclass(frozen=True, slots=True)
class ActeLogement:
    """A fact that the reader may write: where, and in which words."""

    type: str
    libelle: str
    adresse: str


def list_actes(acteur: Acteur, etat: EtatFlux, suivi: Suivi) -> tuple[ActeLogement, ...]:
    """Facts that may follow and that the reader may write, in the order of the trade."""
    if not can_answer(acteur, etat, suivi):
        return ()
    allowed = None if acteur.is_bailleur else FAITS_DU_RESERVATAIRE
    possible = (
        kind
        for kind in list_possibles(suivi.etat)
        if kind in VERBES and (allowed is None or kind in allowed) and not _is_vain(kind, etat, suivi)
    )
    nom = etat.noms().get(suivi.reservataire or "", "")
    return tuple(
        ActeLogement(kind, say_verbe(acteur, kind, nom), address_acte(acteur, suivi.liberation, kind))
        for kind in possible
    )


def _is_vain(kind: str, etat: EtatFlux, suivi: Suivi) -> bool:
    """Whether a fact would only repeat what is so, or be refused by its action."""
    if kind == "requalification":
        return etat.mode_gestion(suivi) != "mixte"
    return kind == "qualification_flux" and suivi.is_en_attente


def can_answer(acteur: Acteur, etat: EtatFlux, suivi: Suivi) -> bool:
    """Whether the reader may write something on a dwelling."""
    return acteur.can_orienter and (acteur.is_bailleur or is_holder(acteur, etat, suivi))


def split_actes(
    actes: tuple[ActeLogement, ...], attente: Attente
) -> tuple[tuple[ActeLogement, ...], tuple[ActeLogement, ...]]:
    """Put apart what the dwelling waits for, in that order, and the rest."""
    by_type = {acte.type: acte for acte in actes}
    first = tuple(by_type[kind] for kind in attente.faits if kind in by_type)
    return first, tuple(acte for acte in actes if acte not in first)


def say_verbe(acteur: Acteur, kind: str, nom: str) -> str:
    """Say a fact as something to do, in the reader's name."""
    verbes = VERBES if acteur.is_bailleur else {**VERBES, **VERBES_DU_RESERVATAIRE}
    return verbes[kind].format(nom=nom or "ce réservataire")


def address_acte(acteur: Acteur, liberation: Liberation, kind: str, **asked: str) -> str:
    """Address of the page where a fact is written; what is `asked` fills in its form."""
    if kind == "imputation":
        return address(acteur, liberation, "web:logement-imputation")
    if kind in AILLEURS:
        return address(acteur, liberation, "web:logement-candidats")
    return address(acteur, liberation, "web:logement-fait", kind, **asked)


def address(acteur: Acteur, liberation: Liberation, route: str = "web:logement", *args: str, **asked: str) -> str:
    """Address of a page of a dwelling; a réservataire says whose, two bailleurs may use the same reference."""
    query = dict(asked) if acteur.is_bailleur else {"bailleur": str(liberation.bailleur_id), **asked}
    return reverse(route, args=[liberation.reference, *args]) + (f"?{urlencode(query)}" if query else "")
