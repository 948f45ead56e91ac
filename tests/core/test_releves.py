"""The rates of a statement: the whole parc, each commune, and nothing where nothing can be said."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gef.core.motifs import Source
from gef.core.releves import INDICATEURS, TRANCHES, Departs, TauxDuParc, mesurer_rotation
from gef.imports.nomenclatures import TYPOLOGIES

SOURCE = Source("exemple", "donnee")


def mesurer(parc: dict[str, int], *departs: tuple[int, str, str, int]) -> TauxDuParc:
    return mesurer_rotation((Departs(*row) for row in departs), parc, "exemple", SOURCE)


def test_the_thirteen_indicators_are_those_of_the_source() -> None:
    # Source 004 (HSO Occitanie, 2023), step 2: 9 on the dwelling, 2 on the rotation, 2 on the convention.
    codes = list(INDICATEURS)
    assert codes[:9] == [
        *("ident_rep", "reservataire", "departement", "epci", "commune"),
        *("qpv", "typologie", "financement", "forme"),
    ]
    assert codes[9:] == ["taux_ensemble", "taux_commune", "debut", "fin"]


def test_every_typologie_has_one_band() -> None:
    banded = [typologie for band in TRANCHES.values() for typologie in band]
    assert sorted(banded) == sorted(set(TYPOLOGIES.values()))


def test_years_are_pooled_for_the_parc_and_for_each_commune() -> None:
    taux = mesurer(
        {"A": 100, "B": 300, "C": 10},
        (2024, "A", "courantes", 8),
        (2025, "A", "mutations", 4),
        (2025, "B", "courantes", 30),
    )
    assert taux.whole
    assert (taux.whole.valeur, taux.whole.annees) == (Fraction(42, 820), (2024, 2025))
    assert {code: rate.valeur for code, rate in taux.communes.items()} == {
        "A": Fraction(12, 200),
        "B": Fraction(30, 600),
        "C": Fraction(0),
    }
    assert taux.communes["A"].is_brut


def test_nothing_is_said_without_a_year_or_beyond_the_parc() -> None:
    assert mesurer({"A": 10}) == TauxDuParc(None, {})
    assert mesurer({}, (2025, "A", "courantes", 1)) == TauxDuParc(None, {})
    sold = mesurer({"A": 2, "B": 100}, (2025, "A", "courantes", 3))
    assert sold.whole
    assert sold.whole.evenements == 3
    assert list(sold.communes) == ["B"]


@given(
    st.dictionaries(st.sampled_from("ABC"), st.integers(50, 500), min_size=1),
    st.lists(
        st.tuples(
            st.sampled_from([2024, 2025]),
            st.sampled_from("ABC"),
            st.sampled_from(["courantes", "anru"]),
            st.integers(0, 10),
        ),
        max_size=8,
    ),
)
def test_the_parts_make_the_whole(parc: dict[str, int], rows: list[tuple[int, str, str, int]]) -> None:
    kept = [row for row in rows if row[1] in parc]
    taux = mesurer(parc, *kept)
    assert (taux.whole is None) == (not kept)
    if taux.whole and len(taux.communes) == len(parc):
        assert taux.whole.evenements == sum(rate.evenements or 0 for rate in taux.communes.values())
        values = [rate.valeur for rate in taux.communes.values()]
        assert min(values) <= taux.whole.valeur <= max(values)
