"""What leaves the parc before the rotation rate applies: the catalogue, and which local agreements hold on a day.

The law keeps three kinds of dwellings out of the flux, because they are reserved one by one. Every other exclusion is
an agreement: it holds for the conventions that say so, while they say so. This module refuses to call legal what is
agreed. It does not find the dwellings.

Source:
    CCH art. L. 441-1 and R. 441-5; source 003 (convention de réservation, Ain, 2025), art. 2; source 004 (HSO
    Occitanie, 2023).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol, TypeVar

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.rotation import LIBELLES_PARCS, ecrire_nombre, join_exclus

NatureExclusion = Literal["legale", "locale"]

_STOCK = Source("CCH art. L. 441-1 et R. 441-5 : réservations sur logements identifiés", "legale")
_SANTE = Source("CCH art. L. 441-1, rédaction de la loi 3DS (23 février 2022)", "legale")
_AIN = Source("source 003 (convention de réservation, Ain, 2025), art. 2", "locale")
_OCCITANIE = Source("source 004 (HSO Occitanie, 2023)", "locale")
_CONVENTION = Source("convention de réservation", "locale")
_LISTE = "Le RPLS n’a pas de code pour ces logements : leur nombre vient d’une liste du bailleur."


@dataclass(frozen=True, slots=True)
class ModeleExclusion:
    """A known kind of dwelling that leaves the parc; `avertissement` is the trap to show beside it, or empty."""

    code: str
    libelle: str
    nature: NatureExclusion
    source: Source
    avertissement: str = ""


def _modele(code: str, nature: NatureExclusion, source: Source, avertissement: str = "") -> ModeleExclusion:
    return ModeleExclusion(code, LIBELLES_PARCS[code], nature, source, avertissement)


CATALOGUE_EXCLUSIONS: Final[Mapping[str, ModeleExclusion]] = {
    modele.code: modele
    for modele in (
        _modele("defense", "legale", _STOCK, _LISTE),
        _modele("securite_interieure", "legale", _STOCK, _LISTE),
        _modele("sante", "legale", _SANTE, _LISTE),
        _modele("pli", "locale", _AIN),
        _modele(
            "logements_foyers",
            "locale",
            _AIN,
            "Le RPLS ne recense pas les foyers : ne les retirer que d’un parc qui les compte.",
        ),
        _modele("etudiants", "locale", _OCCITANIE),
        _modele("associations", "locale", _AIN),
        _modele("iml", "locale", _OCCITANIE, "Un logement loué à une association ne se retire qu’une fois."),
        _modele("demolition_hors_anru", "locale", _AIN),
        _modele("plan_vente", "locale", _AIN),
    )
}
LEGALES: Final = tuple(code for code, modele in CATALOGUE_EXCLUSIONS.items() if modele.nature == "legale")
PAR_DEFAUT: Final = ("pli", "etudiants", "associations")  # what a parc says by itself, with no list


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Dwellings that leave the parc before the rate applies; lines of one calculation must not overlap.

    Attributes:
        code: A code of `CATALOGUE_EXCLUSIONS`, or of the convention's own for a local agreement.
        libelle: What leaves, in French.
        logements: How many.
        nature: "legale" only for what the law keeps on identified dwellings; everything else is "locale".
        source: The law, or the agreement.
        calcul: How they were counted: a list, a rule of the parc, the register of rights.
    """

    code: str
    libelle: str
    logements: int
    nature: NatureExclusion
    source: Source
    calcul: str = ""

    def __post_init__(self) -> None:
        if self.logements < 0:
            raise DonneeInvalideError(
                f"exclusions[{self.code}].logements : {ecrire_nombre(self.logements)} ; "
                "attendu : un nombre positif ou nul."
            )
        attendue = find_modele(self.code).nature
        if self.nature != attendue:
            raise DonneeInvalideError(
                f"exclusions[{self.code}].nature : « {self.nature} » pour « {self.libelle} » ; attendu : "
                f"« {attendue} ». La loi ne garde hors du flux que les {join_exclus(LEGALES)}."
            )


def find_modele(code: str) -> ModeleExclusion:
    """Give the kind of dwelling of a code; one that the catalogue does not know is a convention's own, hence local.

    Examples:
        >>> find_modele("pli").libelle, find_modele("logements_de_gardien").libelle
        ('logements intermédiaires (PLI)', 'logements « logements de gardien »')
    """
    known = CATALOGUE_EXCLUSIONS.get(code)
    return known or ModeleExclusion(code, f"logements « {code.replace('_', ' ')} »", "locale", _CONVENTION)


def rank_exclusions(codes: Iterable[str]) -> tuple[str, ...]:
    """Put codes in the order in which a dwelling leaves: the law's, the catalogue's, then the conventions' own.

    A dwelling leaves once, by the first reason of this order.

    Examples:
        >>> rank_exclusions(["gardiens", "pli", "defense"])
        ('defense', 'pli', 'gardiens')
    """
    found = set(codes)
    return (*(code for code in CATALOGUE_EXCLUSIONS if code in found), *sorted(found.difference(CATALOGUE_EXCLUSIONS)))


class Inscrite(Protocol):
    """An exclusion of the register; `reservataire` empty: every convention; `fin` excluded, None open."""

    @property
    def code(self) -> str: ...  # noqa: D102  (said above)
    @property
    def reservataire(self) -> str: ...  # noqa: D102
    @property
    def debut(self) -> date: ...  # noqa: D102
    @property
    def fin(self) -> date | None: ...  # noqa: D102
    @property
    def document(self) -> str: ...  # noqa: D102


R = TypeVar("R", bound=Inscrite)


def list_retenues(inscriptions: Iterable[R]) -> tuple[R, ...]:
    """Keep the last inscription of each code, réservataire and start: to end one is to write it again with its end.

    Args:
        inscriptions: In order of entry; nothing is ever erased from the register.

    Returns:
        The inscriptions that hold, past and future ones included, in order of entry.
    """
    return tuple({(row.code, row.reservataire, row.debut): row for row in inscriptions}.values())


@dataclass(frozen=True, slots=True)
class Accord:
    """Why a local exclusion holds: the document that says so, empty by default, and since when."""

    document: str = ""
    debut: date | None = None


def retenir_exclusions(inscriptions: Iterable[Inscrite], jour: date, reservataire: str = "") -> dict[str, Accord]:
    """Say which local exclusions hold on a day, by code, in the order in which dwellings leave.

    A register that says nothing for every convention leaves in force what the parc says by itself (`PAR_DEFAUT`), with
    no document: an inscription, even ended, is a decision and puts an end to that.

    Args:
        inscriptions: The register, in order of entry.
        jour: Day of the question: for an assiette, the first of its exercice.
        reservataire: Account whose convention is asked about; it says more than the common set, never less.

    Examples:
        >>> retenir_exclusions([], date(2026, 1, 1))["pli"].document
        ''
    """
    rows = list_retenues(inscriptions)
    communes = [row for row in rows if not row.reservataire]
    own = [row for row in rows if reservataire and row.reservataire == reservataire]
    in_force = [row for row in (*own, *communes) if row.debut <= jour and (row.fin is None or jour < row.fin)]
    found = {row.code: Accord(row.document, row.debut) for row in in_force}
    if not communes:
        found = dict.fromkeys(PAR_DEFAUT, Accord()) | found
    return {code: found[code] for code in rank_exclusions(found)}


def list_propres(inscriptions: Iterable[Inscrite], jour: date) -> tuple[str, ...]:
    """List the réservataires whose convention excludes on a day what the common set does not, by code."""
    rows = list(inscriptions)
    common = set(retenir_exclusions(rows, jour))
    accounts = sorted({row.reservataire for row in rows if row.reservataire})
    return tuple(code for code in accounts if set(retenir_exclusions(rows, jour, code)) != common)
