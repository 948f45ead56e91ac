"""What is kept of a candidate, and how many there must be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.designation import (
    CANDIDATS_MIN,
    EXCEPTIONS,
    PREUVES_EXCEPTIONS,
    Candidature,
    check_candidats,
    read_numero_unique,
)
from gef.core.errors import DonneeInvalideError

NUMERO = "1110318016982G1104"


def a_candidature(rang: int = 1, **fields: Any) -> Candidature:
    return Candidature(f"06{rang:016d}", **{"personnes": 2, **fields})


@pytest.mark.parametrize("texte", [NUMERO, NUMERO.lower(), "111 0318 016982 G1104", f" {NUMERO}\n"])
def test_a_numero_unique_is_read_as_it_is_copied(texte: str) -> None:
    assert Candidature(read_numero_unique(texte), personnes=1).numero_unique == NUMERO


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"numero_unique": "123"}, "« 123 » ; attendu : 18 chiffres"),
        ({"numero_unique": NUMERO.lower()}, "lettres capitales"),
        ({"personnes": 0}, "personnes : 0 ; attendu : de 1 à 20"),
        ({"personnes": 21}, "personnes : 21"),
        ({"enfants": 2}, "enfants : 2 ; attendu : moins que les 2 personnes"),
        ({"enfants": -1}, "enfants : -1"),
        ({"public": "vip"}, "public : « vip » ; attendu : aucun, dalo, prioritaire"),
        ({"quartile": 5}, "quartile : 5 ; attendu : de 1 à 4"),
    ],
)
def test_what_is_wrong_is_said_with_what_was_expected(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        replace(Candidature(NUMERO, personnes=2), **fields)


@given(st.integers(0, 6), st.sampled_from(["", "insuffisance"]))
def test_three_candidates_or_a_stated_exception(count: int, exception: str) -> None:
    candidats = [a_candidature(rang) for rang in range(count)]
    if count >= CANDIDATS_MIN or (count and exception):
        check_candidats(candidats, exception)
    else:
        with pytest.raises(DonneeInvalideError, match="attendu"):
            check_candidats(candidats, exception)


def test_the_dalo_exception_needs_a_household_of_the_dalo() -> None:
    check_candidats([a_candidature(public="dalo")], "dalo")
    with pytest.raises(DonneeInvalideError, match="aucun candidat n’est reconnu"):
        check_candidats([a_candidature(public="prioritaire")], "dalo")


def test_a_dwelling_that_had_the_subsidy_is_stated_by_a_person_with_what_was_read_of_the_text() -> None:
    """CCH art. R. 441-3, first paragraph, as an undated copy of the code has it: evidence B."""
    check_candidats([a_candidature()], "subvention")
    assert set(PREUVES_EXCEPTIONS) == set(EXCEPTIONS)
    assert PREUVES_EXCEPTIONS["subvention"] == "B"


def test_a_household_is_presented_once() -> None:
    with pytest.raises(DonneeInvalideError, match="deux fois"):
        check_candidats([a_candidature(1), a_candidature(2), a_candidature(1)])


def test_an_unknown_exception_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match=", ".join(EXCEPTIONS)):
        check_candidats([a_candidature()], "urgence")
