"""What is expected next of a freed dwelling, and from whom, given where it stands and how its convention is managed.

Nothing is decided here: every fact that may follow stays possible (`gef.core.ecritures.list_possibles`); this says
which ones the trade waits for, so that a page can put them first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gef.core.ecritures import EtatLogement, list_possibles
from gef.core.parts import BAILLEUR

ACTEURS: Final[Mapping[str, str]] = {
    "bailleur": "le bailleur",
    "reservataire": "le réservataire",
    "commission": "la CALEOL",
    "menage": "le ménage",
    "personne": "personne",
}


@dataclass(frozen=True, slots=True)
class Attente:
    """What a dwelling waits for.

    Attributes:
        acteur: A code of `ACTEURS`.
        faits: Codes of `gef.core.faits.FAITS`, the one most often expected first.
    """

    acteur: str
    faits: tuple[str, ...] = ()


# Sources 003 and 004: sheet sent, answer, candidates, CALEOL, answer of the household, lease.
PAR_ETAT: Final[Mapping[str, Attente]] = {
    "annonce": Attente("bailleur", ("orientation", "disponibilite")),
    "a_orienter": Attente("bailleur", ("orientation",)),
    "oriente": Attente("bailleur", ("transmission",)),
    "transmis": Attente("reservataire", ("candidats", "acceptation", "refus")),
    "accepte": Attente("reservataire", ("candidats", "refus")),
    "candidats": Attente("commission", ("attribution", "non_attribution")),
    "attribue": Attente("menage", ("acceptation_menage", "refus_menage")),
    "accepte_menage": Attente("bailleur", ("bail", "refus_menage")),
    "loue": Attente("personne"),
    "hors_flux": Attente("bailleur", ("attribution", "bail")),
    "stock": Attente("bailleur", ("attribution", "bail")),
    "abandonne": Attente("personne"),
}
# Why the account on which a dwelling counts is still to be confirmed.
RAPPELS: Final[Mapping[str, str]] = {
    "a_confirmer": "compte à confirmer",
    "autre_menage": "confirmée pour un autre ménage",
}
DESIGNE: Final = Attente("bailleur", ("candidats", "attribution"))
HORS_FLUX_ATTRIBUE: Final = Attente("bailleur", ("bail", "refus_menage"))


def find_attente(etat: EtatLogement, mode_gestion: str = "directe", rappel: str = "") -> Attente:
    """Say what a dwelling waits for.

    Args:
        etat: Where it stands.
        mode_gestion: "directe", "deleguee" or "mixte": how the convention of the account that holds it is managed.
        rappel: A code of `RAPPELS`: the imputation comes first, as long as it may be written. "" otherwise.

    Source:
        Sources 000, 003 and 004: in gestion déléguée the bailleur designates; in gestion mixte he does so for what was
        requalified.

    Examples:
        >>> find_attente(EtatLogement("oriente", "VILLE")).faits
        ('transmission',)
        >>> find_attente(EtatLogement("oriente", "AL"), "deleguee").acteur
        'bailleur'
        >>> find_attente(EtatLogement("candidats", "AL", impute="AL"), rappel="autre_menage").faits[0]
        'imputation'
    """
    attente = _find_attente(etat, mode_gestion)
    if rappel and "imputation" in list_possibles(etat):
        return Attente("bailleur", ("imputation", *attente.faits))
    return attente


def find_rappel(choix: Sequence[str], impute: str, *, is_confirmed: bool, is_same_menage: bool) -> str:
    """Say whether the account of a household is to be confirmed, or confirmed again.

    Args:
        choix: Accounts on which he may be counted in the commune of the dwelling.
        impute: Account on which the dwelling counts.
        is_confirmed: Whether somebody confirmed an account, and the dwelling still counts there.
        is_same_menage: Whether it was for this household.

    Returns:
        A code of `RAPPELS`; "" when nothing is left to say: it was confirmed for him, or there is no choice to make.

    Source:
        Source 000 (« réservataire d'imputation »): the account is said before the commission, for each household.

    Examples:
        >>> find_rappel(["AL", "ETAT-P"], "ETAT-P", is_confirmed=True, is_same_menage=False)
        'autre_menage'
    """
    if tuple(choix) == (impute,) or (is_confirmed and is_same_menage):
        return ""
    return "autre_menage" if is_confirmed else "a_confirmer"


def _find_attente(etat: EtatLogement, mode_gestion: str) -> Attente:
    types = [fait.type for fait in etat.list_faits()]
    if etat.etat in ("hors_flux", "stock"):
        return _after_attribution(types)
    if etat.etat in ("oriente", "accepte") and is_designe_par_bailleur(etat, mode_gestion):
        return DESIGNE
    if etat.etat == "oriente" and types[-1:] == ["refus_menage"]:
        return Attente("commission", ("attribution", "candidats", "retour"))
    return PAR_ETAT[etat.etat]


def _after_attribution(types: list[str]) -> Attente:
    last = next((kind for kind in reversed(types) if kind in ("attribution", "refus_menage", "bail")), "")
    if last == "bail":
        return PAR_ETAT["loue"]
    return HORS_FLUX_ATTRIBUE if last == "attribution" else PAR_ETAT["hors_flux"]


def is_designe_par_bailleur(etat: EtatLogement, mode_gestion: str) -> bool:
    """Whether the bailleur presents the candidates: his own dwellings, what is delegated, requalified or taken back."""
    if etat.reservataire in (None, BAILLEUR) or mode_gestion == "deleguee":
        return True
    for fait in reversed(etat.list_faits()):
        if fait.type in ("requalification", "orientation"):
            return fait.type == "requalification"
    return False
