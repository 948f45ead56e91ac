"""XLSX and ODS workbooks: the sheet that looks most like what is expected, every cell as text.

A number loses its « .0 », a date becomes jj/mm/aaaa: codes stay codes, and a workbook is then read exactly as the CSV
file that someone would have typed. Formulas give their last stored value. Nothing is opened before
`gef.imports.archives` has measured it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from gef.imports.archives import CONSEIL_XLSX, check_archive
from gef.imports.colonnes import fold
from gef.imports.errors import FichierIllisibleError
from gef.imports.texte import LIGNES_APERCU, Apercu, Source, read_blocs

LOT = 20_000
# From here on a float no longer holds every integer, and a spreadsheet shows a power of ten.
ENTIER_EXACT = 10**15


@dataclass(frozen=True, slots=True)
class Classeur:
    """A workbook that passed the checks, with the sheet that is read.

    Attributes:
        nom: Name, as its owner knows it.
        empreinte: SHA-256 of the bytes.
        taille: Size in bytes.
        encodage: "xlsx" or "ods".
        separateur: Name of the sheet that is read.
        autres_feuilles: Names of the visible sheets that hold something and are not read.
        apercu: First rows that hold something, with their numbers.
        lots: The sheet as text: `ligne`, then `c0`, `c1`…; rows that hold something.
    """

    nom: str
    empreinte: str
    taille: int
    encodage: str
    separateur: str
    autres_feuilles: tuple[str, ...]
    apercu: Apercu
    lots: tuple[pl.DataFrame, ...]

    def read_apercu(self, *, guillemets: bool) -> Apercu:
        """Return the first rows that hold something; `guillemets` has no meaning in a workbook."""
        del guillemets
        return self.apercu

    def read_lots(self, positions: Sequence[int], *, largeur: int, guillemets: bool) -> Iterator[pl.DataFrame]:
        """Give out the rows; see `FichierTexte.read_lots`. Here `champs` is null: a grid has no field too many."""
        del largeur, guillemets
        vide = pl.lit(None, pl.String)
        for lot in self.lots:
            yield lot.select(
                "ligne",
                pl.lit(None, pl.Int64).alias("champs"),
                *(pl.col(f"c{p}") if f"c{p}" in lot.columns else vide.alias(f"c{p}") for p in positions),
            )


def open_classeur(source: Source, nom: str, entetes: Collection[str]) -> Classeur:
    """Check a workbook, open it, and choose the sheet that looks most like what is expected.

    Args:
        source: Path or bytes of an archive.
        nom: Name for the messages.
        entetes: Folded headings that are expected; the visible sheet that has most of them in one row is read, the
            first one that holds something when none has any.

    Returns:
        The workbook.

    Raises:
        FichierIllisibleError: truncated, protected, not a workbook, out of proportion, or empty.
    """
    genre = check_archive(source, nom)
    hachage, taille = hashlib.sha256(), 0
    for bloc in read_blocs(source, nom):
        hachage.update(bloc)
        taille += len(bloc)
    feuille, apercu, autres, lots = _read_guarded(source, nom, entetes)
    return Classeur(nom, hachage.hexdigest(), taille, genre, feuille, autres, apercu, lots)


_Lecture = tuple[str, Apercu, tuple[str, ...], tuple[pl.DataFrame, ...]]


def _read_guarded(source: Source, nom: str, entetes: Collection[str]) -> _Lecture:
    with guard_classeur(source, nom) as classeur:
        return _read(classeur, nom, entetes)


@contextmanager
def guard_classeur(source: Source, nom: str) -> Iterator[CalamineWorkbook]:
    """Open a workbook that `check_archive` has measured, and say in French what its parser cannot read.

    Args:
        source: Path or bytes of an archive.
        nom: Name for the messages.

    Yields:
        The workbook.

    Raises:
        FichierIllisibleError: the workbook is damaged.
    """
    try:
        flux = io.BytesIO(source) if isinstance(source, bytes) else source
        with CalamineWorkbook.from_object(flux) as classeur:
            yield classeur
    except CalamineError as erreur:
        raise FichierIllisibleError(nom, "le classeur est abîmé ou incomplet", f"{CONSEIL_XLSX}.") from erreur
    except BaseException as erreur:
        # A defect of the parser surfaces as a panic, which is no Exception; everything else goes its way.
        if type(erreur).__name__ != "PanicException":
            raise
        raise FichierIllisibleError(nom, "le classeur est abîmé", f"{CONSEIL_XLSX}.") from None


def _read(classeur: CalamineWorkbook, nom: str, entetes: Collection[str]) -> _Lecture:
    visibles = [
        classeur.get_sheet_by_name(f.name)
        for f in classeur.sheets_metadata
        if f.visible == SheetVisibleEnum.Visible and f.typ == SheetTypeEnum.WorkSheet
    ]
    apercus = {feuille.name: _read_apercu(feuille) for feuille in visibles if feuille.height}
    if not any(apercus.values()):
        raise FichierIllisibleError(
            nom, "aucune feuille visible ne contient de données", "Vérifiez le fichier exporté."
        )
    choisie = max(apercus, key=lambda f: (_count_entetes(apercus[f], entetes), bool(apercus[f])))
    autres = tuple(f for f in apercus if f != choisie and apercus[f])
    feuille = next(f for f in visibles if f.name == choisie)
    return choisie, apercus[choisie], autres, tuple(_read_lots(feuille))


def _read_apercu(feuille: CalamineSheet) -> Apercu:
    pleines = ((n, row) for n, row in _iter_rows(feuille) if any(c.strip() for c in row))
    return tuple(islice(pleines, LIGNES_APERCU))


def _read_lots(feuille: CalamineSheet) -> Iterator[pl.DataFrame]:
    rows = ((n, row) for n, row in _iter_rows(feuille) if any(row))
    while lot := list(islice(rows, LOT)):
        colonnes = zip(*(row for _, row in lot), strict=True)
        table = pl.DataFrame(
            {f"c{rang}": pl.Series(cellules, dtype=pl.String) for rang, cellules in enumerate(colonnes)}
        )
        yield table.insert_column(0, pl.Series("ligne", [n for n, _ in lot], pl.Int64))


def _iter_rows(feuille: CalamineSheet) -> Iterator[tuple[int, tuple[str, ...]]]:
    for ligne, row in enumerate(feuille.iter_rows(), start=1):
        yield ligne, tuple([c if type(c) is str else to_texte(c) for c in row])


def to_texte(cellule: object) -> str:
    """Write a cell as someone would have typed it in a CSV file.

    Args:
        cellule: Value of a cell, as calamine gives it.

    Returns:
        Its text; "" for an empty cell.

    Examples:
        >>> to_texte(6029.0), to_texte(0.1 + 0.2), to_texte(True), to_texte(dt.date(2026, 3, 1)), to_texte(6.2e20)
        ('6029', '0.3', 'oui', '01/03/2026', '6.2e+20')
    """
    match cellule:
        case bool():
            return "oui" if cellule else "non"
        case float() if cellule.is_integer() and abs(cellule) < ENTIER_EXACT:
            return str(int(cellule))
        case float():
            return f"{cellule:.15g}"
        case dt.date():
            jour = f"{cellule.day:02}/{cellule.month:02}/{cellule.year:04}"
            heure = f"{cellule:%H:%M}"
            return jour if heure == "00:00" else f"{jour} {heure}"
        case _:
            return str(cellule)


def _count_entetes(apercu: Apercu, entetes: Collection[str]) -> int:
    attendues = set(entetes)
    return max((len({fold(c) for c in row} & attendues) for _, row in apercu), default=0)
