"""The same demonstration every time and everywhere, and nobody real in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from gef.demo.acces import ACCES, MOT_DE_PASSE, render_comptes
from gef.demo.monde import Monde

PROGRAM = (
    "import sys, gef.demo.dossier; from gef.demo.monde import draw_monde; sys.stdout.write(draw_monde().empreinte())"
)


def test_another_process_gives_the_same_without_any_framework(monde: Monde) -> None:
    """The order of sets and dictionaries of text changes with the hash seed; Django is not even loaded."""
    program = f"{PROGRAM}; assert 'django' not in sys.modules"
    environment = os.environ | {"PYTHONHASHSEED": "20260101"}
    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout == monde.empreinte()


def test_people_are_invented(monde: Monde) -> None:
    assert all(acces.email.endswith(".example") for acces in ACCES)
    motifs = " ".join({fait.motif for fait in monde.deroule.faits})
    assert not re.search(r"\b(M\.|Mme|Monsieur|Madame|0\d{9}|\S+@\S+)", motifs)


def test_accounts_are_told() -> None:
    text = render_comptes()
    assert all(acces.email in text and acces.nom in text for acces in ACCES)
    assert MOT_DE_PASSE in text
    assert "fictifs" in text
    assert len(MOT_DE_PASSE) >= 12
