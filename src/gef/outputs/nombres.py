"""Numbers and dates as a French reader expects them, from exact values.

Every figure of the screens, files and charts goes through here, so the same value reads the same everywhere. Rounding
is half away from zero, done on the exact value and never on a float: 0.005 reads « 0,01 », −0.005 reads « −0,01 »,
and nothing that rounds to zero carries a sign.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from gef.law.grandeurs import NOMS_MOIS

Nombre = int | Fraction | Decimal

FINE: Final = "\u202f"  # narrow no-break space: thousands, before % ; ? !
INSECABLE: Final = "\u00a0"  # no-break space: between a number and its unit
MOINS: Final = "−"  # the real minus, as wide as a plus
DECIMALES_EXACTES: Final = 12  # where an endless expansion (1/3) is cut in files read by machines
CENT: Final = 100

MOIS: Final = NOMS_MOIS
MOIS_COURTS: Final = (
    "janv.",
    "févr.",
    "mars",
    "avril",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)


def arrondi(valeur: Nombre, decimales: int = 0) -> Fraction:
    """Round half away from zero, exactly.

    Args:
        valeur: Exact value.
        decimales: Number of decimals kept, >= 0.

    Returns:
        The rounded value, still exact.

    Examples:
        >>> arrondi(Fraction(1, 200), 2), arrondi(Fraction(-1, 200), 2)
        (Fraction(1, 100), Fraction(-1, 100))
    """
    echelle = 10**decimales
    dixiemes = abs(Fraction(valeur)) * echelle
    entiers = (2 * dixiemes.numerator + dixiemes.denominator) // (2 * dixiemes.denominator)
    return Fraction(entiers if valeur >= 0 else -entiers, echelle)


def _digits(valeur: Nombre, decimales: int) -> tuple[bool, str]:
    """Return (is negative once rounded, unsigned digits with a decimal comma and grouped thousands)."""
    if isinstance(valeur, int) and not decimales:  # most cells of most tables
        return valeur < 0, f"{abs(valeur):,}".replace(",", FINE)
    ronde = arrondi(valeur, decimales)
    unites = abs(ronde.numerator) * 10**decimales // ronde.denominator
    chiffres = str(unites).rjust(decimales + 1, "0")
    tete, queue = (chiffres[:-decimales], chiffres[-decimales:]) if decimales else (chiffres, "")
    groupes = f"{int(tete):,}".replace(",", FINE)
    return ronde < 0, f"{groupes},{queue}" if queue else groupes


def decimal(valeur: Nombre, decimales: int = 2) -> str:
    """Write a number with a fixed count of decimals.

    Args:
        valeur: Exact value.
        decimales: Number of decimals shown.

    Returns:
        French digits; a real minus when the rounded value is negative.

    Examples:
        >>> decimal(Fraction(-12345, 10), 1)
        '−1\u202f234,5'
    """
    negatif, chiffres = _digits(valeur, decimales)
    return f"{MOINS}{chiffres}" if negatif else chiffres


def entier(valeur: Nombre) -> str:
    """Write a whole number; what is not whole is rounded.

    Args:
        valeur: Exact value.

    Returns:
        French digits, grouped by thousands.

    Examples:
        >>> entier(12345)
        '12\u202f345'
    """
    return decimal(valeur, 0)


def solde(valeur: Nombre, decimales: int = 2) -> str:
    """Write a solde: always signed, except when it rounds to zero.

    Args:
        valeur: Exact solde, in logements; > 0 is a retard, < 0 an avance.
        decimales: Number of decimals shown.

    Returns:
        « +0,60 », « −0,24 » or « 0,00 ».

    Examples:
        >>> solde(Fraction(3, 5)), solde(Fraction(-6, 25)), solde(Fraction(-1, 1000))
        ('+0,60', '−0,24', '0,00')
    """
    negatif, chiffres = _digits(valeur, decimales)
    if negatif:
        return f"{MOINS}{chiffres}"
    return f"+{chiffres}" if arrondi(valeur, decimales) else chiffres


def euros(centimes: int) -> str:
    """Write an amount of money.

    Args:
        centimes: Whole cents.

    Returns:
        « 402,15 € », with a narrow space before the sign.

    Examples:
        >>> euros(40215)
        '402,15\u202f€'
    """
    return f"{decimal(Fraction(centimes, 100))}{FINE}€"


def taux(valeur: Nombre, decimales: int = 1) -> str:
    """Write a share as a percentage.

    Args:
        valeur: Exact share; 1 is the whole.
        decimales: Number of decimals shown.

    Returns:
        « 17,4 % », with a narrow no-break space.

    Examples:
        >>> taux(Fraction(4, 23))
        '17,4\u202f%'
    """
    return f"{decimal(Fraction(valeur) * CENT, decimales)}{FINE}%"


def pluriel(nombre: Nombre, singulier: str, pluriel_ecrit: str = "", decimales: int = 0) -> str:
    r"""Write a number with its noun, agreed in French: the plural starts at 2.

    Args:
        nombre: Exact count.
        singulier: Noun in the singular.
        pluriel_ecrit: Plural when it is not the singular with an s: "baux", or "logements libérés".
        decimales: Number of decimals shown when the count is not whole.

    Returns:
        Number, no-break space, noun.

    Examples:
        >>> pluriel(1, "logement"), pluriel(0, "bail", "baux"), pluriel(2, "bail", "baux")
        ('1\xa0logement', '0\xa0bail', '2\xa0baux')
    """
    exact = Fraction(nombre)
    shown = 0 if exact.denominator == 1 else decimales
    # French agrees with the number read, not with the hidden one: 1,999 written « 2,00 » is plural.
    nom = (pluriel_ecrit or f"{singulier}s") if abs(arrondi(exact, shown)) >= 2 else singulier  # noqa: PLR2004  grammar
    return f"{decimal(exact, shown)}{INSECABLE}{nom}"


def logements(valeur: Nombre, decimales: int = 2) -> str:
    r"""Write a quantity of logements with its noun; a whole one shows no decimal.

    Args:
        valeur: Exact quantity.
        decimales: Number of decimals shown when it is not whole.

    Returns:
        « 254 logements », « 0,60 logement ».

    Examples:
        >>> logements(254), logements(Fraction(3, 5))
        ('254\xa0logements', '0,60\xa0logement')
    """
    return pluriel(valeur, "logement", decimales=decimales)


def _jour(jour: date) -> str:
    return "1er" if jour.day == 1 else str(jour.day)


def date_longue(jour: date) -> str:
    r"""Write a day in full.

    Args:
        jour: The day.

    Returns:
        « 28 février 2026 », « 1er mars 2026 », with no-break spaces.

    Examples:
        >>> date_longue(date(2026, 3, 1))
        '1er\xa0mars\xa02026'
    """
    return INSECABLE.join((_jour(jour), MOIS[jour.month - 1], str(jour.year)))


def date_courte(jour: date) -> str:
    r"""Write a day with its month abridged: for ledgers and narrow columns only.

    Args:
        jour: The day.

    Returns:
        « 10 oct. 2026 », with no-break spaces.

    Examples:
        >>> date_courte(date(2026, 10, 10))
        '10\xa0oct.\xa02026'
    """
    return INSECABLE.join((_jour(jour), MOIS_COURTS[jour.month - 1], str(jour.year)))


def date_chiffres(jour: date) -> str:
    """Write a day in digits, as French spreadsheets read it.

    Args:
        jour: The day.

    Returns:
        « 28/02/2026 ».

    Examples:
        >>> date_chiffres(date(2026, 2, 28))
        '28/02/2026'
    """
    return f"{jour.day:02d}/{jour.month:02d}/{jour.year:04d}"


def instant(moment: datetime) -> str:
    r"""Write a day and a time.

    Args:
        moment: The instant, already in the reader's time zone.

    Returns:
        « 3 novembre 2026 à 10 h 42 », with no-break spaces inside the date and the time.

    Examples:
        >>> instant(datetime(2026, 11, 3, 9, 5))
        '3\xa0novembre\xa02026 à 9\xa0h\xa005'
    """
    return f"{date_longue(moment)} à {moment.hour}{INSECABLE}h{INSECABLE}{moment.minute:02d}"


def duree(valeur: int | timedelta) -> str:
    r"""Write a length of time, in whole days.

    Args:
        valeur: Days, or a difference of dates.

    Returns:
        « 12 jours », « 1 jour ».

    Examples:
        >>> duree(date(2026, 3, 1) - date(2026, 2, 27))
        '2\xa0jours'
    """
    return pluriel(valeur.days if isinstance(valeur, timedelta) else valeur, "jour")


def fraction_exacte(valeur: Nombre) -> str:
    """Write the exact value, in digits that a program or a calculator reads back.

    Args:
        valeur: Exact value.

    Returns:
        « 3/10 », with a plain hyphen when negative; a whole number stands alone.

    Examples:
        >>> fraction_exacte(Fraction(3, 10)), fraction_exacte(Decimal("-0.5")), fraction_exacte(4)
        ('3/10', '-1/2', '4')
    """
    return str(Fraction(valeur))


def decimal_exact(valeur: Nombre, separateur: str = ".") -> str:
    """Write all the decimals of a value, for files that machines read.

    Args:
        valeur: Exact value.
        separateur: Decimal mark: "." in JSON, "," in a French CSV.

    Returns:
        The exact decimals when there are at most 12; otherwise the value rounded to 12. No grouping, plain hyphen, no
        trailing zero.

    Examples:
        >>> decimal_exact(Fraction(3, 8)), decimal_exact(Fraction(-2, 3), ",")
        ('0.375', '-0,666666666667')
    """
    ronde = arrondi(valeur, DECIMALES_EXACTES)
    unites = abs(ronde.numerator) * 10**DECIMALES_EXACTES // ronde.denominator
    chiffres = str(unites).rjust(DECIMALES_EXACTES + 1, "0")
    queue = chiffres[-DECIMALES_EXACTES:].rstrip("0")
    texte = chiffres[:-DECIMALES_EXACTES] + (separateur + queue if queue else "")
    return f"-{texte}" if ronde < 0 else texte
