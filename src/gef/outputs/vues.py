"""What a reader asks of a table: sorted, narrowed, page by page. Pure, on the declaration.

The same view feeds the screen and the files, so an export is always what was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from gef.outputs.tables import NON, OUI, Colonne, Ligne, Table, Valeur, afficher, plier

Sens = Literal["croissant", "decroissant"]
Cle = tuple[int, Fraction | int | str, str]

ABSENT: Final = "-absent-"  # choice of the rows that hold no value


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a table.

    Attributes:
        lignes: Rows of the page.
        numero: Number of the page, from 1.
        pages: Number of pages, >= 1.
        premiere: Rank of its first row, from 1; 0 when the table is empty.
        derniere: Rank of its last row; 0 when the table is empty.
        nombre: Rows of all the pages.
    """

    lignes: tuple[Ligne, ...]
    numero: int
    pages: int
    premiere: int
    derniere: int
    nombre: int


def _key(colonne: Colonne, valeur: Valeur) -> Cle:
    """Order within a column: declared order of the codes, then text without accents, then numbers and days."""
    if isinstance(valeur, str):
        ranks = {code: rank for rank, code in enumerate(colonne.libelles)}
        # The folded text first; the text itself settles « Lys » and « lys » the same way on every machine.
        return (0, ranks[valeur], "") if valeur in ranks else (1, plier(valeur), valeur)
    if isinstance(valeur, date):
        return (0, valeur.toordinal(), "")
    if isinstance(valeur, int | Fraction | Decimal):
        return (0, Fraction(valeur), "")
    raise AssertionError(valeur)


def trier(table: Table, code: str, sens: Sens = "croissant") -> Table:
    """Sort the rows by one column: stable, in French order, missing values last whatever the direction.

    Args:
        table: Table to sort.
        code: Column; an unknown one, or one that is not sortable, leaves the rows as they are.
        sens: "croissant" or "decroissant".

    Returns:
        The sorted table; the same one when its rows only make sense in their order.

    Examples:
        >>> t = Table("t", "T", (Colonne("n", "N"),), tuple(Ligne({"n": v}) for v in ("b", None, "É", "a")))
        >>> [r.valeurs["n"] for r in trier(t, "n").lignes]
        ['a', 'b', 'É', None]
    """
    colonne = table.colonne(code)
    if colonne is None or not colonne.triable or table.is_structuree:
        return table
    presentes = [ligne for ligne in table.lignes if ligne.valeurs.get(code) is not None]
    absentes = [ligne for ligne in table.lignes if ligne.valeurs.get(code) is None]
    presentes.sort(key=lambda ligne: _key(colonne, ligne.valeurs[code]), reverse=sens == "decroissant")
    return replace(table, lignes=(*presentes, *absentes))


def filtrer(table: Table, demandes: Mapping[str, str]) -> Table:
    """Keep the rows that answer every filter asked for.

    Args:
        table: Table to narrow.
        demandes: Text or choice asked for, by column code; empty texts and columns without a filter are ignored.

    Returns:
        The narrowed table. Its total is dropped as soon as a row is: a total that does not add up is worse than none.
    """
    actifs = [(c, demandes[c.code]) for c in table.colonnes if c.filtre and demandes.get(c.code)]
    return _keep(table, tuple(ligne for ligne in table.lignes if all(_answers(ligne, c, d) for c, d in actifs)))


def chercher(table: Table, texte: str) -> Table:
    """Keep the rows where every word asked for is found, in any column of text, whatever the accents and the case.

    Args:
        table: Table to narrow.
        texte: Words typed by the reader.

    Returns:
        The narrowed table, without its total if a row is dropped.

    Examples:
        >>> t = Table("t", "T", (Colonne("n", "N"),), (Ligne({"n": "Évian"}), Ligne({"n": "Lys"})))
        >>> [r.valeurs["n"] for r in chercher(t, "evi").lignes]
        ['Évian']
    """
    mots = plier(texte).split()
    return _keep(table, tuple(ligne for ligne in table.lignes if all(mot in _text(table, ligne) for mot in mots)))


def choix(table: Table, colonne: Colonne) -> tuple[tuple[str, str], ...]:
    """List what a column filtered by choice offers, in the order of its sort.

    Args:
        table: The whole table, before any filter.
        colonne: Column whose values are offered.

    Returns:
        (value to send, label to show) pairs.
    """
    valeurs = {_choice(ligne.valeurs.get(colonne.code)): ligne.valeurs.get(colonne.code) for ligne in table.lignes}
    presentes = {cle: valeur for cle, valeur in valeurs.items() if valeur is not None}
    cles = sorted(presentes, key=lambda cle: _key(colonne, presentes[cle]))
    offerts = tuple((cle, afficher(colonne, presentes[cle])) for cle in cles)
    return (*offerts, (ABSENT, colonne.absent or "non renseigné")) if ABSENT in valeurs else offerts


def paginer(table: Table, numero: int, taille: int) -> Page:
    """Cut out one page.

    Args:
        table: Table already sorted and narrowed.
        numero: Page asked for; brought back to the nearest existing one.
        taille: Rows per page, >= 1.

    Returns:
        The page.

    Examples:
        >>> t = Table("t", "T", (Colonne("n", "N"),), tuple(Ligne({"n": str(i)}) for i in range(5)))
        >>> page = paginer(t, 9, 2)
        >>> page.numero, page.pages, page.premiere, page.derniere
        (3, 3, 5, 5)
    """
    nombre = len(table.lignes)
    pages = max(1, -(-nombre // taille))
    numero = min(max(1, numero), pages)
    debut = (numero - 1) * taille
    lignes = table.lignes[debut : debut + taille]
    return Page(lignes, numero, pages, debut + 1 if lignes else 0, debut + len(lignes), nombre)


def _keep(table: Table, lignes: tuple[Ligne, ...]) -> Table:
    return table if len(lignes) == len(table.lignes) else replace(table, lignes=lignes, total=None)


def _choice(valeur: Valeur) -> str:
    if valeur is None:
        return ABSENT
    if isinstance(valeur, bool):
        return OUI if valeur else NON
    return str(valeur)


def _answers(ligne: Ligne, colonne: Colonne, demande: str) -> bool:
    valeur = ligne.valeurs.get(colonne.code)
    if colonne.filtre == "choix":
        return _choice(valeur) == demande
    return plier(demande) in plier(afficher(colonne, valeur))


def _text(table: Table, ligne: Ligne) -> str:
    """All that a reader can search in a row: its cells of text as shown, and their second lines."""
    textes = (afficher(c, v) for c in table.colonnes if isinstance(v := ligne.valeurs.get(c.code), str))
    return plier("\n".join((*textes, *ligne.details.values())))
