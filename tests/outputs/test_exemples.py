"""The examples of the docstrings are run."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = (
    "nombres",
    "tables",
    "vues",
    "csv",
    "json",
    "xlsx",
    "explication",
    "glyphes",
    "typographie",
    "graphiques.cadre",
    "graphiques.declaration",
    "graphiques.texte",
)


@pytest.mark.parametrize("nom", MODULES)
def test_examples(nom: str) -> None:
    resultat = doctest.testmod(importlib.import_module(f"gef.outputs.{nom}"))
    assert resultat.attempted > 0
    assert resultat.failed == 0
