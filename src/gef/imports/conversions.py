"""From text to typed values, a whole column at a time.

Every function takes the expression of a text column already trimmed, whose empty cells are null, and gives a typed
expression where an unreadable cell is null. A cell that is not null before and null after is therefore a defect: no
other bookkeeping is needed. Nothing is guessed: a date is jj/mm/aaaa or aaaa-mm-jj, a share is between 0 and 1 or
carries its % sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from functools import cache

import polars as pl

from gef.imports.colonnes import Colonne, Nature

CODE_COMMUNE = r"^(?:\d{2}|2[AB])\d{3}$"
FRACTION = (
    r"^(?:100(?:[.,]0{1,18})?\s?%|\d{1,2}(?:[.,]\d{1,18})?\s?%"  # a percentage, with its sign
    r"|1(?:[.,]0{1,18})?|0(?:[.,]\d{1,18})?"  # a number between 0 and 1
    r"|(\d{1,9})/([1-9]\d{0,8}))$"  # a quotient
)
NOMBRE_DE_TABLEUR = r"^(\d+)[.,]0+$"
CODE_POSTAL = r"^\d{5}$"
ZERO_PERDU = r"^\d{4}$"
# What spreadsheets make of long numbers and of « 12-3 ».
SCIENTIFIQUE = r"^\d(?:[.,]\d+)?[eE]\+\d+$"
DATE_DE_TABLEUR = r"^(?:\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4})(?: \d{2}:\d{2}.*)?$"
PORTEE = r"^(?:departement|epci:\d{9}|commune:(?:\d{2}|2[AB])\d{3})$"
PORTEE_PRECISE = r"^(?:epci:\d{9}|commune:(?:\d{2}|2[AB])\d{3})$"
TERRITOIRE = r"^(?:departement|region:\d{2}|epci:\d{9}|commune:(?:\d{2}|2[AB])\d{3})$"
SEPARATEUR_DE_CODES = r"\s*[;,|]\s*"
DECIMAL = r"^\d{1,6}(?:[.,]\d{1,6})?$"
# « 01/02/24 » must not be read as the year 24.
PREMIERE_ANNEE = 1800


def clean(brut: pl.Expr) -> pl.Expr:
    """Trim a text column; what was only blanks becomes null."""
    net = brut.str.strip_chars()
    return pl.when(net.str.len_bytes() > 0).then(net)


def undo_tableur(texte: pl.Expr) -> pl.Expr:
    """Drop the « .0 » that software adds to a code that it took for a number: "6029.0" → "6029"."""
    return texte.str.replace(NOMBRE_DE_TABLEUR, "$1")


def is_absent(colonne: Colonne) -> pl.Expr:
    """Tell where a cell says that there is nothing: empty, or one of the spellings of `colonne.absents`."""
    texte = pl.col(colonne.nom)
    if not colonne.absents:
        return texte.is_null()
    return texte.is_null() | texte.str.to_uppercase().is_in(sorted(colonne.absents))


def convertir(colonne: Colonne) -> pl.Expr:
    """Return the typed expression of a column; unreadable, out of bounds and absent cells are null.

    Args:
        colonne: Column of a format; its text stands under `colonne.nom`.

    Returns:
        An expression of the type of the nature: String for texts, codes and portées (several are joined by « ; »),
        communes and shares, Int64 for counts, years and areas, Date for dates and months (the first day), Boolean.
    """
    texte = pl.col(colonne.nom)
    if colonne.absents:
        texte = pl.when(~texte.str.to_uppercase().is_in(sorted(colonne.absents))).then(texte)
    if colonne.is_fragile:
        texte = pl.when(~is_ruine(texte)).then(texte)
    return _CONVERSIONS[colonne.nature](texte, colonne)


def is_refuse(colonne: Colonne, type_: pl.Expr) -> pl.Expr:
    """Tell where a cell holds something that could not be read as `type_`."""
    return ~is_absent(colonne) & type_.is_null()


def read_fraction(texte: str) -> Fraction:
    """Read a share exactly: "0,3", "30 %", "3/10" are the same.

    Args:
        texte: Text that `FRACTION` accepts.

    Returns:
        The exact share, never through a float.

    Raises:
        ValueError: the text is not a share, or is a number over 1 without its % sign.

    Examples:
        >>> read_fraction("0,3"), read_fraction("12,5 %"), read_fraction("3/10")
        (Fraction(3, 10), Fraction(1, 8), Fraction(3, 10))
    """
    net = texte.strip().replace(",", ".").replace("\u202f", " ").replace("\xa0", " ")
    part = Fraction(net[:-1].strip()) / 100 if net.endswith("%") else Fraction(net)
    if not 0 <= part <= 1:
        raise ValueError(texte)
    return part


def _bound(valeur: pl.Expr, mesure: pl.Expr, colonne: Colonne) -> pl.Expr:
    if colonne.minimum is None and colonne.maximum is None:
        return valeur
    bornes = [mesure >= colonne.minimum] if colonne.minimum is not None else []
    if colonne.maximum is not None:
        bornes.append(mesure <= colonne.maximum)
    return pl.when(pl.all_horizontal(bornes)).then(valeur)


def _texte(texte: pl.Expr, colonne: Colonne) -> pl.Expr:
    return _bound(texte, texte.str.len_chars(), colonne)


def is_scientifique(texte: pl.Expr) -> pl.Expr:
    """Tell where a text was turned into a power of ten: its digits are lost."""
    return texte.str.contains(SCIENTIFIQUE)


def is_ruine(texte: pl.Expr) -> pl.Expr:
    """Tell where either happened; one search instead of two."""
    return texte.str.contains(f"{SCIENTIFIQUE}|{DATE_DE_TABLEUR}")


def is_date_de_tableur(texte: pl.Expr) -> pl.Expr:
    """Tell where a text that is no date was turned into one."""
    return texte.str.contains(DATE_DE_TABLEUR)


def _code(texte: pl.Expr, colonne: Colonne) -> pl.Expr:
    return texte.str.to_uppercase().replace_strict(dict(colonne.codes), default=None, return_dtype=pl.String)


def _codes(texte: pl.Expr, colonne: Colonne) -> pl.Expr:
    """Read several codes of one cell; one that is unknown makes the whole cell unreadable."""
    known = dict(colonne.codes)
    lus = texte.str.replace_all(SEPARATEUR_DE_CODES, ";").str.strip_chars(";").str.to_uppercase().str.split(";")
    codes = lus.list.eval(pl.element().replace_strict(known, default=None, return_dtype=pl.String))
    return codes.list.join(";", ignore_nulls=False)


def _booleen(texte: pl.Expr, colonne: Colonne) -> pl.Expr:
    return _code(texte, colonne) == "oui"


def _commune(texte: pl.Expr, colonne: Colonne) -> pl.Expr:
    code = _put_zero_back(texte.str.to_uppercase(), colonne)
    return pl.when(code.str.contains(CODE_COMMUNE)).then(code)


def _postal(texte: pl.Expr, colonne: Colonne) -> pl.Expr:
    code = _put_zero_back(texte, colonne)
    return pl.when(code.str.contains(CODE_POSTAL)).then(code)


def _put_zero_back(code: pl.Expr, colonne: Colonne) -> pl.Expr:
    if not colonne.is_reparable:
        return code
    return pl.when(code.str.contains(ZERO_PERDU)).then(pl.lit("0") + code).otherwise(code)


def _entier(texte: pl.Expr, colonne: Colonne) -> pl.Expr:
    nombre = texte.cast(pl.Int64, strict=False)
    return _bound(nombre, nombre, colonne)


def _surface(texte: pl.Expr, colonne: Colonne) -> pl.Expr:
    nombre = texte.map_batches(_parse_surfaces, return_dtype=pl.Int64)
    return _bound(pl.when(nombre >= 0).then(nombre), nombre, colonne)


def _date(texte: pl.Expr, colonne: Colonne) -> pl.Expr:
    return _bound_annee(texte.map_batches(_parse_dates, return_dtype=pl.Date), colonne)


def _mois(texte: pl.Expr, colonne: Colonne) -> pl.Expr:
    return _bound_annee(texte.map_batches(_parse_mois, return_dtype=pl.Date), colonne)


def _parse_surfaces(texte: pl.Series) -> pl.Series:
    entiers = texte.cast(pl.Int64, strict=False)
    if entiers.null_count() == texte.null_count():
        return entiers
    decimaux = texte.set(~texte.str.contains(DECIMAL), None).str.replace(",", ".", literal=True)
    return (decimaux.cast(pl.Float64) + 0.5).floor().cast(pl.Int64)


def _parse_dates(texte: pl.Series) -> pl.Series:
    return _parse_first(texte, (lambda t: t.str.to_date("%d/%m/%Y", strict=False), _parse_iso))


def _parse_mois(texte: pl.Series) -> pl.Series:
    ecrits, mois = _mois_usuels()
    lus = texte.replace_strict(ecrits, mois, default=None, return_dtype=pl.Date)
    if lus.null_count() == texte.null_count():
        return lus
    return _parse_first(
        texte,
        (
            lambda t: ("01/" + t).str.to_date("%d/%m/%Y", strict=False),
            lambda t: t.str.to_date("%d/%m/%Y", strict=False).dt.month_start(),
            lambda t: _parse_iso(t + "-01"),
            lambda t: _parse_iso(t).dt.month_start(),
        ),
    )


@cache
def _mois_usuels() -> tuple[pl.Series, pl.Series]:
    """Every month that a file is likely to hold, and how it is written: looking up is five times quicker."""
    mois = pl.date_range(date(1900, 1, 1), date(2100, 12, 1), interval="1mo", eager=True)
    return mois.dt.strftime("%m/%Y"), mois


def _parse_iso(texte: pl.Series) -> pl.Series:
    return texte.str.to_date("%Y-%m-%d", strict=False)


def _parse_first(texte: pl.Series, formats: Iterable[Callable[[pl.Series], pl.Series]]) -> pl.Series:
    """Try formats in turn, on the distinct cells that are still unread: most files have one format only."""
    reste = texte.drop_nulls().unique()
    lues: list[pl.DataFrame] = []
    for parse in formats:
        essai = pl.DataFrame({"texte": reste, "date": parse(reste)})
        lues.append(essai.drop_nulls("date"))
        reste = essai.filter(pl.col("date").is_null()).get_column("texte")
        if reste.is_empty():
            break
    dates = pl.concat(lues)
    return texte.replace_strict(dates.get_column("texte"), dates.get_column("date"), default=None, return_dtype=pl.Date)


def _bound_annee(lue: pl.Expr, colonne: Colonne) -> pl.Expr:
    annee = lue.dt.year()
    return _bound(pl.when(annee >= PREMIERE_ANNEE).then(lue), annee, colonne)


def _portee(texte: pl.Expr, _colonne: Colonne) -> pl.Expr:
    return _match_territoire(texte, PORTEE)


def _territoire(texte: pl.Expr, _colonne: Colonne) -> pl.Expr:
    return _match_territoire(texte, TERRITOIRE)


def _match_territoire(texte: pl.Expr, forme: str) -> pl.Expr:
    genre = texte.str.to_lowercase().str.replace_all("é", "e", literal=True).str.replace_all(" ", "", literal=True)
    # Corsican communes keep their capital: 2A, 2B.
    portee = genre.str.replace("commune:2a", "commune:2A", literal=True).str.replace(
        "commune:2b", "commune:2B", literal=True
    )
    return pl.when(portee.str.contains(forme)).then(portee)


def _portees(texte: pl.Expr, _colonne: Colonne) -> pl.Expr:
    """Read several communes and EPCI of one cell, with or without their kind; one wrong makes the cell unreadable."""
    lus = texte.str.replace_all(SEPARATEUR_DE_CODES, ";").str.strip_chars(";").str.split(";")
    lu = pl.element().str.replace(r"^(\d{9})$", "epci:${1}").str.replace(r"^((?:\d{2}|2[ABab])\d{3})$", "commune:${1}")
    return lus.list.eval(_match_territoire(lu, PORTEE_PRECISE)).list.join(";", ignore_nulls=False)


def _fraction(texte: pl.Expr, _colonne: Colonne) -> pl.Expr:
    numerateur, denominateur = (texte.str.extract(FRACTION, i).cast(pl.Int64, strict=False) for i in (1, 2))
    is_part = texte.str.contains(FRACTION) & (numerateur.is_null() | (numerateur <= denominateur))
    return pl.when(is_part).then(texte)


_CONVERSIONS: dict[Nature, Callable[[pl.Expr, Colonne], pl.Expr]] = {
    "texte": _texte,
    "code": _code,
    "codes": _codes,
    "commune": _commune,
    "postal": _postal,
    "entier": _entier,
    "surface": _surface,
    "annee": _entier,
    "date": _date,
    "mois": _mois,
    "booleen": _booleen,
    "fraction": _fraction,
    "portee": _portee,
    "portees": _portees,
    "territoire": _territoire,
}
