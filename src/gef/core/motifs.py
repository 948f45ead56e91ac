"""Why a figure is what it is: the one shape in which every calculation explains itself.

A result of the core carries an `Explication`: an ordered list of `Etape`, each with its value, its unit, the
operation in words and its source. Screens, documents and the command line print it; none recomputes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Nature = Literal["legale", "locale", "pratique", "calcul", "donnee"]
Nombre = int | Fraction | Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or a figure comes from.

    `reference` is what a reader looks up ("CCH art. R. 441-5-2, I", "source 004, HSO Occitanie 2023", "parc.csv").
    `nature` says whether it binds (legale), was agreed (locale), is a habit of the trade (pratique), is arithmetic
    (calcul) or is an input (donnee).
    """

    reference: str
    nature: Nature = "calcul"
    lien: str = ""


@dataclass(frozen=True, slots=True)
class Etape:
    """One step of a calculation.

    Attributes:
        code: Stable name of the step within its calculation, e.g. "eligible".
        libelle: What the figure is, in French, e.g. "Parc éligible au flux".
        valeur: Exact value; a number, or a sentence when the step is not a figure.
        unite: "logements", "fraction", "logements par an", "" when there is none.
        calcul: The operation in words and figures, e.g. "15 000 − 500".
        source: Rule or data behind the step.
    """

    code: str
    libelle: str
    valeur: Nombre | str
    unite: str = ""
    calcul: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Explication:
    """The whole path to a figure, in reading order; the last step is the result."""

    titre: str
    etapes: tuple[Etape, ...]

    def etape(self, code: str) -> Etape:
        """Return the step named `code`; raise `KeyError` when the calculation has none."""
        for etape in self.etapes:
            if etape.code == code:
                return etape
        raise KeyError(code)
