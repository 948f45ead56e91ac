"""The examples of the docstrings hold."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    ("module", "minimum"),
    [("grandeurs", 7), ("model", 2), ("freshness", 1), ("loader", 1), ("territoires", 2)],
)
def test_examples_hold(module, minimum):
    resultat = doctest.testmod(importlib.import_module(f"gef.law.{module}"))
    assert resultat.failed == 0
    assert resultat.attempted >= minimum
