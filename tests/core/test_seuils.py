"""Legal shares and derogations: what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.seuils import DEROGEABLES, Derogation, SeuilLegal, keep_latest, seuil_en_vigueur

ACTE = Source("arrêté du 2 janvier 2026", "locale")


def a_derogation(**champs: Any) -> Derogation:
    complete = {"code_plafond": "etat", "valeur": Fraction(35, 100), "clause": "besoin économique", "source": ACTE}
    return Derogation(**(complete | {"exercice": 2026} | champs))


def test_an_act_applies_to_its_rule_and_its_year() -> None:
    acte = a_derogation()
    assert acte.applies("etat", 2026)
    assert not acte.applies("agents", 2026)
    assert not acte.applies("etat", 2027)


def test_a_stipulation_lasts_and_may_hold_in_a_few_communes() -> None:
    clause = a_derogation(code_plafond="uniformite", portee="epci:E1", exercice=None)
    assert clause.applies("uniformite", 2031)
    assert clause.covers("A", "E1")
    assert not clause.covers("C", "E2")


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"code_plafond": "garanties"}, "aucun texte ne la permet"),
        ({"clause": " "}, "clause vide"),
        ({"valeur": Fraction(3, 2)}, "3/2 ; attendu : entre 0 et 1"),
        ({"exercice": None}, "un an au plus"),
        ({"portee": "commune:A"}, "tout le département"),
    ],
)
def test_an_act_that_no_text_allows_is_refused(champs: dict[str, Any], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        a_derogation(**champs)


def test_guarantees_cannot_be_derogated() -> None:
    assert set(DEROGEABLES) == {"agents", "etat", "uniformite", "plancher_hors_qpv"}


def test_a_share_above_the_whole_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="CCH : seuil de 2 ; attendu : entre 0 et 1"):
        SeuilLegal(Fraction(2), "flux", Source("CCH", "legale"))


def test_what_is_written_last_on_a_rule_holds() -> None:
    first, last = a_derogation(), a_derogation(valeur=Fraction(30, 100), clause="arrêté abrogé")
    other = a_derogation(exercice=2027)
    assert keep_latest([first, other, last]) == (last, other)


def test_the_narrowest_act_holds() -> None:
    loi = SeuilLegal(Fraction(30, 100), "flux", Source("CCH", "legale"))
    wide = a_derogation(code_plafond="plancher_hors_qpv", valeur=Fraction(25, 100), clause="partout", exercice=None)
    year = a_derogation(code_plafond="plancher_hors_qpv", valeur=Fraction(20, 100), clause="2026")
    local = a_derogation(
        code_plafond="plancher_hors_qpv", valeur=Fraction(10, 100), clause="à A", exercice=None, portee="commune:A"
    )
    actes = [local, wide, year]

    def clause(exercice: int, commune: str = "") -> str:
        return seuil_en_vigueur("plancher_hors_qpv", loi, actes, exercice, commune=commune)[0]

    assert [clause(2026), clause(2027), clause(2027, "A"), clause(2027, "B")] == ["2026", "partout", "à A", "partout"]
    assert seuil_en_vigueur("etat", loi, actes, 2026) == ("", loi)
