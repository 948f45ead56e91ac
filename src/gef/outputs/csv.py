"""A table as CSV for French spreadsheets: semicolons, UTF-8 with a byte order mark, decimal commas.

Numbers keep all their decimals (12 when they never end). The total is left out: whoever sums the column must not count
it twice. Text that a spreadsheet would run as a formula is neutralised; true numbers never are.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Final

from gef.outputs.nombres import date_chiffres, decimal_exact
from gef.outputs.tables import Colonne, Table, Valeur, afficher, aplatir

# What starts a formula for Excel, LibreOffice or a import of theirs (tab, line feed and carriage return are stripped).
FORMULES: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
TEXTUELLES: Final = frozenset({"texte", "code", "oui_non", "mixte"})


def write_csv(table: Table) -> bytes:
    r"""Write the rows of a table.

    Args:
        table: Table already sorted and narrowed as the reader sees it.

    Returns:
        The whole file. Shape: one line of headings, then one line per row.

    Examples:
        >>> from fractions import Fraction
        >>> from gef.outputs.tables import Ligne
        >>> colonnes = (Colonne("n", "Nom"), Colonne("s", "Solde", "solde"))
        >>> t = Table("t", "T", colonnes, (Ligne({"n": "=cmd", "s": Fraction(-6, 25)}),))
        >>> write_csv(t).decode("utf-8-sig")
        "Nom;Solde\r\n'=cmd;-0,24\r\n"
    """
    plate = aplatir(table)
    flux = io.StringIO(newline="")
    writer = csv.writer(flux, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutraliser(c.libelle) for c in plate.colonnes])
    for row in plate.lignes:
        writer.writerow([_cell(c, row.valeurs.get(c.code)) for c in plate.colonnes])
    return flux.getvalue().encode("utf-8-sig")


def neutraliser(texte: str) -> str:
    """Keep a spreadsheet from running a text as a formula.

    Args:
        texte: Text of a cell, perhaps typed by a stranger.

    Returns:
        The text, behind an apostrophe when it would start a formula.

    Examples:
        >>> neutraliser("@SUM(1)"), neutraliser("Ville de Lys")
        ("'@SUM(1)", 'Ville de Lys')
    """
    return f"'{texte}" if texte.lstrip(" ").startswith(FORMULES) else texte


def _cell(colonne: Colonne, valeur: Valeur) -> str:
    if valeur is None:
        return neutraliser(colonne.absent) if colonne.nature in TEXTUELLES else ""
    if isinstance(valeur, str | bool):
        return neutraliser(afficher(colonne, valeur))
    if isinstance(valeur, date):
        return date_chiffres(valeur)
    return decimal_exact(valeur, ",")
