"""Legal shares, each with its base and its article, and the acts that set them aside.

The values come from `gef.law`, as of a day; nothing here knows the law. A derogation is never a bare number: it carries
its clause and its source, and only rules that a text allows to set aside can be. The cap on loan guarantees is not one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.parts import covers

DEROGEABLES: Mapping[str, str] = {
    "agents": "plafond des agents (arrêté préfectoral, un an au plus)",
    "etat": "plafond de l’État (arrêté préfectoral, un an au plus)",
    "uniformite": "même part de l’État dans chaque commune (stipulation de la convention)",
    "plancher_hors_qpv": "plancher hors quartiers prioritaires (stipulation de la convention)",
}
_PAR_ARRETE = ("agents", "etat")


@dataclass(frozen=True, slots=True)
class SeuilLegal:
    """A legal share with what it is a share of.

    Attributes:
        valeur: The share, between 0 and 1.
        base: Its denominator, in French.
        source: Article.
    """

    valeur: Fraction
    base: str
    source: Source

    def __post_init__(self) -> None:
        if not 0 <= self.valeur <= 1:
            raise DonneeInvalideError(f"{self.source.reference} : seuil de {self.valeur} ; attendu : entre 0 et 1.")


@dataclass(frozen=True, slots=True)
class PlafondsLegaux:
    """The three caps of the law, as of the day of the calculation."""

    etat: SeuilLegal
    agents: SeuilLegal
    garanties: SeuilLegal


@dataclass(frozen=True, slots=True)
class Derogation:
    """An act that sets a rule aside.

    Attributes:
        code_plafond: A code of `DEROGEABLES`.
        valeur: What replaces the legal value; not read for "uniformite".
        clause: The words of the act.
        source: The act.
        portee: Where it holds; the caps of the État have the whole département as their base.
        exercice: Year it holds for; compulsory for an arrêté, None for a stipulation that lasts as the convention.
    """

    code_plafond: str
    valeur: Fraction
    clause: str
    source: Source
    portee: str = "departement"
    exercice: int | None = None

    def __post_init__(self) -> None:
        if self.code_plafond not in DEROGEABLES:
            raise DonneeInvalideError(
                f"Dérogation « {self.code_plafond} » : aucun texte ne la permet ; attendu : {', '.join(DEROGEABLES)}."
            )
        if not self.clause.strip():
            raise DonneeInvalideError(f"Dérogation « {self.code_plafond} » : clause vide ; attendu : ses termes.")
        if not 0 <= self.valeur <= 1:
            raise DonneeInvalideError(f"Dérogation « {self.code_plafond} » : {self.valeur} ; attendu : entre 0 et 1.")
        if self.code_plafond in _PAR_ARRETE and (self.exercice is None or self.portee != "departement"):
            raise DonneeInvalideError(
                f"Dérogation « {self.code_plafond} », portée « {self.portee} », exercice {self.exercice} ; attendu : "
                "tout le département, et l’exercice de l’arrêté, qui vaut un an au plus (CCH art. R. 441-5-2, I)."
            )

    def applies(self, code: str, exercice: int) -> bool:
        """Whether the act sets the rule `code` aside in `exercice`."""
        return self.code_plafond == code and self.exercice in (None, exercice)

    def covers(self, commune: str, epci: str) -> bool:
        """Whether the act holds in a commune."""
        return covers(self.portee, commune, epci)
