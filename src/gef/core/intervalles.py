"""Intervals around a proportion and around a count to come, exact: fractions and whole square roots, no float.

Both ask the same question: which values would not be surprised by what was counted? A value is kept when the count
stands within `Z_95` standard deviations of what the value foretells; the kept values make an interval whose ends are
the roots of a quadratic. A root is rounded outward at a stated scale: the interval is never too narrow by rounding.

Source:
    E. B. Wilson, « Probable inference, the law of succession, and statistical inference », Journal of the American
    Statistical Association, 22, 1927, for the proportion; the same inversion of a binomial test for the count to come.
    docs/decisions/0016-intervalles-exacts.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Final

from gef.core.errors import DonneeInvalideError

Z_95: Final = Fraction(196, 100)  # normal law, two sides, 95 %: 1,959 96…, rounded up as every table prints it
ECHELLE: Final = 10**12  # square roots are exact to a millionth of a millionth


@dataclass(frozen=True, slots=True)
class Intervalle:
    """The values between `bas` and `haut`, both included."""

    bas: Fraction
    haut: Fraction

    def __post_init__(self) -> None:
        if self.bas > self.haut:
            raise DonneeInvalideError(f"intervalle : de {self.bas} à {self.haut} ; attendu : le plus petit d’abord.")

    @property
    def largeur(self) -> Fraction:
        """Distance from one end to the other."""
        return self.haut - self.bas

    def contains(self, valeur: Fraction | int) -> bool:
        """Whether a value is not surprising.

        Examples:
            >>> Intervalle(Fraction(1), Fraction(2)).contains(2), Intervalle(Fraction(1), Fraction(2)).contains(3)
            (True, False)
        """
        return self.bas <= valeur <= self.haut


@dataclass(frozen=True, slots=True)
class PartEcoulee:
    """How much of the year is behind us, in departures expected, and how well that is known.

    Attributes:
        valeur: From 0 to 1.
        evenements: Past departures that establish it; None when it is certain, as a count of days is.
        dispersion: How much more than chance the past years differ among themselves; 1 when chance explains it.
    """

    valeur: Fraction
    evenements: int | None = None
    dispersion: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if not 0 <= self.valeur <= 1:
            raise DonneeInvalideError(f"part écoulée : {self.valeur} ; attendu : entre 0 et 1.")
        if self.evenements is not None and self.evenements <= 0:
            raise DonneeInvalideError(f"part écoulée, événements : {self.evenements} ; attendu : au moins 1.")
        if self.dispersion < 1:
            raise DonneeInvalideError(f"part écoulée, dispersion : {self.dispersion} ; attendu : au moins 1.")


def root_above(valeur: Fraction) -> Fraction:
    """Give the square root of a fraction, rounded up at `ECHELLE`: never too small, exact when it can be.

    Examples:
        >>> root_above(Fraction(9, 4)), root_above(Fraction(2)) ** 2 > 2
        (Fraction(3, 2), True)
    """
    if valeur < 0:
        raise DonneeInvalideError(f"racine : {valeur} ; attendu : un nombre positif ou nul.")
    entiers, reste = divmod(valeur.numerator * ECHELLE**2, valeur.denominator)
    racine = isqrt(entiers)
    is_exacte = not reste and racine**2 == entiers
    return Fraction(racine if is_exacte else racine + 1, ECHELLE)


def wilson(succes: int, essais: int) -> Intervalle:
    """Give the 95 % score interval of a proportion.

    Args:
        succes: Times that it happened.
        essais: Times that it could have happened, at least 1.

    Returns:
        The interval, within [0, 1]; it contains `succes / essais`.

    Raises:
        DonneeInvalideError: no trial, or more successes than trials.

    Source:
        E. B. Wilson, 1927; recommended for small counts by Brown, Cai and DasGupta, « Interval estimation for a
        binomial proportion », Statistical Science, 16, 2001.

    Examples:
        >>> interval = wilson(0, 10)
        >>> interval.bas, round(interval.haut * 1000)
        (Fraction(0, 1), 278)
    """
    if essais <= 0 or not 0 <= succes <= essais:
        raise DonneeInvalideError(
            f"proportion : {succes} sur {essais} ; attendu : au moins un essai, et de 0 à autant de succès."
        )
    part, carre = Fraction(succes, essais), Z_95**2
    milieu = part + carre / (2 * essais)
    ecart = root_above(carre * (part * (1 - part) + carre / (4 * essais)) / essais)
    base = 1 + carre / essais
    return Intervalle(max((milieu - ecart) / base, Fraction(0)), min((milieu + ecart) / base, Fraction(1)))


def predict_total(count: int, part: PartEcoulee) -> Intervalle | None:
    """Give the 95 % interval of the total of a year, from its beginning.

    A total S is kept when `count`, among S, does not surprise where `part` of the year is behind us:
    (count − part × S)² <= z² × variance, with variance = dispersion × S × part × (1 − part) × (1 + S / evenements).
    The last factor is what is not known of `part` itself.

    Args:
        count: What happened so far.
        part: How much of the year is over.

    Returns:
        Whole numbers, rounded outward, never under `count`; None when the beginning says too little for the total to
        have an upper end.

    Raises:
        DonneeInvalideError: a negative count.

    Examples:
        >>> predict_total(50, PartEcoulee(Fraction(1, 2)))
        Intervalle(bas=Fraction(82, 1), haut=Fraction(122, 1))
        >>> predict_total(50, PartEcoulee(Fraction(1))), predict_total(0, PartEcoulee(Fraction(0)))
        (Intervalle(bas=Fraction(50, 1), haut=Fraction(50, 1)), None)
    """
    if count < 0:
        raise DonneeInvalideError(f"réalisé : {count} ; attendu : un nombre positif ou nul.")
    w = part.valeur
    unitaire = Z_95**2 * part.dispersion * w * (1 - w)
    a = w**2 - (unitaire / part.evenements if part.evenements else 0)
    if a <= 0:
        return None
    milieu = count * w + unitaire / 2
    ecart = root_above(milieu**2 - a * count**2)
    haut = (milieu + ecart) / a
    return Intervalle(Fraction(max((milieu - ecart) // a, count)), Fraction(max(-(-haut // 1), count)))
