"""What would bring an obligation back: the examples of docs/metier/pilotage.md, and a slow oracle."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.motifs import Source
from gef.core.obligations import Comptage, LogementAOrienter, Obligation
from gef.core.remedes import LogementEnCours, count_en_cours, count_restants, proposer_remede
from gef.core.seuils import SeuilLegal

ICI = LogementAOrienter("06029", "200039915", qpv=False, eligibles={"VILLE": "commune", "ETAT-P": "etat_prio"})
AILLEURS = LogementAOrienter("06004", "240600585", qpv=False, eligibles={"CD": "departement"})


def an_obligation(code: str, base: int, atteint: int, part: str, **fields: Any) -> Obligation:
    inconnus = fields.pop("inconnus", 0)
    seuil = SeuilLegal(Fraction(part), "base", Source("CCH", "legale"))
    return Obligation(code, fields.pop("portee", "departement"), seuil, Comptage(base, atteint, inconnus), **fields)


@pytest.mark.parametrize(
    ("obligation", "restants"),
    [
        (an_obligation("mixite_hors_qpv", 23, 4, "1/4"), 3),
        (an_obligation("etat_hors_qpv", 40, 9, "3/10"), 5),
        (an_obligation("etat_plafond", 100, 33, "3/10"), 10),
        (an_obligation("etat_plafond", 100, 30, "3/10"), 0),
        (an_obligation("etat_plafond", 10, 1, "0"), None),
        (an_obligation("mixite_qpv", 10, 9, "1"), None),
    ],
)
def test_the_examples_of_the_documentation(obligation: Obligation, restants: int | None) -> None:
    assert count_restants(obligation) == restants


@given(st.integers(1, 60), st.integers(0, 60), st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20))
def test_the_remedy_is_the_first_number_that_is_enough(base: int, atteint: int, part: Fraction) -> None:
    """Slow oracle: add one event after the other."""
    for code, is_compte in (("etat_hors_qpv", True), ("etat_plafond", False)):
        obligation = an_obligation(code, base, min(base, atteint), str(part))
        steps, current = 0, obligation
        while current.manque:
            steps, current = steps + 1, current.apres(is_compte=is_compte)
        assert count_restants(obligation) == steps


def test_what_is_held_needs_no_remedy() -> None:
    assert proposer_remede(an_obligation("etat_hors_qpv", 10, 3, "3/10")) is None
    assert proposer_remede(an_obligation("etat_hors_qpv", 0, 0, "3/10")) is None


def test_when_nobody_knows_the_remedy_is_to_find_out() -> None:
    for inconnus in (23, 5):
        remede = proposer_remede(an_obligation("mixite_hors_qpv", 23, 0, "1/4", inconnus=inconnus))
        assert remede is not None
        known = remede.obligation.statut == "a_risque"
        assert (remede.restants is None) is not known
        assert remede.inconnus == inconnus


def test_the_dwellings_in_progress_are_those_that_may_count() -> None:
    rows = (
        LogementEnCours("a_orienter", ICI, "VILLE"),
        LogementEnCours("oriente", ICI, "VILLE"),
        LogementEnCours("attribue", ICI, "VILLE"),
        LogementEnCours("oriente", ICI, "ETAT-P"),
        LogementEnCours("oriente", AILLEURS, "CD"),
    )
    mixte = an_obligation("mixite_hors_qpv", 8, 0, "1/4", portee="epci:200039915")
    assert count_en_cours(mixte, rows) == {"VILLE": 2, "ETAT-P": 1}
    assert count_en_cours(an_obligation("etat_hors_qpv", 8, 0, "3/10"), rows) == {"VILLE": 1}
    own = an_obligation("prioritaires_collectivites", 8, 0, "1/4", reservataire="VILLE")
    assert count_en_cours(own, rows) == {"VILLE": 1}
    assert list(count_en_cours(an_obligation("mixite_hors_qpv", 8, 0, "1/4", portee="epci:240600585"), rows)) == ["CD"]
