"""From a dossier to the disagreements: each of those that were put in the small world is found, with its dwelling."""

from __future__ import annotations

import pytest
from tests.actions.petit_etat import a_liste, a_petit_dossier
from tests.builders import JOUR

from gef.actions.rapprochement import Rapprochement, rapprocher_dossier
from gef.actions.releves import preparer_releves


@pytest.fixture(scope="module")
def found() -> Rapprochement:
    return rapprocher_dossier(preparer_releves(a_petit_dossier(), JOUR))


@pytest.mark.parametrize(
    ("genre", "logements"),
    [
        ("autre_famille", ["LY00000003"]),
        ("code_7", ["LY00000004"]),
        ("code_7_etat", ["LY00000007"]),
        ("etat_hors_part", ["LY00000008"]),
        ("reservation_echue", ["LY00000009"]),
        ("hors_liste", ["LY00000011"]),
        ("absent_du_parc", [None]),
        ("reserve_deux_fois", ["LY00000010", "LY00000010"]),
        ("droit_inconnu", []),
    ],
)
def test_each_disagreement_gives_its_dwellings(found: Rapprochement, genre: str, logements: list[str | None]) -> None:
    assert found.list_logements(genre).get_column("ident_rep").to_list() == logements


def test_a_dwelling_reserved_twice_is_one_dwelling_of_two_lines(found: Rapprochement) -> None:
    double = found.desaccords.find("reserve_deux_fois")
    assert double is not None
    assert (double.nombre, double.reservataires) == (1, ("AL", "VILLE"))
    assert found.list_logements("reserve_deux_fois").get_column("titulaire").to_list() == ["AL", "VILLE"]


def test_rights_are_compared_to_their_lines(found: Rapprochement) -> None:
    ecarts = [(e.titulaire, e.reference, e.registre, e.liste) for e in found.desaccords.ecarts]
    # A1: one line is over, one dwelling is reserved twice, one is not in the parc.
    assert ecarts == [("AL", "A1", 3, 2), ("CAF", "C1", 4, 0), ("ETAT-P", "P1", 2, 3)]


def test_every_dwelling_and_every_line_is_read_once(found: Rapprochement) -> None:
    assert found.lignes.height == 14  # twelve lines, and the two dwellings that nobody's list names
    assert found.desaccords.listes == 11
    assert {f.famille: (f.registre, f.liste, f.contreslog) for f in found.desaccords.familles} == {
        "etat": (2, 3, 2),
        "action_logement": (3, 2, 3),
        "collectivites": (6, 6, 4),
        "autres": (4, 0, 0),
    }


def test_without_a_list_nothing_is_held_against_the_parc() -> None:
    found = rapprocher_dossier(preparer_releves(a_petit_dossier(reservations=a_liste()), JOUR))
    assert found.desaccords.desaccords == ()
    assert found.list_logements("hors_liste").height == 0


def test_an_excluded_dwelling_weighs_nothing_on_the_flux() -> None:
    nice = a_liste(("LY00000012", "VILLE", "V1", None))  # a PLI, coded 7
    found = rapprocher_dossier(preparer_releves(a_petit_dossier(reservations=nice), JOUR))
    code_7 = found.desaccords.find("code_7")
    assert code_7 is not None
    assert (code_7.nombre, code_7.eligibles, code_7.effet) == (1, 0, 0)
