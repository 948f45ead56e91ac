"""Dated settings: what they may be, which holds on a day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.reglages import NOMBRES, Reglage, describe_parametres, find_reglage, make_parametres
from gef.core.regle import Parametres

JOUR = date(2026, 6, 15)
SOUPLE = Parametres(avance_min=Fraction(1, 10), seuil=Fraction(9, 10))


def test_what_is_left_out_is_the_default() -> None:
    assert make_parametres("equilibre", {}) == Parametres()
    assert make_parametres("retard", {"avance_min": Fraction(0)}) == Parametres(regle="retard", avance_min=Fraction(0))
    every = {nom: Fraction(1, 2) for nom in NOMBRES} | {"seuil": Fraction(1)}
    made = make_parametres("equilibre", every)
    assert {nom: getattr(made, nom) for nom in NOMBRES} == every


@pytest.mark.parametrize(
    ("regle", "nombres", "said"),
    [
        ("hasard", {}, "Règle « hasard » inconnue ; attendu : equilibre ou retard."),
        ("equilibre", {"pret": "1"}, "Réglage « pret » inconnu ; attendu : avance_min"),
        ("equilibre", {"avance_min": "-1/10"}, "Solde pour être servi : −0,1 ; attendu : de 0 à moins de 1."),
        ("equilibre", {"avance_min": "1"}, "Solde pour être servi : 1 ; attendu : de 0 à moins de 1."),
        ("equilibre", {"avance_min": "0.8"}, "Seuil de retard : 0,8 ; attendu : plus de 0,8"),
        ("equilibre", {"seuil": "1.01"}, "Seuil de retard : 1,01 ; attendu : plus de 0,15"),
        ("equilibre", {"dispense": "0.1"}, "Dispense de l’État : 0,1 ; attendu : de 0,15"),
        ("equilibre", {"dispense": "2"}, "Dispense de l’État : 2 ; attendu : de 0,15"),
        ("equilibre", {"profil": "5"}, "Poids du profil : 5 ; attendu : de 0 à 4."),
        ("equilibre", {"commune": "-1"}, "Poids de la commune : −1 ; attendu : de 0 à 4."),
        ("equilibre", {"seuil": "1/3", "profil": "1/99999"}, "Poids du profil : 1/99999 ; attendu : quatre décimales"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_what_was_expected(
    regle: str, nombres: dict[str, str], said: str
) -> None:
    with pytest.raises(DonneeInvalideError) as caught:
        make_parametres(regle, {nom: Fraction(value) for nom, value in nombres.items()})
    assert said in str(caught.value)


@given(st.fixed_dictionaries({nom: st.fractions(0, 2, max_denominator=12_000) for nom in NOMBRES}))
def test_what_is_accepted_makes_settings_that_the_rule_accepts(nombres: dict[str, Fraction]) -> None:
    try:
        made = make_parametres("equilibre", nombres)
    except DonneeInvalideError:
        return
    assert {nom: getattr(made, nom) for nom in NOMBRES} == nombres
    assert 0 <= made.avance_min < made.seuil <= 1


def test_the_last_recorded_in_force_holds() -> None:
    first = Reglage(date(2026, 1, 1), Parametres(), "comité du 12 décembre")
    second = Reglage(date(2025, 1, 1), SOUPLE, "avenant", date(2026, 6, 16))
    assert find_reglage([first, second], JOUR) is second, "recorded later, whatever its start"
    assert find_reglage([first, second], JOUR + timedelta(days=1)) is first
    assert find_reglage([first, second], date(2024, 12, 31)) is None
    assert find_reglage([], JOUR) is None


@given(
    st.lists(st.tuples(st.integers(0, 40), st.none() | st.integers(0, 40)), max_size=6),
    st.integers(0, 40),
)
def test_the_setting_of_a_day_agrees_with_a_walk_through_the_days(rows: list[tuple[int, int | None]], day: int) -> None:
    def at(offset: int) -> date:
        return JOUR + timedelta(days=offset)

    reglages = [
        Reglage(at(debut), Parametres(), str(rang), None if fin is None else at(debut + fin))
        for rang, (debut, fin) in enumerate(rows)
    ]
    held: str | None = None
    for rang, (debut, fin) in enumerate(rows):
        if any(day == step for step in range(debut, 200 if fin is None else debut + fin)):
            held = str(rang)
    found = find_reglage(reglages, at(day))
    assert (found.document if found else None) == held


def test_settings_are_named_in_a_few_words() -> None:
    assert describe_parametres(SOUPLE) == "0,10 et 0,90"
    assert describe_parametres(Parametres(regle="retard")) == "le plus en retard, 0,15"
