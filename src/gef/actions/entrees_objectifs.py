"""From a dossier to whole objectives: the parts in force on 1 January × the flux of each commune, rounded.

The same for a bailleur of the database (`gef.actions.objectifs`) and for a folder of files (`gef objectifs`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from gef.actions.donnees import Dossier, epci_par_commune
from gef.actions.entrees import compute_assiette, droits_par_commune, flux_par_commune
from gef.core.assiette import Assiette
from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Explication
from gef.core.objectifs import Depassement, Objectifs, Total, arrondir_objectifs
from gef.core.parts import BAILLEUR
from gef.core.periodes import check_exercice, debut_exercice

ZERO = Fraction(0)
CONVENTIONS, RETENUES = "conventions", "retenues"


@dataclass(frozen=True, slots=True)
class ReportObjectif:
    """What rounding left to a cell (> 0), or gave it in advance (< 0)."""

    reservataire: str
    commune: str
    report: Fraction


@dataclass(frozen=True, slots=True)
class EntreeObjectifs:
    """What the rounding reads.

    Attributes:
        exercice: The year.
        droits: Exact dwellings of the year by réservataire, then commune; the bailleur's own is a row.
        groupe_etat: Ids of the État's accounts.
        reports: What the year before left to each cell.
        origine: Where the parts come from: "conventions" in force, "retenues", or a method of conversion.
        source: The decision behind them, as a French sentence; empty for the conventions.
    """

    exercice: int
    droits: Mapping[str, Mapping[str, Fraction]]
    groupe_etat: tuple[str, ...] = ()
    reports: tuple[ReportObjectif, ...] = ()
    origine: str = CONVENTIONS
    source: str = ""

    def __post_init__(self) -> None:
        check_exercice(self.exercice)
        cells = Counter((row.reservataire, row.commune) for row in self.reports)
        if repeated := [cell for cell, count in cells.items() if count > 1]:
            qui, commune = min(repeated)
            raise DonneeInvalideError(
                f"Objectifs {self.exercice}, report de {qui} à {commune} : plusieurs fois ; attendu : une seule."
            )


@dataclass(frozen=True, slots=True)
class LigneObjectif:
    """One réservataire in one commune.

    Attributes:
        reservataire: His id.
        commune: Code.
        droit: Exact dwellings of the year.
        exact: The same with the report of the year before.
        objectif: Whole dwellings.
        report: Exact minus objective: carried to the next year.
    """

    reservataire: str
    commune: str
    droit: Fraction
    exact: Fraction
    objectif: int
    report: Fraction


@dataclass(frozen=True, slots=True)
class TotalObjectif:
    """A sum of cells: of a réservataire, of a commune, of the État, of everything ("")."""

    code: str
    droit: Fraction
    exact: Fraction
    objectif: int

    @property
    def report_recu(self) -> Fraction:
        """What the year before left."""
        return self.exact - self.droit

    @property
    def report(self) -> Fraction:
        """What is carried to the next year."""
        return self.exact - self.objectif


@dataclass(frozen=True, slots=True)
class ObjectifsRendus:
    """Whole objectives as rows, which JSON can hold; see `gef.core.objectifs.Objectifs`.

    Attributes:
        exercice: The year.
        lignes: Cells with a right or a report, in order of réservataire then commune.
        reservataires: Rows of the matrix, the bailleur's own included.
        communes: Columns of the matrix.
        etat_par_commune: The État's accounts together in each commune.
        etat: The État's accounts together.
        total: Everything.
        depassements: Figures that could not stay next to their exact value.
        explication: The steps.
        origine: Where the parts come from, as in `EntreeObjectifs`.
        source: The decision behind them; empty for the conventions.
    """

    exercice: int
    lignes: tuple[LigneObjectif, ...]
    reservataires: tuple[TotalObjectif, ...]
    communes: tuple[TotalObjectif, ...]
    etat_par_commune: tuple[TotalObjectif, ...]
    etat: TotalObjectif
    total: TotalObjectif
    depassements: tuple[Depassement, ...]
    explication: Explication
    origine: str = CONVENTIONS
    source: str = ""

    @property
    def sans_bailleur(self) -> tuple[TotalObjectif, ...]:
        """Rows of the réservataires, without the bailleur's own."""
        return tuple(total for total in self.reservataires if total.code != BAILLEUR)

    @property
    def reserve(self) -> int:
        """Whole dwellings of the réservataires, without the bailleur's own."""
        return sum(total.objectif for total in self.sans_bailleur)

    @property
    def sans_objectif(self) -> tuple[TotalObjectif, ...]:
        """Réservataires with a right, and no whole dwelling this year."""
        return tuple(total for total in self.sans_bailleur if total.droit and not total.objectif)

    @property
    def petits(self) -> tuple[TotalObjectif, ...]:
        """Réservataires entitled to less than one dwelling a year."""
        return tuple(total for total in self.sans_bailleur if 0 < total.droit < 1)

    def par_reservataire(self) -> dict[str, int]:
        """Whole objective of each account, the bailleur's own included."""
        return {total.code: total.objectif for total in self.reservataires}

    def dans(self, commune: str) -> tuple[LigneObjectif, ...]:
        """Cells of a commune."""
        return tuple(ligne for ligne in self.lignes if ligne.commune == commune)


def arrondir(entree: EntreeObjectifs) -> ObjectifsRendus:
    """Round the rights of an exercice to whole objectives, margins included.

    Args:
        entree: Exact rights and the reports of the year before.

    Raises:
        DonneeInvalideError: a right is negative.
        FlotInvalideError: the answer of the solver fails the exact verification.

    Source:
        docs/metier/objectifs.md.

    Examples:
        >>> rendus = arrondir(EntreeObjectifs(2026, {"CD": {"06004": Fraction(3, 5)}}))
        >>> [(row.objectif, str(row.report)) for row in rendus.lignes]
        [(1, '-2/5')]
    """
    reports = {(row.reservataire, row.commune): row.report for row in entree.reports}
    objectifs = arrondir_objectifs(entree.droits, groupe_etat=frozenset(entree.groupe_etat), reports=reports)
    lignes = tuple(
        LigneObjectif(qui, commune, _droit(entree, qui, commune), exact, whole, exact - whole)
        for (qui, commune), whole in objectifs.cellules.items()
        for exact in (objectifs.exacts[qui, commune],)
    )
    return _gather(entree, objectifs, lignes)


def _droit(entree: EntreeObjectifs, reservataire: str, commune: str) -> Fraction:
    return entree.droits.get(reservataire, {}).get(commune, ZERO)


def _gather(entree: EntreeObjectifs, objectifs: Objectifs, lignes: tuple[LigneObjectif, ...]) -> ObjectifsRendus:
    etat = [ligne for ligne in lignes if ligne.reservataire in entree.groupe_etat]
    return ObjectifsRendus(
        exercice=entree.exercice,
        lignes=lignes,
        reservataires=_total(objectifs.par_reservataire, ((x.reservataire, x.droit) for x in lignes)),
        communes=_total(objectifs.par_commune, ((x.commune, x.droit) for x in lignes)),
        etat_par_commune=_total(objectifs.etat_par_commune, ((x.commune, x.droit) for x in etat)),
        etat=_total({"": objectifs.etat}, (("", x.droit) for x in etat))[0],
        total=_total({"": objectifs.total}, (("", x.droit) for x in lignes))[0],
        depassements=objectifs.depassements,
        explication=objectifs.explication,
        origine=entree.origine,
        source=entree.source,
    )


def _total(totals: Mapping[str, Total], droits: Iterable[tuple[str, Fraction]]) -> tuple[TotalObjectif, ...]:
    """Put beside each sum of the core the rights of the year alone."""
    sums = dict.fromkeys(totals, ZERO)
    for code, droit in droits:
        sums[code] += droit
    return tuple(TotalObjectif(code, sums[code], total.exact, total.objectif) for code, total in totals.items())


def find_exercice_servi(total: TotalObjectif | LigneObjectif, exercice: int) -> int:
    """Tell by which exercice a small réservataire is due a whole dwelling, if his right stays what it is.

    No row and no cell is rounded below its whole part: he is served at the latest when the reports make up a dwelling.

    Args:
        total: His row, or one of his cells; its right is > 0.
        exercice: Year of the row.

    Examples:
        >>> find_exercice_servi(TotalObjectif("VILLE", Fraction(3, 10), Fraction(3, 10), 0), 2026)
        2029
    """
    if total.objectif:
        return exercice
    return exercice + ceil((1 - total.exact) / total.droit)


def build_objectifs(
    dossier: Dossier, assiette: Assiette, exercice: int, reports: tuple[ReportObjectif, ...] = ()
) -> EntreeObjectifs:
    """Gather the inputs: parts of the conventions in force on 1 January × flux of each commune.

    Raises:
        PartsIncompatiblesError: the conventions of a commune claim more than the whole.
    """
    communes = flux_par_commune(dossier, assiette, epci_par_commune())
    droits = droits_par_commune(dossier, communes, debut_exercice(exercice))
    return EntreeObjectifs(exercice, droits, tuple(sorted(dossier.etat())), reports)


def compute_objectifs(dossier: Dossier, exercice: int, reports: tuple[ReportObjectif, ...] = ()) -> ObjectifsRendus:
    """Compute the assiette of the exercice, then round the rights on it."""
    return arrondir(build_objectifs(dossier, compute_assiette(dossier, exercice), exercice, reports))


def list_reports(rendus: ObjectifsRendus) -> tuple[ReportObjectif, ...]:
    """List what an exercice carries to the next one."""
    return tuple(ReportObjectif(row.reservataire, row.commune, row.report) for row in rendus.lignes if row.report)


def compute_objectifs_reportes(dossier: Dossier, exercice: int) -> ObjectifsRendus:
    """Compute the objectives of an exercice with what every former year of the dossier carries to it.

    The first year is the one after the first known liberations: before it, no rate, hence no objective.

    Raises:
        RotationInconnueError: no liberation is known before the exercice.
    """
    years = {row.libre_le.year for row in dossier.liberations if row.libre_le.year < exercice}
    reports: tuple[ReportObjectif, ...] = ()
    for year in range(min(years, default=exercice) + 1, exercice):
        reports = list_reports(compute_objectifs(dossier, year, reports))
    return compute_objectifs(dossier, exercice, reports)
