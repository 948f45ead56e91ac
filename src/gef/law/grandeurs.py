"""What a legal value can be, how it is written in a file, how it is shown.

A share is written "30/100" and read as an exact `Fraction`: nobody types a decimal point, nothing is rounded. A day
that comes back every year ("28/02") is a `JourAnnuel`. A rule that is not a figure is a code, or a list of codes,
whose French label stands in `codes.toml`. Refuses to guess: a value that does not fit its unit is an error.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from gef.law.errors import GrandeurInvalideError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Unite = Literal[
    "fraction", "annees", "mois", "jours", "demandes", "conventions", "date", "jour_annuel", "liste", "regle"
]

_FRACTION = re.compile(r"(\d{1,6})/(\d{1,6})")
_JOUR_ANNUEL = re.compile(r"(\d{2})/(\d{2})")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_NOMS_UNITES = {
    "annees": ("an", "ans"),
    "mois": ("mois", "mois"),
    "jours": ("jour", "jours"),
    "demandes": ("demande", "demandes"),
    "conventions": ("convention", "conventions"),
}
NOMS_MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_ANNEE_COMMUNE = 2001
_DECIMALES_MAX = 4


@dataclass(frozen=True, slots=True, order=True)
class JourAnnuel:
    r"""A day that comes back every year, such as 28 February.

    Attributes:
        mois: 1 to 12.
        jour: A day that exists every year; 29 February is refused.

    Raises:
        GrandeurInvalideError: The day does not exist every year.

    Examples:
        >>> JourAnnuel(mois=2, jour=28).en(2027)
        datetime.date(2027, 2, 28)
        >>> str(JourAnnuel(mois=2, jour=28))
        '28\xa0février'
    """

    mois: int
    jour: int

    def __post_init__(self) -> None:
        if not (1 <= self.mois <= len(NOMS_MOIS) and 1 <= self.jour <= monthrange(_ANNEE_COMMUNE, self.mois)[1]):
            raise GrandeurInvalideError(
                f"« {self.jour:02d}/{self.mois:02d} » n’est pas un jour de toutes les années ; "
                "attendu : jj/mm, par exemple « 28/02 »"
            )

    def en(self, annee: int) -> date:
        """Return that day in `annee`."""
        return date(annee, self.mois, self.jour)

    def __str__(self) -> str:
        return f"{'1er' if self.jour == 1 else self.jour}\N{NO-BREAK SPACE}{NOMS_MOIS[self.mois - 1]}"


Grandeur = Fraction | int | date | JourAnnuel | tuple[str, ...] | str


def parse_grandeur(unite: Unite, brut: object) -> Grandeur:
    """Read a written value exactly, in its unit.

    Args:
        unite: What the value is counted in.
        brut: As the TOML reader gives it: text, integer, date or list of texts.

    Returns:
        `Fraction` in [0, 1] for "fraction"; `int` >= 1 for counts and durations; `date`; `JourAnnuel`; a tuple of
        codes for "liste"; a code for "regle".

    Raises:
        GrandeurInvalideError: The value is not exactly readable in that unit.

    Examples:
        >>> parse_grandeur("fraction", "30/100")
        Fraction(3, 10)
        >>> parse_grandeur("jour_annuel", "28/02")
        JourAnnuel(mois=2, jour=28)
    """
    return _LECTEURS[unite](brut)


def render_grandeur(valeur: Grandeur, unite: Unite, libelles: Mapping[str, str] | None = None) -> str:
    r"""Show a value in French, with the non-breaking spaces of French typography.

    Args:
        valeur: Value read by `parse_grandeur`, or of the same type.
        unite: Its unit; gives the noun of a count.
        libelles: French label of each code; a code without a label is shown as it is.

    Returns:
        « 30 % », « 5 ans », « 28 février », « 24/11/2023 », or the labels of the codes.

    Examples:
        >>> render_grandeur(Fraction(1, 8), "fraction")
        '12,5\xa0%'
        >>> render_grandeur(5, "annees")
        '5\xa0ans'
    """
    noms = libelles or {}
    match valeur:
        case Fraction():
            return _render_part(valeur)
        case int():
            singulier, pluriel = _NOMS_UNITES[unite]
            return f"{valeur}\N{NO-BREAK SPACE}{singulier if valeur == 1 else pluriel}"
        case date():
            return f"{valeur:%d/%m/%Y}"
        case JourAnnuel():
            return str(valeur)
        case tuple():
            return "\N{NO-BREAK SPACE}; ".join(noms.get(code, code) for code in valeur)
    return noms.get(valeur, valeur)


def check_code(code: str) -> bool:
    """Tell whether `code` is a stored code: lower case, without accents, starting with a letter.

    Examples:
        >>> check_code("etat_plafond"), check_code("État")
        (True, False)
    """
    return _CODE.fullmatch(code) is not None


def _render_part(part: Fraction) -> str:
    """« 12,5 % » when the percentage ends within four decimals, « 1/3 » when it does not."""
    pourcent = part * 100
    for decimales in range(_DECIMALES_MAX + 1):
        entier = pourcent * 10**decimales
        if entier.denominator == 1:
            chiffres = f"{entier.numerator:0{decimales + 1}d}"
            texte = f"{chiffres[:-decimales]},{chiffres[-decimales:]}" if decimales else chiffres
            return f"{texte}\N{NO-BREAK SPACE}%"
    return str(part)


def _parse_fraction(brut: object) -> Fraction:
    ecrit = _FRACTION.fullmatch(brut) if isinstance(brut, str) else None
    if ecrit is None or int(ecrit[2]) == 0:
        raise _fault(brut, "une part écrite comme une fraction, par exemple « 30/100 »")
    part = Fraction(int(ecrit[1]), int(ecrit[2]))
    if part > 1:
        raise _fault(brut, "une part comprise entre 0 et 1")
    return part


def _parse_compte(brut: object) -> int:
    if not isinstance(brut, int) or isinstance(brut, bool) or brut < 1:
        raise _fault(brut, "un nombre entier, au moins 1")
    return brut


def _parse_date(brut: object) -> date:
    if not isinstance(brut, date) or isinstance(brut, datetime):
        raise _fault(brut, "une date sans guillemets, par exemple 2023-11-24")
    return brut


def _parse_jour_annuel(brut: object) -> JourAnnuel:
    ecrit = _JOUR_ANNUEL.fullmatch(brut) if isinstance(brut, str) else None
    if ecrit is None:
        raise _fault(brut, "un jour de l’année écrit jj/mm, par exemple « 28/02 »")
    return JourAnnuel(mois=int(ecrit[2]), jour=int(ecrit[1]))


def _parse_liste(brut: object) -> tuple[str, ...]:
    codes = tuple(brut) if isinstance(brut, list) else ()
    if not codes or not all(isinstance(code, str) and check_code(code) for code in codes):
        raise _fault(brut, "une liste d’au moins un code en minuscules sans accent")
    if len(set(codes)) != len(codes):
        raise _fault(brut, "une liste sans répétition")
    return codes


def _parse_regle(brut: object) -> str:
    if not isinstance(brut, str) or not check_code(brut):
        raise _fault(brut, "un code en minuscules sans accent")
    return brut


def _fault(brut: object, attendu: str) -> GrandeurInvalideError:
    return GrandeurInvalideError(f"« {brut} » trouvé ; attendu : {attendu}")


_LECTEURS: Mapping[Unite, Callable[[object], Grandeur]] = {
    "fraction": _parse_fraction,
    "annees": _parse_compte,
    "mois": _parse_compte,
    "jours": _parse_compte,
    "demandes": _parse_compte,
    "conventions": _parse_compte,
    "date": _parse_date,
    "jour_annuel": _parse_jour_annuel,
    "liste": _parse_liste,
    "regle": _parse_regle,
}
