"""Legal shares, each with its base and its article, and the acts that set them aside.

The values come from `gef.law`, as of a day; nothing here knows the law. A derogation is never a bare number: it carries
its clause and its source, and only rules that a text allows to set aside can be. The cap on loan guarantees is not one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
        valeur: What replaces the legal value; for "uniformite", the gap that it allows with the other communes. The
            value of the law puts the rule back in force.
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


def keep_latest(derogations: Iterable[Derogation]) -> tuple[Derogation, ...]:
    """Keep the last act on each rule, territory and exercice: what is written later replaces what came before."""
    latest = {(d.code_plafond, d.portee, d.exercice): d for d in derogations}
    return tuple(latest.values())


def seuil_en_vigueur(
    code: str, seuil: SeuilLegal, derogations: Iterable[Derogation], exercice: int, *, commune: str = "", epci: str = ""
) -> tuple[str, SeuilLegal]:
    """Give the clause that sets a rule aside, or an empty one, and the share that holds.

    Args:
        code: A code of `DEROGEABLES`.
        seuil: The share of the law.
        derogations: Acts; one for the exercice alone goes before one that lasts, one for a place before a wider one.
        exercice: The year.
        commune: Where the rule is read; empty for the whole département.
        epci: EPCI of that commune.

    Examples:
        >>> loi = SeuilLegal(Fraction(3, 10), "flux", Source("CCH art. R. 441-5-2, I", "legale"))
        >>> arrete = Derogation("etat", Fraction(7, 20), "besoin économique", Source("arrêté"), exercice=2026)
        >>> [str(seuil_en_vigueur("etat", loi, [arrete], annee)[1].valeur) for annee in (2026, 2027)]
        ['7/20', '3/10']
    """
    actes = [d for d in derogations if d.applies(code, exercice) and d.covers(commune, epci)]
    if not actes:
        return "", seuil
    acte = max(actes, key=lambda d: (d.exercice is not None, _PRECISION[d.portee.partition(":")[0]]))
    return acte.clause, replace(seuil, valeur=acte.valeur, source=acte.source)


_PRECISION: Mapping[str, int] = {"departement": 0, "epci": 1, "commune": 2}
