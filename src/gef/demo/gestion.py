"""How the conventions of the demonstration are managed: who designates the candidates, and what is requalified.

Source:
    Source 004 (HSO Occitanie, 2023), étape 4: the État's contingent is partly entrusted, and 30 % at least of
    Action Logement's may be requalified.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random
from typing import Final

from gef.demo.tirage import is_tire

# Kinds of management of the conventions of 2026; directe elsewhere, and before.
MODES_2026: Final = {"ETAT-P": "mixte", "ETAT-F": "deleguee", "AL": "mixte", "VILLE-06088": "deleguee"}
MODES_2024: Final = {"ETAT-F": "deleguee"}
PLANCHERS: Final = {"AL": Fraction(30, 100)}
REQUALIFIES_POUR_MILLE: Final = {"AL": 270}


def find_gestion(code: str, debut: date, bascule: date) -> tuple[str, Fraction | None]:
    """Give the kind of management of a convention, and its floor."""
    if debut < bascule:
        return MODES_2024.get(code, "directe"), None
    return MODES_2026.get(code, "directe"), PLANCHERS.get(code)


def is_requalifie(rng: Random, code: str, libre_le: date, bascule: date) -> bool:
    """Draw whether the bailleur keeps the designation of a dwelling, under a mixed convention."""
    return libre_le >= bascule and is_tire(rng, REQUALIFIES_POUR_MILLE.get(code, 0))
