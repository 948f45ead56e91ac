"""The three pictures of the reservations: each kind of disagreement on a case by hand, then what always holds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_registre import JOUR, SURVIE, a_droit

from gef.core.desaccords import GENRES
from gef.core.parc import CONTINGENTS
from gef.core.rapprochement import Desaccords, GroupeLogements, rapprocher
from gef.core.registre_droits import DroitReservation, situer_droit

TYPES = {"VILLE": "commune", "EPCI": "epci", "ETAT": "etat_prio", "AL": "action_logement", "CAF": "autre"}
TAUX = Fraction(1, 10)


def a_groupe(logements: int = 1, **champs: Any) -> GroupeLogements:
    """Dwellings of Les Goélands, coded 4, reserved to the Ville by a right that the register has."""
    complete: dict[str, Any] = {
        "contingent": "4",
        "commune": "01001",
        "programme": "Les Goélands",
        "etat": "en_cours",
        "titulaire": "VILLE",
        "droit": "D1",
        "is_droit_connu": True,
    }
    return GroupeLogements(logements, **{**complete, **champs})


def a_droit_de(reservataire: str = "VILLE", nombre: int = 1, **champs: Any) -> DroitReservation:
    complete = {"type_reservataire": TYPES[reservataire], "reference": "D1"}
    return a_droit(reservataire=reservataire, nombre=nombre, **{**complete, **champs})


def compare(groupes: list[GroupeLogements], *droits: DroitReservation, taux: Fraction | None = TAUX) -> Desaccords:
    return rapprocher(groupes, [situer_droit(d, JOUR, SURVIE) for d in droits], TYPES, JOUR, taux)


def genres(found: Desaccords) -> dict[str, int]:
    return {d.genre.code: d.nombre for d in found.desaccords}


def test_three_pictures_that_agree_have_nothing_to_settle() -> None:
    found = compare([a_groupe(3), GroupeLogements(9, "7", commune="01001")], a_droit_de(nombre=3))
    assert (found.desaccords, found.ecarts, found.listes) == ((), (), 3)
    collectivites = next(f for f in found.familles if f.famille == "collectivites")
    assert (collectivites.registre, collectivites.liste, collectivites.contreslog) == (3, 3, 3)
    assert all(famille.is_uniform for famille in found.familles)


@pytest.mark.parametrize(
    ("champs", "genre"),
    [
        ({"is_dans_parc": False, "contingent": None, "commune": None, "programme": ""}, "absent_du_parc"),
        ({"is_double": True}, "reserve_deux_fois"),
        ({"contingent": "3"}, "autre_famille"),
        ({"contingent": "2"}, "autre_famille"),
        ({"contingent": "5"}, "autre_famille"),
        ({"contingent": "6"}, "autre_famille"),
        ({"contingent": "7"}, "code_7"),
        ({"contingent": None}, "sans_code"),
        ({"titulaire": "ETAT", "contingent": "7"}, "code_7_etat"),
        ({"titulaire": "ETAT", "contingent": "5"}, "etat_hors_part"),
        ({"etat": "echue"}, "reservation_echue"),
        ({"etat": None, "titulaire": "", "droit": "", "is_droit_connu": False}, "hors_liste"),
        ({"is_droit_connu": False}, "droit_inconnu"),
        ({"is_autre": True}, "autre_titulaire"),
        ({"titulaire": "CAF", "contingent": "6", "droit": "", "is_droit_connu": False}, "sans_droit"),
    ],
)
def test_each_disagreement_has_its_kind(champs: dict[str, Any], genre: str) -> None:
    # One line more agrees with the right, so that the list exists and the right has its dwelling.
    found = compare([a_groupe(), a_groupe(4, **champs)], a_droit_de(nombre=1))
    assert genres(found).pop(genre) == 4
    assert genre in found.genres[1]
    assert found.genres[0] == ()


@pytest.mark.parametrize(
    "champs",
    [
        {"titulaire": "EPCI"},  # 4 does not name the collectivité
        {"titulaire": "ETAT", "contingent": "1"},
        {"titulaire": "ETAT", "contingent": "5", "is_en_stock": True},
        {"titulaire": "AL", "contingent": "3"},
        {"titulaire": "CAF", "contingent": "6"},
        {"etat": "a_venir"},
        {"etat": "echue", "contingent": "7"},
        {"etat": "echue", "is_premiere": False},
        {"etat": None, "contingent": "7"},
        {"etat": None, "contingent": None},
    ],
)
def test_what_agrees_is_not_listed(champs: dict[str, Any]) -> None:
    found = compare([a_groupe(), a_groupe(4, **champs)], a_droit_de(nombre=1))
    assert found.genres == ((), ())


def test_a_dwelling_reserved_twice_is_counted_once_and_its_family_waits() -> None:
    twice = [a_groupe(2, is_double=True), a_groupe(2, is_double=True, is_premiere=False, titulaire="AL", droit="")]
    found = compare(twice, a_droit_de(nombre=2))
    assert genres(found) == {"reserve_deux_fois": 2, "sans_droit": 2}
    double = found.find("reserve_deux_fois")
    assert double is not None
    assert (double.eligibles, double.effet, double.reservataires) == (2, Fraction(1, 5), ("AL", "VILLE"))
    assert found.find("code_7") is None


def test_the_effect_counts_the_dwellings_of_the_assiette_only() -> None:
    groupes = [a_groupe(3, contingent="7"), a_groupe(2, contingent="7", is_exclu=True)]
    (found,) = compare(groupes, a_droit_de(nombre=5)).desaccords
    assert (found.nombre, found.eligibles, found.effet) == (5, 3, Fraction(3, 10))
    (unknown,) = compare(groupes, a_droit_de(nombre=5), taux=None).desaccords
    assert (unknown.eligibles, unknown.effet) == (3, None)


def test_a_right_is_compared_to_the_dwellings_listed_for_it() -> None:
    found = compare(
        [a_groupe(3)], a_droit_de(nombre=5), a_droit_de(nombre=4, reference="D2"), a_droit_de("AL", 6, reference="")
    )
    ecarts = {(e.titulaire, e.reference): (e.registre, e.liste, e.ecart, e.genre) for e in found.ecarts}
    assert ecarts == {
        ("VILLE", "D1"): (5, 3, 2, "nombre_different"),
        ("VILLE", "D2"): (4, 0, 4, "droit_sans_logement"),
        ("AL", ""): (6, 0, 6, "droit_sans_logement"),
    }
    assert genres(found) == {"droit_sans_logement": 2, "nombre_different": 1}
    sans = found.find("droit_sans_logement")
    assert sans is not None
    assert sans.eligibles == 10


@pytest.mark.parametrize(
    ("programme", "commune"),
    [("Les Goélands", "01001"), ("Les Goélands", None), ("", "01001"), ("", None)],
)
def test_a_line_without_reference_finds_its_right_by_its_place(programme: str, commune: str | None) -> None:
    droit = a_droit_de(nombre=2, reference="", programme=programme, commune=commune)
    found = compare([a_groupe(2, droit="", is_droit_connu=False)], droit)
    assert (found.desaccords, found.ecarts) == ((), ())


def test_the_most_precise_place_comes_first() -> None:
    precise = a_droit_de(nombre=2, reference="", programme="Les Goélands")
    wide = a_droit_de(nombre=1, reference="", commune=None)
    found = compare([a_groupe(2, droit="", is_droit_connu=False)], precise, wide)
    assert [(e.programme, e.registre, e.liste) for e in found.ecarts] == [("", 1, 0)]


def test_a_line_without_reference_may_count_with_lines_that_cite_theirs() -> None:
    found = compare([a_groupe(2), a_groupe(1, droit="", is_droit_connu=False)], a_droit_de(nombre=2))
    assert [(e.reference, e.registre, e.liste) for e in found.ecarts] == [("D1", 2, 3)]
    assert genres(found) == {"nombre_different": 1}


def test_a_list_may_name_the_user_of_a_right() -> None:
    droit = a_droit_de("EPCI", 2, reference="", utilisateur="VILLE")
    found = compare([a_groupe(2, droit="", is_droit_connu=False)], droit)
    assert (found.desaccords, found.ecarts) == ((), ())


def test_droits_uniques_have_no_dwelling_to_list() -> None:
    found = compare([a_groupe(1)], a_droit_de(nombre=1), a_droit_de("AL", 60, type_droit="unique", reference="U1"))
    assert found.ecarts == ()
    assert next(f.uniques for f in found.familles if f.famille == "action_logement") == 60


def test_without_any_list_only_the_families_are_compared() -> None:
    found = compare([GroupeLogements(7, "3", commune="01001")], a_droit_de(nombre=5))
    assert (found.desaccords, found.ecarts, found.genres, found.listes) == ((), (), ((),), 0)
    assert [(f.famille, f.registre, f.contreslog) for f in found.familles if not f.is_uniform] == [
        ("action_logement", 0, 7),
        ("collectivites", 5, 0),
    ]


def test_what_is_to_correct_comes_first_then_the_largest() -> None:
    groupes = [a_groupe(9, titulaire="ETAT", contingent="7"), a_groupe(2, contingent="7"), a_groupe(5, contingent="3")]
    found = compare(groupes, a_droit_de(nombre=16))
    assert [d.genre.code for d in found.desaccords] == ["autre_famille", "code_7", "code_7_etat"]


groupes = st.builds(
    a_groupe,
    st.integers(1, 50),
    contingent=st.none() | st.sampled_from(list(CONTINGENTS)),
    is_exclu=st.booleans(),
    etat=st.sampled_from([None, "a_venir", "en_cours", "echue"]),
    titulaire=st.sampled_from(list(TYPES)),
    droit=st.sampled_from(["", "D1", "D9"]),
    programme=st.sampled_from(["", "Les Goélands"]),
    is_droit_connu=st.booleans(),
    is_autre=st.booleans(),
    is_dans_parc=st.booleans(),
    is_double=st.booleans(),
    is_premiere=st.booleans(),
)
droits = st.builds(a_droit_de, st.sampled_from(list(TYPES)), st.integers(0, 40), reference=st.sampled_from(["", "D1"]))


@given(st.lists(groupes, max_size=8), st.lists(droits, max_size=4))
def test_counts_are_those_of_the_groups(rows: list[GroupeLogements], register: list[DroitReservation]) -> None:
    found = compare(rows, *register)
    assert len(found.genres) == len(rows)
    for desaccord in found.desaccords:
        code = desaccord.genre.code
        if desaccord.genre.lignes == "droits":
            assert desaccord.nombre == sum(e.genre == code for e in found.ecarts)
            continue
        named = [g for g, codes in zip(rows, found.genres, strict=True) if code in codes]
        counted = [g for g in named if g.is_premiere or code != "reserve_deux_fois"]
        assert desaccord.nombre == sum(g.logements for g in counted)
        assert 0 <= desaccord.eligibles <= desaccord.nombre
        assert desaccord.effet == desaccord.eligibles * TAUX
    assert {code for codes in found.genres for code in codes} <= set(GENRES)


@given(st.lists(groupes, min_size=1, max_size=6), st.lists(droits, max_size=4))
def test_splitting_a_group_changes_nothing(rows: list[GroupeLogements], register: list[DroitReservation]) -> None:
    ones = [
        GroupeLogements(1, *(getattr(g, name) for name in g.__slots__[1:])) for g in rows for _ in range(g.logements)
    ]
    whole, split = compare(rows, *register), compare(ones, *register)
    assert (whole.desaccords, whole.ecarts, whole.familles) == (split.desaccords, split.ecarts, split.familles)
