"""What goes into a bilan: freed dwellings with their events, accounts, what is known of the households.

Source:
    CCH art. R. 441-5 and R. 441-5-1; docs/metier/bilan.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from gef.core.designation import PUBLICS, QUARTILES
from gef.core.errors import DonneeInvalideError
from gef.core.faits import PRECISIONS
from gef.core.periodes import check_exercice

Partie = Literal["reservataire", "silence", "menage", "bailleur", "inconnue"]

VALEURS_ABSENTES = frozenset({None, "", "inconnu", "inconnue"})
PARTIES: Final[Mapping[Partie, str]] = {
    "reservataire": "réservataire",
    "silence": "réservataire, sans réponse",
    "menage": "ménage",
    "bailleur": "bailleur",
    "inconnue": "partie non renseignée",
}
CAUSES: Final[Mapping[str, str]] = {
    code: libelle
    for fait in ("refus", "refus_menage")
    for champ in PRECISIONS[fait]
    if champ.nom == "cause"
    for code, libelle in champ.codes.items()
}
_QPV: Mapping[bool | None, str | None] = {None: None, False: "hors_qpv", True: "qpv"}


@dataclass(frozen=True, slots=True)
class MenageBilan:
    """What a bilan counts of the household that a dwelling was attributed to; None is not known.

    Attributes:
        public: A code of `gef.core.designation.PUBLICS`.
        quartile: Its quartile of resources, from 1.
        is_relogement: Whether it is rehoused for urban renewal.
    """

    public: str | None = None
    quartile: int | None = None
    is_relogement: bool = False

    def __post_init__(self) -> None:
        if self.public is not None and self.public not in PUBLICS:
            raise DonneeInvalideError(f"Ménage, public : « {self.public} » ; attendu : {', '.join(PUBLICS)}.")
        if self.quartile is not None and self.quartile not in QUARTILES:
            raise DonneeInvalideError(f"Ménage, quartile : {self.quartile} ; attendu : de 1 à 4.")


SANS_MENAGE: Final = MenageBilan()


@dataclass(frozen=True, slots=True)
class Refus:
    """Why a dwelling was not taken: who said no, for what, on whose account, when.

    Attributes:
        partie: A code of `PARTIES`.
        cause: A code of `CAUSES`; "" when it is not said.
        reservataire: Account that held the dwelling; "" when it is not known.
        jour: Day of the refusal.
    """

    partie: Partie
    cause: str
    reservataire: str
    jour: date


@dataclass(frozen=True, slots=True)
class LigneFlux:
    """One freed dwelling and what followed; each event has its own date and counts in the exercice of that date.

    Attributes:
        liberation_id: Identifier of the liberation; once in a bilan.
        commune: Code of the commune.
        typologie: "T1" to "T5+"; None when the file does not say, as for the next three.
        financement: "PLAI", "PLUS", "PLS"…
        qpv: Whether it stands in a quartier prioritaire.
        periode: Code of a period of construction.
        hors_flux: Category that took it out of the flux; None when it is in the flux.
        propositions: Reservataire and day, in order.
        attribue_a: Reservataire on whose account it was attributed.
        attribue_le: Day of the attribution by the CALEOL.
        bail_le: Day of the lease.
        libere_le: Day of the liberation.
        refus: Refusals of the réservataires: account ("" when it is not known) and day.
        epci: Code of the EPCI; "" when it is not known.
        menage: What is known of the household that it was attributed to.
        causes: Every refusal, with its party and its cause.
    """

    liberation_id: str
    commune: str
    typologie: str | None
    financement: str | None
    qpv: bool | None
    periode: str | None
    hors_flux: str | None
    propositions: tuple[tuple[str, date], ...]
    attribue_a: str | None
    attribue_le: date | None
    bail_le: date | None
    libere_le: date
    refus: tuple[tuple[str, date], ...]
    epci: str = ""
    menage: MenageBilan = SANS_MENAGE
    causes: tuple[Refus, ...] = ()

    def valeur(self, axe: str) -> str | None:
        """Return the code of the row where this dwelling stands on an axis; None when it is not known."""
        if axe == "qpv":
            return _QPV[self.qpv]
        valeurs = {
            "typologie": self.typologie,
            "financement": self.financement,
            "commune": self.commune,
            "epci": self.epci,
            "periode_construction": self.periode,
        }
        return None if valeurs[axe] in VALEURS_ABSENTES else valeurs[axe]


@dataclass(frozen=True, slots=True)
class ReservataireBilan:
    """An account of the bilan; the bailleur's own contingent is one of them."""

    id: str
    nom: str
    type: str


@dataclass(frozen=True, slots=True)
class EntreeBilan:
    """Everything the bilan reads; what a mapping does not hold is unknown, and said.

    Attributes:
        exercice: Year of the bilan.
        reservataires: Every account, in the order of the tables.
        lignes: Freed dwellings with an event in the exercice; rows without one change nothing.
        objectifs: Whole dwellings announced, by account.
        droits: Dwellings accrued in the exercice, by account.
        soldes_debut: Solde on 1 January, by account.
        soldes_fin: Solde on 31 December, by account.
        previsions: Dwellings expected to leave the flux, by category of CCH art. R. 441-5.
    """

    exercice: int
    reservataires: tuple[ReservataireBilan, ...]
    lignes: tuple[LigneFlux, ...]
    objectifs: Mapping[str, int]
    droits: Mapping[str, Fraction]
    soldes_debut: Mapping[str, Fraction]
    soldes_fin: Mapping[str, Fraction]
    previsions: Mapping[str, Fraction]

    def __post_init__(self) -> None:
        check_exercice(self.exercice)
        connus = {r.id: None for r in self.reservataires}
        _check_unique("reservataires", [r.id for r in self.reservataires])
        _check_unique("lignes", [ligne.liberation_id for ligne in self.lignes])
        for champ in ("objectifs", "droits", "soldes_debut", "soldes_fin"):
            _check_known(champ, getattr(self, champ), connus)
        for ligne in self.lignes:
            nommes = [reservataire for reservataire, _ in ligne.propositions] + [ligne.attribue_a or ""]
            _check_known(f"libération {ligne.liberation_id}", filter(None, nommes), connus)
        for categorie, nombre in self.previsions.items():
            if nombre < 0:
                raise DonneeInvalideError(f"previsions[{categorie}] : {nombre} ; attendu : positif ou nul.")


def _check_known(champ: str, noms: Iterable[str], connus: Mapping[str, None]) -> None:
    if inconnus := sorted({nom for nom in noms if nom not in connus}):
        raise DonneeInvalideError(
            f"{champ} : réservataire « {', '.join(inconnus)} » inconnu ; attendu : un des {len(connus)} du bilan."
        )


def _check_unique(champ: str, ids: list[str]) -> None:
    for identifiant, nombre in Counter(ids).items():
        if nombre > 1:
            raise DonneeInvalideError(f"{champ} : « {identifiant} » figure {nombre} fois ; attendu : une seule.")
