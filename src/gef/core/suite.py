"""What is expected next of a freed dwelling, and from whom, given where it stands and how its convention is managed.

Nothing is decided here: every fact that may follow stays possible (`gef.core.ecritures.list_possibles`); this says
which ones the trade waits for, so that a page can put them first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gef.core.ecritures import EtatLogement
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
DESIGNE: Final = Attente("bailleur", ("candidats", "attribution"))
HORS_FLUX_ATTRIBUE: Final = Attente("bailleur", ("bail", "refus_menage"))


def find_attente(etat: EtatLogement, mode_gestion: str = "directe") -> Attente:
    """Say what a dwelling waits for.

    Args:
        etat: Where it stands.
        mode_gestion: "directe", "deleguee" or "mixte": how the convention of the account that holds it is managed.

    Source:
        Sources 000, 003 and 004: in gestion déléguée the bailleur designates; in gestion mixte he does so for what was
        requalified.

    Examples:
        >>> find_attente(EtatLogement("oriente", "VILLE")).faits
        ('transmission',)
        >>> find_attente(EtatLogement("oriente", "AL"), "deleguee").acteur
        'bailleur'
    """
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
