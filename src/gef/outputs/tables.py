"""One declaration of a table, read by the screen, the CSV, the XLSX and the API alike.

A `Table` holds exact values, never text made for the eye: each output formats them by the nature of their column. It
computes nothing: a total is a row that the caller brings, and narrowing the rows takes the total away rather than
show one that no longer adds up. Sorting, filtering and paging are in `gef.outputs.vues`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from gef.core.motifs import Source
from gef.errors import GefError
from gef.outputs import nombres

Nature = Literal["texte", "entier", "decimal", "solde", "taux", "date", "code", "oui_non", "mixte"]
Valeur = str | int | Fraction | Decimal | date | bool | None
Genre = Literal["", "sous", "soustotal", "bord", "retenu"]
Marque = Literal["retard", "avance", "doux", "fait", "cours", "alerte", "bloque", "attente", "legal", "local"]

NUMERIQUES: Final[frozenset[Nature]] = frozenset({"entier", "decimal", "solde", "taux"})
DECIMALES: Final[Mapping[Nature, int]] = {"entier": 0, "decimal": 2, "solde": 2, "taux": 1}
STRUCTURE: Final[frozenset[Genre]] = frozenset({"sous", "soustotal"})
OUI, NON = "oui", "non"
FRACTION_LISIBLE: Final = 12  # characters; beyond, the exact value is for the files


class TableInvalideError(GefError, ValueError):
    """A table, a row or a value does not follow the declaration of its columns."""


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column of a table.

    Attributes:
        code: Stable name: key of the rows, of ?tri= and of the JSON.
        libelle: Heading, in French.
        nature: What its values are; decides format, alignment and order.
        aide: A sentence that explains the heading.
        decimales: Decimals shown; by default 2 for decimal and solde, 1 for taux.
        largeur: Width in the spreadsheet, in characters; by default deduced from the contents.
        libelles: Labels of a column of codes; their order is the order of the sort.
        absent: What stands for a missing value on screen and in files ("non renseigné"); empty by default.
        filtre: How the screen lets the reader narrow it: by a piece of text, by a choice of values, or not.
        triable: Whether the screen offers the sort.
        entete: Whether its cells head their rows (th scope="row"); by default the first column of a table.
        secondaire: Hidden on a phone when the table is shown `mince`, because the others say enough.
    """

    code: str
    libelle: str
    nature: Nature = "texte"
    aide: str = ""
    decimales: int | None = None
    largeur: int | None = None
    libelles: Mapping[str, str] = field(default_factory=dict)
    absent: str = ""
    filtre: Literal["", "texte", "choix"] = ""
    triable: bool = True
    entete: bool = False
    secondaire: bool = False

    @property
    def is_numerique(self) -> bool:
        """Whether its cells are numbers, hence aligned to the right."""
        return self.nature in NUMERIQUES

    @property
    def decimales_montrees(self) -> int:
        """Decimals shown by the screen and by the formats of the spreadsheet."""
        return DECIMALES.get(self.nature, 0) if self.decimales is None else self.decimales


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row: exact values by column code, and what the screen adds around them.

    Attributes:
        valeurs: Value by column code; a missing key reads as None.
        genre: "sous" (indented), "soustotal" (ruled), "bord" (changed), "retenu" (chosen), or "".
        liens: Address by column code: the cell becomes a link on screen.
        details: Second line of a cell, in grey, by column code; a column of its own in files.
        marques: Colour, state or tag of a cell, by column code. The words carry the meaning, the mark only underlines
            it, so files leave it out.
    """

    valeurs: Mapping[str, Valeur]
    genre: Genre = ""
    liens: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    marques: Mapping[str, Marque] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as declared: columns, rows, total, and where the figures come from.

    Attributes:
        code: Stable name, used in addresses and file names.
        titre: What the table shows; caption of the screen, title of the file.
        colonnes: Columns, in order.
        lignes: Rows, in order.
        total: Row of the whole, brought by the caller; None when there is none.
        denomination: What a row is, in the singular and the plural: ("compte", "comptes").
        notes: Date, base, reading rules: one sentence each; second sheet of the spreadsheet.
        sources: Rules and data behind the figures.
        vide: What to say when there is no row: what will come here and why it matters.
    """

    code: str
    titre: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[Ligne, ...]
    total: Ligne | None = None
    denomination: tuple[str, str] = ("ligne", "lignes")
    notes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    vide: str = "Aucune ligne."

    def __post_init__(self) -> None:
        """Refuse a table that its outputs could not render alike."""
        codes = [c.code for c in self.colonnes]
        if not codes or len(set(codes)) != len(codes):
            raise TableInvalideError(
                f"Table « {self.code} » : colonnes {codes} ; attendu : une au moins, de codes tous différents."
            )
        par_code = {c.code: c for c in self.colonnes}
        for numero, ligne in enumerate(self.lignes, start=1):
            _check_ligne(self.code, f"ligne {numero}", ligne, par_code)
        if self.total is not None:
            _check_ligne(self.code, "total", self.total, par_code)

    def colonne(self, code: str) -> Colonne | None:
        """Return the column named `code`, or None.

        Args:
            code: Code of a column, perhaps typed by a reader in an address.

        Returns:
            The column, or None when the table has no such column.
        """
        return next((c for c in self.colonnes if c.code == code), None)

    @property
    def is_structuree(self) -> bool:
        """Whether its rows only make sense in their order (a calculation with its subtotals)."""
        return any(ligne.genre in STRUCTURE for ligne in self.lignes)


ACCEPTED: Final[Mapping[Nature, tuple[type, ...]]] = {
    "texte": (str,),
    "code": (str,),
    "entier": (int,),
    "decimal": (int, Fraction, Decimal),
    "solde": (int, Fraction, Decimal),
    "taux": (int, Fraction, Decimal),
    "date": (date,),
    "oui_non": (bool,),
    "mixte": (str, int, Fraction, Decimal, date),
}


def _check_ligne(table: str, ou: str, ligne: Ligne, colonnes: Mapping[str, Colonne]) -> None:
    for code, valeur in ligne.valeurs.items():
        if code not in colonnes:
            raise TableInvalideError(
                f"Table « {table} », {ou} : colonne « {code} » inconnue ; attendu : {', '.join(colonnes)}."
            )
        nature = colonnes[code].nature
        # bool is an int for Python, never for a reader.
        fits = isinstance(valeur, ACCEPTED[nature]) and (nature == "oui_non" or not isinstance(valeur, bool))
        if valeur is not None and not fits:
            raise TableInvalideError(
                f"Table « {table} », {ou}, colonne « {code} » : {valeur!r} ; attendu : une nature « {nature} »."
            )


def ligne(colonnes: Sequence[Colonne], *valeurs: Valeur, genre: Genre = "") -> Ligne:
    """Make a row from values given in the order of the columns.

    Args:
        colonnes: Columns of the table.
        *valeurs: One value per column.
        genre: Kind of the row.

    Returns:
        The row.

    Raises:
        TableInvalideError: there are more or fewer values than columns.

    Examples:
        >>> ligne((Colonne("nom", "Nom"), Colonne("n", "Nombre", "entier")), "Ville de Lys", 4).valeurs
        {'nom': 'Ville de Lys', 'n': 4}
    """
    if len(valeurs) != len(colonnes):
        raise TableInvalideError(f"Ligne de {len(valeurs)} valeurs ; attendu : {len(colonnes)}, une par colonne.")
    return Ligne({c.code: v for c, v in zip(colonnes, valeurs, strict=True)}, genre)


def afficher(colonne: Colonne, valeur: Valeur) -> str:
    """Write a value as the reader sees it.

    Args:
        colonne: Column that declares its nature.
        valeur: Exact value, or None.

    Returns:
        French text; the column's `absent` for None.

    Examples:
        >>> afficher(Colonne("s", "Solde", "solde"), Fraction(-6, 25))
        '−0,24'
        >>> afficher(Colonne("qpv", "En QPV", "oui_non", absent="inconnu"), None)
        'inconnu'
    """
    if valeur is None:
        return colonne.absent
    if isinstance(valeur, bool):
        return OUI if valeur else NON
    if isinstance(valeur, date):
        return nombres.date_longue(valeur)
    if isinstance(valeur, str):
        return colonne.libelles.get(valeur, valeur)
    return _afficher_nombre(colonne, valeur)


def _afficher_nombre(colonne: Colonne, valeur: nombres.Nombre) -> str:
    if colonne.nature == "solde":
        return nombres.solde(valeur, colonne.decimales_montrees)
    if colonne.nature == "taux":
        return nombres.taux(valeur, colonne.decimales_montrees)
    if colonne.nature == "mixte":
        return afficher_libre(valeur)
    return nombres.decimal(valeur, colonne.decimales_montrees)


def afficher_libre(valeur: nombres.Nombre, decimales: int = 4) -> str:
    """Write a number whose nature no column declares: all its decimals when they are few, else the fraction too.

    Args:
        valeur: Exact value.
        decimales: Most decimals shown.

    Returns:
        « 12 345 », « 0,3 », « 0,3333 (1/3) » when the decimals do not say it all, « ≈ 0,3333 » when the fraction is
        too long to be read.

    Examples:
        >>> afficher_libre(Fraction(3, 10)), afficher_libre(Fraction(1, 3))
        ('0,3', '0,3333 (1/3)')
    """
    exact = Fraction(valeur)
    ronde = nombres.arrondi(exact, decimales)
    texte = nombres.decimal(ronde, decimales)
    texte = texte.rstrip("0").rstrip(",") if "," in texte else texte
    if ronde == exact:
        return texte
    fraction = nombres.fraction_exacte(exact)
    return f"{texte} ({fraction})" if len(fraction) <= FRACTION_LISIBLE else f"≈{nombres.FINE}{texte}"


def plier(texte: str) -> str:
    """Fold a text for comparison as French readers sort and search: no accents, no case, ligatures opened.

    Args:
        texte: Any text.

    Returns:
        The folded text.

    Examples:
        >>> plier("Œuvre d’Évian")
        "oeuvre d'evian"
    """
    ouvert = texte.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFD", ouvert) if not unicodedata.combining(c))


def aplatir(table: Table) -> Table:
    """Give the second lines of cells a column of their own, as files need one value per cell.

    Args:
        table: Table as declared for the screen.

    Returns:
        The same table, with a column of text after each column that holds second lines.

    Examples:
        >>> t = Table("t", "T", (Colonne("n", "Nom"),), (Ligne({"n": "Lys"}, details={"n": "en QPV"}),))
        >>> [c.libelle for c in aplatir(t).colonnes], aplatir(t).lignes[0].valeurs
        (['Nom', 'Nom, précision'], {'n': 'Lys', 'n.precision': 'en QPV'})
    """
    rows = table.lignes if table.total is None else (*table.lignes, table.total)
    detailed = {code for row in rows for code in row.details}
    colonnes: list[Colonne] = []
    for colonne in table.colonnes:
        colonnes.append(colonne)
        if colonne.code in detailed:
            colonnes.append(Colonne(f"{colonne.code}.precision", f"{colonne.libelle}, précision"))
    total = None if table.total is None else _aplatir_ligne(table.total)
    return replace(table, colonnes=tuple(colonnes), lignes=tuple(map(_aplatir_ligne, table.lignes)), total=total)


def _aplatir_ligne(ligne: Ligne) -> Ligne:
    precisions = {f"{code}.precision": detail for code, detail in ligne.details.items()}
    return replace(ligne, valeurs={**ligne.valeurs, **precisions}, details={})


def nom_fichier(table: Table, jour: date, extension: str) -> str:
    """Name the file of a table: readable, sortable, without accents or spaces.

    Args:
        table: Table written.
        jour: Day of the export.
        extension: "xlsx", "csv" or "json".

    Returns:
        « soldes-des-reservataires-2026-11-22.xlsx ».

    Examples:
        >>> nom_fichier(Table("soldes", "Soldes dus à l’État", (Colonne("n", "N"),), ()), date(2026, 11, 22), "csv")
        'soldes-dus-a-l-etat-2026-11-22.csv'
    """
    mots = "".join(c if c.isascii() and c.isalnum() else " " for c in plier(table.titre)).split()
    return f"{'-'.join(mots) or table.code}-{jour.isoformat()}.{extension}"
