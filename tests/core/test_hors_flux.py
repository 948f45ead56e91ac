"""The ledger of what leaves the flux: nothing lost, and the unknown said."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.hors_flux import PUBLICS, LogementHorsFlux, dresser_registre
from gef.core.rotation import CATEGORIES

MARS = date(2026, 3, 1)


def test_each_category_has_its_row_and_all_of_them_together() -> None:
    rows = [
        LogementHorsFlux("A", "anru", MARS, MARS, MARS, "dalo"),
        LogementHorsFlux("B", "anru", date(2025, 12, 1), MARS, MARS, "prioritaire"),  # freed the year before
        LogementHorsFlux("C", "anru", MARS, MARS),  # attributed, not let
        LogementHorsFlux("D", "mutations", MARS, MARS, MARS),
        LogementHorsFlux("E", "mutations", MARS, MARS, MARS, "autre"),
    ]
    found = {row.categorie: row for row in dresser_registre(rows, {"anru": Fraction(3)}, 2026)}
    assert tuple(found) == (*CATEGORIES, None)
    anru, mutations, total = found["anru"], found["mutations"], found[None]
    assert (anru.prevu, anru.liberes, anru.ecart, anru.attribues, anru.loues) == (3, 2, -1, 3, 2)
    assert (anru.prioritaires, anru.dalo, anru.inconnus) == (2, 1, 0)
    assert (mutations.prevu, mutations.ecart, mutations.loues, mutations.inconnus) == (None, None, 2, 1)
    assert (total.prevu, total.liberes, total.loues, total.prioritaires, total.inconnus) == (3, 4, 4, 2, 1)
    assert dresser_registre([], {}, 2026)[-1].prevu is None


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
LOGEMENTS = st.builds(
    LogementHorsFlux,
    st.text(max_size=3),
    st.sampled_from(CATEGORIES),
    DAYS,
    st.none() | DAYS,
    st.none() | DAYS,
    st.sampled_from(["", *PUBLICS]),
)


@given(st.lists(LOGEMENTS, max_size=30), st.integers(2025, 2027))
def test_the_rows_add_up_and_every_lease_is_of_a_public_or_unknown(rows: list[LogementHorsFlux], exercice: int) -> None:
    *lines, total = dresser_registre(rows, {}, exercice)
    for champ in ("liberes", "attribues", "loues", "prioritaires", "dalo", "inconnus"):
        assert sum(getattr(line, champ) for line in lines) == getattr(total, champ)
    others = sum(row.public == "autre" and row.bail_le is not None and row.bail_le.year == exercice for row in rows)
    assert total.loues == total.prioritaires + total.inconnus + others
    assert total.dalo <= total.prioritaires


@pytest.mark.parametrize(("categorie", "public"), [("defense", ""), ("", ""), ("anru", "cadre")])
def test_a_strange_code_is_refused(categorie: str, public: str) -> None:
    with pytest.raises(DonneeInvalideError, match="attendu"):
        LogementHorsFlux("A", categorie, MARS, public=public)
