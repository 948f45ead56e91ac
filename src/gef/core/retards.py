"""Who waits in an exercice, and why: en retard, noyé, débordé, each with the facts that explain it.

Plain counts come in; nothing here knows a ledger. The bailleur's own contingent is nobody who waits: it is left out by
the caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from typing import Final, Literal

from gef.core.errors import DonneeInvalideError

CodeConstat = Literal["en_retard", "noye", "deborde"]
CodeRaison = Literal["report", "refus", "retours", "ecarts", "delais", "proposes", "droits"]

CONSTATS: Final[Mapping[CodeConstat, str]] = {"en_retard": "en retard", "noye": "noyé", "deborde": "débordé"}
RAISONS: Final[Mapping[CodeRaison, str]] = {
    "report": "retard reporté",
    "refus": "refus et silences",
    "retours": "orientations retirées",
    "ecarts": "décisions contraires",
    "delais": "délais passés",
    "proposes": "à orienter vers lui",
    "droits": "droits acquis",
}
SANS_SUITE_MIN: Final = 2


@dataclass(frozen=True, slots=True)
class CompteSuivi:
    """An account over an exercice, and what the facts say of it.

    Attributes:
        code: Account.
        report: Solde at the start of the exercice.
        droits: Droits of each month, in order; the last month is the one under way.
        recus: Dwellings received each month, those given back taken off.
        refus: Refusals and silences of the exercice that do not count.
        rendus: Refusals and silences of the exercice, counted or not.
        tenus: Orientations of the exercice towards him that stand.
        retours: Orientations that the bailleur took back in the exercice.
        ecarts: Dwellings that the rule proposed to him in the exercice, and that a person gave to another.
        delais: Dwellings that he holds, of which a delay of his is over.
        proposes: Dwellings that wait for a decision and are proposed to him.
        soldes: Solde at the start of the exercice, then at the end of each month.
    """

    code: str
    report: Fraction
    droits: tuple[Fraction, ...] = ()
    recus: tuple[int, ...] = ()
    refus: int = 0
    rendus: int = 0
    tenus: int = 0
    retours: int = 0
    ecarts: int = 0
    delais: int = 0
    proposes: int = 0
    soldes: tuple[Fraction, ...] = field(init=False, compare=False, default=())

    def __post_init__(self) -> None:
        if len(self.droits) != len(self.recus):
            raise DonneeInvalideError(
                f"compte {self.code} : droits de {len(self.droits)} mois, reçus de {len(self.recus)} ; "
                "attendu : les mêmes mois."
            )
        moves = (droits - recus for droits, recus in zip(self.droits, self.recus, strict=True))
        object.__setattr__(self, "soldes", tuple(accumulate(moves, initial=self.report)))

    @property
    def solde(self) -> Fraction:
        """Solde now."""
        return self.soldes[-1]

    @property
    def droits_total(self) -> Fraction:
        """Droits of the exercice."""
        return sum(self.droits, Fraction(0))

    @property
    def recus_total(self) -> int:
        """Dwellings received in the exercice."""
        return sum(self.recus)

    @property
    def sans_suite(self) -> int:
        """Dwellings proposed to him that came to nothing, or that he lets wait."""
        return self.rendus + self.delais

    @property
    def proposes_total(self) -> int:
        """Dwellings proposed to him in the exercice."""
        return self.tenus + self.rendus


@dataclass(frozen=True, slots=True)
class Raison:
    """One fact that explains a constat: its code, and how many."""

    code: CodeRaison
    nombre: int


def list_constats(compte: CompteSuivi, seuil: Fraction) -> tuple[CodeConstat, ...]:
    """Say what an account is, in the order of `CONSTATS`; nothing when all is well.

    Args:
        compte: The account.
        seuil: Retard beyond which he goes before any other.

    Source:
        docs/metier/pilotage.md, « Qui est en retard, noyé, débordé ».

    Examples:
        >>> petit = CompteSuivi("VILLE", Fraction(3, 10), (Fraction(7, 10),), (0,))
        >>> list_constats(petit, Fraction(8, 10))
        ('en_retard', 'noye')
    """
    is_deborde = compte.sans_suite >= SANS_SUITE_MIN and 2 * compte.sans_suite >= compte.proposes_total
    found: Mapping[CodeConstat, bool] = {
        "en_retard": compte.solde > seuil,
        "noye": compte.report + compte.droits_total >= 1 and compte.recus_total <= 0,
        "deborde": is_deborde,
    }
    return tuple(code for code in CONSTATS if found[code])


def list_raisons(compte: CompteSuivi, seuil: Fraction) -> tuple[Raison, ...]:
    """Explain the constats of an account, in the order of `RAISONS`; one at least.

    Source:
        docs/metier/pilotage.md, « Pourquoi ».
    """
    return tuple(_walk_raisons(compte, seuil)) or (Raison("droits", len(compte.droits)),)


def _walk_raisons(compte: CompteSuivi, seuil: Fraction) -> Iterator[Raison]:
    if compte.report > seuil:
        yield Raison("report", 1)
    counts: Mapping[CodeRaison, int] = {
        "refus": compte.refus,
        "retours": compte.retours,
        "ecarts": compte.ecarts,
        "delais": compte.delais,
        "proposes": compte.proposes,
    }
    for code, nombre in counts.items():
        if nombre:
            yield Raison(code, nombre)


def find_depuis(compte: CompteSuivi, seuil: Fraction) -> int | None:
    """Give the month at whose end the solde went over the threshold and stayed, 0 for the start of the exercice.

    Returns:
        None when he is not late now.

    Examples:
        >>> find_depuis(CompteSuivi("VILLE", Fraction(1, 2), (Fraction(1, 2), Fraction(0)), (0, 0)), Fraction(8, 10))
        1
    """
    soldes = compte.soldes
    if soldes[-1] <= seuil:
        return None
    under = [rank for rank, solde in enumerate(soldes) if solde <= seuil]
    return under[-1] + 1 if under else 0
