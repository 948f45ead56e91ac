"""The examples of the docstrings hold."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    ("module", "minimum"),
    [
        ("anomalies", 2),
        ("classeurs", 1),
        ("colonnes", 2),
        ("conversions", 1),
        ("modeles", 1),
        ("modeles_communs", 1),
        ("nomenclatures", 1),
        ("rpls_depot", 1),
    ],
)
def test_examples_hold(module: str, minimum: int) -> None:
    resultat = doctest.testmod(importlib.import_module(f"gef.imports.{module}"))
    assert resultat.failed == 0
    assert resultat.attempted >= minimum
