"""The register of rights with its delegations, and the operations that create rights."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from gef.core.registre_droits import MODES_GESTION
from gef.imports.modeles import LectureModele
from gef.imports.modeles_droits import MODE_GESTION, OPERATIONS
from tests.builders_parc import DROIT, a_lecture_modele

OPERATION = {
    "operation": "OP-7",
    "programme": "Les Embruns",
    "commune": "06029",
    "logements": 27,
    "part_reservee": "1/5",
    "reservataire": "VILLE",
    "type": "commune",
    "portee": "commune:06029",
    "quotite": "50 %",
    "debut": date(2026, 3, 1),
}


def messages(lecture: LectureModele) -> list[str]:
    return [f"{a.gravite} : {a.message}" for a in lecture.rapport.anomalies]


def test_modes_are_those_of_the_core() -> None:
    assert set(MODE_GESTION.codes.values()) == set(MODES_GESTION)


def test_a_file_without_the_new_columns_is_still_read() -> None:
    [ligne] = a_lecture_modele("droits", DROIT).lignes
    assert (ligne["reference"], ligne["utilisateur"], ligne["part_garantie"]) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({"utilisateur": "VILLE"}, "droit délégué à son propre titulaire, « VILLE » lu"),
        ({"delegation_debut": date(2020, 1, 1)}, "délégation datée sans utilisateur ; attendu : le code du compte"),
        ({"delegation_fin": date(2020, 1, 1)}, "délégation datée sans utilisateur"),
        (
            {"utilisateur": "CD", "delegation_debut": date(2020, 1, 1), "delegation_fin": date(2020, 1, 1)},
            "délégation finie avant son début, « 01/01/2020 » lu",
        ),
        ({"part_garantie": "110 %"}, "part illisible, « 110 % » lu"),
    ],
)
def test_a_delegation_that_contradicts_itself_is_left_out(changes: dict[str, object], attendu: str) -> None:
    lecture = a_lecture_modele("droits", DROIT | changes)
    assert lecture.lignes == ()
    [message] = messages(lecture)
    assert message.startswith("bloquant : Ligne 2")
    assert attendu in message


def test_an_unknown_mode_is_read_as_unknown() -> None:
    lecture = a_lecture_modele("droits", DROIT | {"mode_gestion": "au mieux"})
    assert lecture.lignes[0]["mode_gestion"] is None
    assert "code hors liste, « au mieux » lu" in messages(lecture)[0]


def test_a_reference_names_one_line_of_an_account() -> None:
    rows = [DROIT | {"reference": "DR-1"}, DROIT | {"reference": "DR-1", "nombre": 5}, DROIT, DROIT | {"nombre": 5}]
    lecture = a_lecture_modele("droits", *rows)
    assert [ligne["ligne"] for ligne in lecture.lignes] == [2, 4, 5]
    assert messages(lecture) == [
        (
            "bloquant : Ligne 3 : en double : reference, reservataire, « DR-1, VILLE » lu ; "
            "attendu : une valeur unique ; déjà en ligne 2."
        )
    ]


def test_an_operation_has_one_row_per_guarantor() -> None:
    rows = [OPERATION, OPERATION | {"reservataire": "CD", "type": "departement", "portee": "departement"}, OPERATION]
    lecture = a_lecture_modele("operations", *rows)
    assert [(ligne["reservataire"], ligne["quotite"]) for ligne in lecture.lignes] == [
        ("VILLE", Fraction(1, 2)),
        ("CD", Fraction(1, 2)),
    ]
    assert "en double : operation, reservataire, « OP-7, VILLE » lu" in messages(lecture)[0]


@pytest.mark.parametrize("colonne", [c.nom for c in OPERATIONS if c.obligatoire])
def test_an_operation_that_lacks_something_is_left_out(colonne: str) -> None:
    assert a_lecture_modele("operations", OPERATION | {colonne: ""}).lignes == ()


def test_a_loan_is_repaid_after_the_right_begins() -> None:
    lecture = a_lecture_modele("operations", OPERATION | {"echeance_pret": date(2026, 3, 1)})
    assert "prêt remboursé avant le début" in messages(lecture)[0]
