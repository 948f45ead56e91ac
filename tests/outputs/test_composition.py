"""The typesetter in its own process: what it refuses is said, what it takes is given back."""

from __future__ import annotations

import json
import subprocess

import pytest

from gef.outputs import composition
from gef.outputs.composition import CompositionError, compile_order, composer

DOCUMENT = {
    "titre": "Relevé",
    "sous_titre": "",
    "auteur": "",
    "pied": "Relevé",
    "etabli": "Établi le 22 novembre 2026.",
    "paysage": False,
    "tables": [],
}


def test_the_process_gives_what_the_typesetter_gives() -> None:
    here = compile_order(json.dumps({"gabarit": "tableaux", "document": DOCUMENT, "instant": 1_800_000_000}).encode())
    assert here.startswith(b"%PDF")
    assert composer(DOCUMENT, 1_800_000_000) == here
    assert composer(DOCUMENT, 1_800_000_001) != here


def test_a_document_that_breaks_the_standard_is_refused_in_words() -> None:
    with pytest.raises(CompositionError, match=r"Le PDF n’a pas pu être composé : .*could not be displayed"):
        composer({**DOCUMENT, "sous_titre": "日"}, 0)


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*_args: object, **_options: object) -> None:
        raise subprocess.TimeoutExpired("gef", 120)

    monkeypatch.setattr(composition.subprocess, "run", too_long)
    with pytest.raises(CompositionError, match=r"après 120 secondes. Prenez le classeur XLSX"):
        composer(DOCUMENT, 0)
