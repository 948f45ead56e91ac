"""A share is the same exact fraction on every engine, however it is typed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import DEBUT, Monde, a_compte, a_convention

from gef.db.champs import FractionField
from gef.db.flux.models import Convention, Droit

CHAMP = FractionField()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3/10", Fraction(3, 10)),
        ("0,3", Fraction(3, 10)),
        ("0.3", Fraction(3, 10)),
        (" 6/20 ", Fraction(3, 10)),
        (Decimal("0.3"), Fraction(3, 10)),
        (0.3, Fraction(3, 10)),
        (1, Fraction(1)),
        (None, None),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_a_share_is_read_exactly(typed: object, read: Fraction | None) -> None:
    assert CHAMP.to_python(typed) == read


@pytest.mark.parametrize("junk", ["", "abc", "1/0", "30 %", "1.000,5", "nan", "inf", "3//10", True, "1e400000000"])
def test_junk_is_refused_in_french(junk: object) -> None:
    with pytest.raises(ValidationError, match=r"n’est pas une fraction ; attendu : 3/10 ou 0,3"):
        CHAMP.to_python(junk)


@given(st.fractions(-(10**8), 10**8, max_denominator=10**20))
def test_what_is_prepared_reads_back_as_itself(exact: Fraction) -> None:
    stored = CHAMP.get_prep_value(exact)
    assert stored is not None
    assert CHAMP.from_db_value(stored, None, None) == exact


@pytest.mark.parametrize("exact", [Fraction(1, 3), Fraction(0), Fraction(1), Fraction(10**25 + 1, 10**25 + 3)])
def test_a_share_survives_the_database(monde: Monde, exact: Fraction) -> None:
    compte = a_compte(monde.habitat_lys, "REGION", "region", part=exact)
    assert Convention.objects.get(reservataire=compte).part == exact
    assert Convention.objects.get(part=exact, reservataire=compte).reservataire == compte


def test_a_share_is_stored_as_text_never_as_a_number(monde: Monde) -> None:
    a_compte(monde.habitat_lys, "REGION", "region", part="2/6")
    with connection.cursor() as cursor:
        cursor.execute("SELECT part FROM flux_convention WHERE part = '1/3'")
        assert cursor.fetchall() == [("1/3",)]


def test_junk_never_reaches_the_database(monde: Monde) -> None:
    compte = a_compte(monde.habitat_lys, "REGION", "region", part=None)
    with pytest.raises(ValidationError, match="n’est pas une fraction"):
        Convention.objects.create(reservataire=compte, part="un tiers", debut=DEBUT)


def test_a_share_too_long_for_its_column_is_refused_on_every_engine(monde: Monde) -> None:
    with pytest.raises(ValidationError, match="trop longue ; attendu : 60"):
        a_compte(monde.habitat_lys, "REGION", "region", part=Fraction(1, 10**60))


def test_an_absent_share_stays_absent(monde: Monde) -> None:
    droit = Droit.objects.create(
        reservataire=monde.comptes["VILLE"], nature="convention", type_droit="suite", nombre=3, debut=DEBUT
    )
    droit.refresh_from_db()
    assert droit.rotation is None


def test_a_convention_can_be_validated_as_a_form_does(monde: Monde) -> None:
    convention = a_convention(
        a_compte(monde.habitat_lys, "REGION", "region", part=None), Fraction(1, 3), source="page 4"
    )
    convention.full_clean(exclude=["fin"])
    with pytest.raises(ValidationError, match="60 caractères"):
        Convention(reservataire=convention.reservataire, part=Fraction(1, 10**80), debut=DEBUT).full_clean()
