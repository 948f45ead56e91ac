"""Which word may follow which on a frozen bilan."""

from __future__ import annotations

import pytest

from gef.core.avis_bilan import ETATS, FOLLOWING, add_avis_bilan
from gef.core.errors import DonneeInvalideError, TransitionInterditeError

# docs/metier/bilan.md, « Transmettre, accepter, contester »: state, then what may follow.
SUITES = {
    "": {"transmis"},
    "transmis": {"accepte", "conteste"},
    "accepte": {"conteste"},
    "conteste": {"maintenu", "accepte"},
    "maintenu": {"accepte", "conteste"},
}


@pytest.mark.parametrize("etat", ETATS)
@pytest.mark.parametrize("suivant", [code for code in ETATS if code])
def test_only_what_the_page_says_may_follow(etat: str, suivant: str) -> None:
    avis = [etat] if etat else []
    if suivant in SUITES[etat]:
        assert add_avis_bilan(avis, suivant, "parce que") == suivant
    else:
        with pytest.raises(TransitionInterditeError, match="attendu"):
            add_avis_bilan(avis, suivant, "parce que")


@pytest.mark.parametrize("suivant", ["conteste", "maintenu"])
def test_a_contest_and_its_refusal_say_why(suivant: str) -> None:
    before = ["transmis"] if suivant == "conteste" else ["transmis", "conteste"]
    with pytest.raises(DonneeInvalideError, match="pourquoi"):
        add_avis_bilan(before, suivant, "  ")


def test_the_last_word_decides() -> None:
    assert add_avis_bilan(["transmis", "conteste", "maintenu"], "accepte") == "accepte"
    assert set(FOLLOWING) == set(ETATS)
