"""Contributions to the relogements: each counts once, in its year, on the one who was named."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.ecritures import EtatLogement
from gef.core.errors import DonneeInvalideError
from gef.core.parts import BAILLEUR
from gef.core.relogements import (
    ObjectifRelogement,
    Relogement,
    check_imputation,
    count_contributions,
    keep_last,
)

JOUR = date(2026, 6, 15)


def test_a_charter_in_number_and_in_share() -> None:
    objectifs = [ObjectifRelogement("AL", nombre=4), ObjectifRelogement("VILLE", part=Fraction(1, 4))]
    given_ = [
        Relogement("A", "AL", date(2026, 2, 1)),
        Relogement("B", "AL", date(2026, 3, 1)),
        Relogement("C", "ETAT-P", date(2026, 4, 1)),
        Relogement("D", "VILLE", date(2025, 12, 31)),  # the year before
        Relogement("E", "VILLE"),  # not let yet
        Relogement("F", "AL", date(2026, 7, 1)),  # to come
    ]
    found = {c.reservataire: c for c in count_contributions(objectifs, given_, 2026, JOUR)}
    assert {code: (c.objectif, c.realises, c.en_cours, c.ecart) for code, c in found.items()} == {
        "AL": (4, 2, 1, -2),
        "ETAT-P": (None, 1, 0, None),
        "VILLE": (Fraction(3, 4), 0, 1, Fraction(-3, 4)),
    }
    assert found["VILLE"].explication.etape("objectif").calcul == "25\u202f% × 3 relogements de l’exercice"
    assert "ne lui demande rien" in str(found["ETAT-P"].explication.etape("objectif").valeur)


RELOGEMENTS = st.lists(
    st.builds(
        Relogement,
        st.uuids().map(str),
        st.sampled_from(["AL", "CD", "VILLE"]),
        st.none() | st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    ),
    max_size=30,
    unique_by=lambda row: row.logement,
)


@given(RELOGEMENTS, st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(2024, 2027))
def test_the_contributions_add_up_to_the_leases_of_the_year(rows: list[Relogement], jour: date, exercice: int) -> None:
    found = count_contributions([ObjectifRelogement("AL", part=Fraction(1, 3))], rows, exercice, jour)
    done, waiting = Counter[str](), Counter[str]()
    for row in rows:
        if row.bail_le is None or row.bail_le > jour:
            waiting[row.reservataire] += 1
        elif row.bail_le.year == exercice:
            done[row.reservataire] += 1
    assert {c.reservataire: (c.realises, c.en_cours) for c in found if c.realises or c.en_cours} == {
        code: (done[code], waiting[code]) for code in done | waiting
    }
    [own] = [c for c in found if c.reservataire == "AL"]
    assert own.objectif == Fraction(done.total(), 3)


def test_what_is_said_twice_is_refused() -> None:
    one = Relogement("A", "AL", JOUR - timedelta(days=1))
    with pytest.raises(DonneeInvalideError, match="relogement A : plusieurs fois"):
        count_contributions([], [one, one], 2026, JOUR)
    with pytest.raises(DonneeInvalideError, match="objectif AL : plusieurs fois"):
        count_contributions([ObjectifRelogement("AL", nombre=1)] * 2, [], 2026, JOUR)


@pytest.mark.parametrize(("nombre", "part"), [(None, None), (1, Fraction(1, 2)), (-1, None), (None, Fraction(3, 2))])
def test_an_objective_is_a_number_or_a_share(nombre: int | None, part: Fraction | None) -> None:
    with pytest.raises(DonneeInvalideError, match="objectif de AL"):
        ObjectifRelogement("AL", nombre, part)


@pytest.mark.parametrize(
    "etat",
    [
        EtatLogement("hors_flux", categorie="anru"),
        EtatLogement("hors_flux", categorie="lhi"),
        EtatLogement("stock", categorie="premiere_location"),
        EtatLogement("loue", reservataire="VILLE"),
    ],
)
def test_what_may_count_on_a_contribution(etat: EtatLogement) -> None:
    check_imputation("L-1", etat, "VILLE")


@pytest.mark.parametrize(
    ("etat", "message"),
    [
        (EtatLogement("abandonne"), "préavis est retiré"),
        (EtatLogement("hors_flux", categorie="mutations"), "catégorie « mutations »"),
        (EtatLogement("stock", categorie="defense"), "catégorie « defense »"),
        (EtatLogement("oriente", reservataire="AL"), "tenu par AL"),
        (EtatLogement("a_orienter"), "tenu par personne"),
        (EtatLogement("loue", reservataire=BAILLEUR), "tenu par personne"),
    ],
)
def test_what_may_not(etat: EtatLogement, message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        check_imputation("L-1", etat, "VILLE")


def test_the_last_word_on_a_dwelling_holds() -> None:
    assert keep_last([("A", "AL"), ("A", None)]) == {}
    assert keep_last([("A", None), ("A", "AL"), ("B", "CD")]) == {"A": "AL", "B": "CD"}
