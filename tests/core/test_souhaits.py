"""A wish of a réservataire never identifies a programme: neither by its words, nor by its criteria."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.parts import covers
from gef.core.souhaits import GroupeLogements, Souhait, find_named, verifier_souhait

CANNES = "commune:06029"


def a_groupe(programme: str, typologie: str = "T3", **fields: Any) -> GroupeLogements:
    defaults: dict[str, Any] = {
        "commune": "06029",
        "epci": "200039915",
        "adresse": "",
        "financement": "PLUS",
        "qpv": False,
    }
    return GroupeLogements(programme=programme, typologie=typologie, **defaults | fields)


PARC = (
    a_groupe("Les Mimosas", adresse="12 bis rue des Tamaris"),
    a_groupe("Les Mimosas", "T5+", financement="PLAI"),
    a_groupe("Les Goélands", qpv=True),
    a_groupe("Les Goélands", "T5+"),
    a_groupe("Le Port", "T4", commune="06004", epci="240600585", adresse="3 quai Neuf"),
)


def a_souhait(**fields: Any) -> Souhait:
    return Souhait(Fraction(1, 2), **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"typologie": "T3"},
        {"typologie": "T5+"},
        {"financement": "PLUS"},
        {"portee": CANNES},
        {"portee": "epci:200039915"},
    ],
)
def test_criteria_that_several_programmes_meet_are_admitted(fields: dict[str, Any]) -> None:
    verifier_souhait(a_souhait(**fields), "departement", PARC)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"typologie": "T5+", "financement": "PLAI"}, "T5\\+, PLAI"),
        ({"qpv": True}, "en QPV"),
        ({"typologie": "T4"}, "T4"),
        ({"portee": "commune:06004"}, "commune:06004"),
    ],
)
def test_criteria_that_leave_one_programme_are_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(DonneeInvalideError, match=f"« {said} » : un seul programme du parc y répond, sur 3 dans ce"):
        verifier_souhait(a_souhait(**fields), "departement", PARC)


def test_a_territory_that_has_one_programme_identifies_it_by_itself() -> None:
    """The convention names the commune, and R. 441-5-3 wants it so: the wish adds nothing."""
    verifier_souhait(a_souhait(typologie="T4"), "commune:06004", PARC)


def test_criteria_that_nothing_meets_name_nothing() -> None:
    verifier_souhait(a_souhait(typologie="T1"), "departement", PARC)


@pytest.mark.parametrize(
    ("publics", "found"),
    [
        ("jeunes actifs, aux MIMOSAS et : les mimosas", "Les Mimosas"),
        ("près de la rue des Tamaris", "12 bis rue des Tamaris"),
        ("Quai neuf !", "3 quai Neuf"),
    ],
)
def test_words_that_name_a_programme_or_a_street_are_refused(publics: str, found: str) -> None:
    assert find_named(publics, PARC) == found
    with pytest.raises(DonneeInvalideError, match=f"« {found} » est un programme ou une adresse du parc"):
        verifier_souhait(a_souhait(typologie="T3", publics=publics), "departement", PARC)


@pytest.mark.parametrize("publics", ["", "familles monoparentales", "les mimosa", "portuaires"])
def test_words_about_people_are_admitted(publics: str) -> None:
    assert find_named(publics, PARC) == ""


def test_dwellings_without_a_programme_are_known_by_their_address() -> None:
    parc = (*PARC, a_groupe("", "T1", adresse="9 rue Basse"), a_groupe("", "T2", adresse="9 rue Basse"))
    with pytest.raises(DonneeInvalideError, match="un seul programme"):
        verifier_souhait(a_souhait(typologie="T1"), "departement", parc)


def test_without_a_parc_nothing_can_be_checked() -> None:
    with pytest.raises(DonneeInvalideError, match="aucun parc n’est déposé"):
        verifier_souhait(a_souhait(typologie="T3"), "departement", ())


@pytest.mark.parametrize("part", [Fraction(0), Fraction(-1, 2), Fraction(3, 2)])
def test_a_share_is_between_nothing_and_all(part: Fraction) -> None:
    with pytest.raises(DonneeInvalideError, match="plus de 0, et 1 au plus"):
        Souhait(part, typologie="T3")


def test_a_wish_without_a_criterion_wishes_nothing() -> None:
    with pytest.raises(DonneeInvalideError, match="sans critère"):
        a_souhait(publics="familles")


GROUPES = st.builds(
    a_groupe,
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["T2", "T3"]),
    commune=st.sampled_from(["06029", "06004"]),
    epci=st.just(""),
    financement=st.sampled_from(["PLUS", "PLAI"]),
    qpv=st.sampled_from([True, False, None]),
)
SOUHAITS = st.builds(
    a_souhait,
    typologie=st.sampled_from(["T2", "T3"]),
    financement=st.sampled_from(["", "PLUS"]),
    qpv=st.sampled_from([True, False, None]),
)


@given(st.lists(GROUPES, min_size=1, max_size=10), SOUHAITS, st.sampled_from(["departement", CANNES]))
def test_what_is_admitted_never_names_one_programme_among_several(
    parc: list[GroupeLogements], souhait: Souhait, portee: str
) -> None:
    mine = [g for g in parc if covers(portee, g.commune, g.epci)]
    programmes = {(g.commune, g.programme) for g in mine}
    answers = {
        (g.commune, g.programme)
        for g in mine
        if g.typologie == souhait.typologie
        and souhait.financement in ("", g.financement)
        and souhait.qpv in (None, g.qpv)
    }
    is_refused = False
    try:
        verifier_souhait(souhait, portee, parc)
    except DonneeInvalideError:
        is_refused = True
    assert is_refused == (len(answers) == 1 and len(programmes) > 1)
