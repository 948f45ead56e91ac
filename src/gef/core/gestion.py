"""Who designates the candidates: the réservataire (directe), the bailleur for him (déléguée), or either (mixte).

Under a mixed convention the bailleur may requalify a dwelling: it stays on the account of the réservataire, and the
bailleur designates. The convention may set a floor, as a share of the dwellings oriented to him in the year; what lacks
is said in whole dwellings, not only as a share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final

from gef.core.ecritures import EtatLogement
from gef.core.errors import DonneeInvalideError
from gef.core.faits import TRANSITIONS
from gef.core.motifs import Etape, Explication, Source
from gef.core.periodes import exercice_de
from gef.core.registre_droits import MODES_GESTION
from gef.core.rotation import ecrire_nombre

JOURNAL: Final = Source("journal des faits", "donnee")
S004_MIXTE: Final = Source("source 004 (HSO Occitanie, 2023), étape 4 : 30 % au moins du flux annuel", "pratique")
R441_5: Final = Source("CCH art. R. 441-5", "legale")
ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Prise:
    """How a dwelling is held.

    Attributes:
        reservataire: Account on which it counts.
        oriente_le: Day of the orientation.
        is_requalifie: Whether it was requalified since it counts on that account.
    """

    reservataire: str
    oriente_le: date
    is_requalifie: bool = False


def find_prise(etat: EtatLogement) -> Prise | None:
    """Read how a dwelling is held; None when nobody holds it.

    An imputation keeps the day of the orientation, and starts afresh on the new account: what was requalified was the
    former one's. So does what the bailleur takes back for himself.
    """
    prise = None
    for fait in etat.list_faits() if etat.reservataire and etat.impute else ():
        if fait.type == "orientation":
            prise = Prise(fait.reservataire, fait.jour)
        elif prise and fait.type == "requalification":
            prise = Prise(prise.reservataire, prise.oriente_le, is_requalifie=True)
        elif prise and fait.type == "imputation" and fait.reservataire != prise.reservataire:
            prise = Prise(fait.reservataire, prise.oriente_le)
        elif prise and fait.type == "reprise":
            prise = Prise(etat.impute or prise.reservataire, prise.oriente_le)
    return prise


@dataclass(frozen=True, slots=True)
class LogementGere:
    """A dwelling that an account holds, and what its convention said the day the dwelling was free.

    Attributes:
        logement: Reference.
        reservataire: Account on which it counts.
        oriente_le: Day of the orientation: it belongs to that exercice.
        mode: A code of `MODES_GESTION`.
        is_requalifie: Whether the bailleur designates for it, under a mixed convention.
        requalifie_min: Floor of the requalified share; None when the convention has none.
        is_requalifiable: Whether it still may be requalified.
    """

    logement: str
    reservataire: str
    oriente_le: date
    mode: str
    is_requalifie: bool = False
    requalifie_min: Fraction | None = None
    is_requalifiable: bool = False

    def __post_init__(self) -> None:
        where = f"{self.logement}, gestion"
        if self.mode not in MODES_GESTION:
            raise DonneeInvalideError(f"{where} : « {self.mode} » ; attendu : {', '.join(MODES_GESTION)}.")
        if self.requalifie_min is not None and not 0 <= self.requalifie_min <= 1:
            raise DonneeInvalideError(f"{where}, plancher : {self.requalifie_min} ; attendu : entre 0 et 1.")

    @property
    def is_designe_par_le_bailleur(self) -> bool:
        """Whether the bailleur designates: the convention entrusts it to him, or he requalified the dwelling."""
        return self.mode == "deleguee" or (self.mode == "mixte" and self.is_requalifie)

    @property
    def plancher(self) -> Fraction | None:
        """What it adds to the floor, in dwellings; None when it is under none."""
        return self.requalifie_min if self.mode == "mixte" else None


@dataclass(frozen=True, slots=True)
class LigneGestion:
    """An account over an exercice.

    Attributes:
        reservataire: Account.
        modes: Its kinds of management over the exercice, in the order of `MODES_GESTION`.
        orientes: Dwellings oriented in the exercice that it holds.
        delegues: Those for which its convention entrusts the designation to the bailleur.
        mixtes: Those under a mixed convention.
        requalifies: Mixed ones that the bailleur requalified.
        attendus: Floor, in exact dwellings; None without a floor.
        requalifiables: Mixed ones that may still be requalified.
        explication: How the floor and what lacks come.
    """

    reservataire: str
    modes: tuple[str, ...]
    orientes: int
    delegues: int
    mixtes: int
    requalifies: int
    attendus: Fraction | None
    requalifiables: int
    explication: Explication

    @property
    def designes(self) -> int:
        """Dwellings for which the bailleur designates."""
        return self.delegues + self.requalifies

    @property
    def part_designes(self) -> Fraction | None:
        """Their share of the dwellings oriented; None when there was none."""
        return Fraction(self.designes, self.orientes) if self.orientes else None

    @property
    def part_requalifies(self) -> Fraction | None:
        """Share of the mixed dwellings that were requalified; None when there was none."""
        return Fraction(self.requalifies, self.mixtes) if self.mixtes else None

    @property
    def plancher(self) -> Fraction | None:
        """Floor as a share of the mixed dwellings; None without a floor, or without a dwelling."""
        return self.attendus / self.mixtes if self.attendus is not None and self.mixtes else None

    @property
    def manquent(self) -> int | None:
        """Whole dwellings still to requalify to reach the floor; None without a floor."""
        return None if self.attendus is None else max(0, ceil(self.attendus) - self.requalifies)


def suivre_gestion(logements: Iterable[LogementGere], exercice: int) -> tuple[LigneGestion, ...]:
    """Follow who designates, account by account.

    Args:
        logements: Dwellings held, in any order; those oriented in another exercice are left out.
        exercice: Year.

    Returns:
        One line per account that holds a dwelling of the exercice, in order of identifier.

    Source:
        CCH art. R. 441-5: the réservataire may entrust the designation to the bailleur; source 004 (HSO Occitanie,
        2023), étape 4: 30 % at least of the yearly flux of Action Logement may be requalified.

    Examples:
        >>> jour, tiers = date(2026, 3, 2), Fraction(3, 10)
        >>> rows = [LogementGere(f"L-{n}", "AL", jour, "mixte", n == 1, tiers, n != 1) for n in range(1, 8)]
        >>> ligne = suivre_gestion(rows, 2026)[0]
        >>> ligne.orientes, ligne.requalifies, ligne.attendus, ligne.manquent
        (7, 1, Fraction(21, 10), 2)
    """
    by_compte: dict[str, list[LogementGere]] = {}
    for logement in logements:
        if exercice_de(logement.oriente_le) == exercice:
            by_compte.setdefault(logement.reservataire, []).append(logement)
    return tuple(_follow(code, by_compte[code]) for code in sorted(by_compte))


def _follow(code: str, logements: list[LogementGere]) -> LigneGestion:
    mixtes = [row for row in logements if row.mode == "mixte"]
    requalifies = sum(row.is_requalifie for row in mixtes)
    floors = [row.plancher for row in mixtes if row.plancher is not None]
    attendus = sum(floors, ZERO) if floors else None
    held = {row.mode for row in logements}
    return LigneGestion(
        reservataire=code,
        modes=tuple(mode for mode in MODES_GESTION if mode in held),
        orientes=len(logements),
        delegues=sum(row.mode == "deleguee" for row in logements),
        mixtes=len(mixtes),
        requalifies=requalifies,
        attendus=attendus,
        requalifiables=sum(row.is_requalifiable and not row.is_requalifie for row in mixtes),
        explication=_explain(len(logements), len(mixtes), requalifies, attendus),
    )


def _explain(orientes: int, mixtes: int, requalifies: int, attendus: Fraction | None) -> Explication:
    steps = [
        Etape(
            "orientes", "Logements orientés dans l’exercice et toujours tenus", orientes, "logements", source=JOURNAL
        ),
        Etape(
            "mixtes",
            "En gestion mixte, selon la convention du jour où ils sont libres",
            mixtes,
            "logements",
            "",
            R441_5,
        ),
        Etape("requalifies", "Requalifiés : le bailleur désigne", requalifies, "logements", source=JOURNAL),
    ]
    if attendus is not None:
        lack = max(0, ceil(attendus) - requalifies)
        part = ecrire_nombre(attendus / mixtes * 100, 1) if mixtes else "0"
        steps += [
            Etape("attendus", "Plancher", attendus, "logements", f"{part} % × {mixtes}", S004_MIXTE),
            Etape(
                "manquent",
                "Logements à requalifier encore pour l’atteindre",
                lack,
                "logements",
                f"{ecrire_nombre(attendus, 2)}, arrondi au-dessus, − {requalifies}",
            ),
        ]
    return Explication("Gestion mixte", tuple(steps))


def can_requalifier(etat: EtatLogement, mode: str) -> bool:
    """Whether a dwelling may be requalified where it stands, under a convention of that kind.

    Examples:
        >>> can_requalifier(EtatLogement("oriente", "AL", impute="AL"), "mixte")
        True
        >>> can_requalifier(EtatLogement("oriente", "AL", impute="AL"), "directe")
        False
    """
    return mode == "mixte" and (etat.etat, "requalification") in TRANSITIONS


REFUS_REQUALIFICATION: Final = {
    "directe": "la convention est en gestion directe : le réservataire désigne lui-même",
    "deleguee": "la convention est déjà en gestion déléguée : le bailleur désigne, il n’y a rien à requalifier",
}


def check_requalification(logement: str, reservataire: str, mode: str) -> None:
    """Refuse to requalify a dwelling whose convention does not share the designation.

    Raises:
        DonneeInvalideError: the convention is not mixed; the message says what it is.

    Source:
        Source 004 (HSO Occitanie, 2023), étape 4: requalified « sur la base de critères partagés », by agreement.
    """
    if mode != "mixte":
        found = REFUS_REQUALIFICATION.get(mode, f"gestion « {mode} »")
        raise DonneeInvalideError(
            f"{logement}, requalification pour {reservataire} : {found} ; attendu : une convention en gestion mixte."
        )
