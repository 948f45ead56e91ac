"""Classes of the residences and needs out of the flux, brought as files."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from gef.core.besoins import CATEGORIES_BESOIN
from gef.core.residences import CLASSES
from gef.imports.modeles import read_modele
from gef.imports.modeles_contexte import BESOINS, RESIDENCES
from tests.builders_parc import a_lecture_modele
from tests.imports.fabrique import a_xlsx

RESIDENCE = {"commune": "06029", "programme": "Les Goélands", "classe": "accueillir", "depuis": date(2026, 3, 2)}
SOUHAIT: dict[str, object] = {
    "reservataire": "VILLE",
    "part": "2/5",
    "typologie": "T2",
    "debut": date(2026, 1, 1),
    "document": "lettre",
}
REGLAGE: dict[str, object] = {"regle": "plus en retard", "debut": date(2026, 1, 1), "document": "comité"}
BESOIN = {"reference": "M-1", "categorie": "mutations", "declare_le": date(2026, 1, 5)}


def test_codes_are_those_of_the_core() -> None:
    assert set(RESIDENCES[2].codes.values()) == set(CLASSES)
    assert set(BESOINS[1].codes.values()) == set(CATEGORIES_BESOIN)


@pytest.mark.parametrize(
    ("written", "classe"),
    [("Peut accueillir", "accueillir"), ("à rééquilibrer", "reequilibrer"), ("maintenir", "equilibrer")],
)
def test_a_class_is_read_by_its_label(written: str, classe: str) -> None:
    [ligne] = a_lecture_modele("residences", RESIDENCE | {"classe": written}).lignes
    assert (ligne["classe"], ligne["depuis"], ligne["motif"]) == (classe, date(2026, 3, 2), None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"classe": "fragile"}, "code hors liste, « fragile » lu"),
        ({"programme": ""}, "valeur absente"),
        ({"depuis": "2 mars"}, "date refusée, « 2 mars » lu"),
        ({"commune": "Cannes"}, "code commune mal formé, « Cannes » lu"),
    ],
)
def test_a_class_that_cannot_be_read_is_left_out(changes: dict[str, object], said: str) -> None:
    lecture = a_lecture_modele("residences", RESIDENCE | changes)
    assert lecture.lignes == ()
    assert said in " ".join(anomalie.message for anomalie in lecture.rapport.anomalies)


def test_one_residence_has_one_class_on_a_day() -> None:
    lecture = a_lecture_modele("residences", RESIDENCE, RESIDENCE | {"classe": "equilibrer"})
    assert len(lecture.lignes) == 1
    assert lecture.rapport.doublons == 1


def test_a_need_asks_for_several_typologies_and_places() -> None:
    rows = [
        BESOIN,
        BESOIN | {"reference": "M-2", "typologies": "T3, t2|F5", "territoires": "06029; epci:200039915, commune:2a004"},
    ]
    bare, full = a_lecture_modele("besoins", *rows).lignes
    assert (bare["typologies"], bare["territoires"], bare["prioritaire"], bare["nombre"]) == (None, None, None, None)
    assert full["typologies"] == ("T2", "T3", "T5+")
    assert full["territoires"] == ("commune:06029", "commune:2A004", "epci:200039915")


def test_codes_of_a_workbook_are_read_too() -> None:
    row = ["M-1", "ANRU", "T3;T4", "200039915", "oui", 2, "05/01/2026", None]
    content = a_xlsx(("Feuille", [[c.nom for c in BESOINS], row]))
    [ligne] = read_modele(content, nom="besoins.xlsx", modele="besoins").lignes
    assert (ligne["categorie"], ligne["territoires"], ligne["prioritaire"], ligne["nombre"]) == (
        "anru",
        ("epci:200039915",),
        True,
        2,
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"categorie": "vente"}, "« vente » lu"),
        ({"typologies": "T3, T9+"}, "« T3, T9+ » lu"),
        ({"territoires": "06029, Cannes"}, "« 06029, Cannes » lu"),
        ({"territoires": "departement"}, "« departement » lu"),
        ({"nombre": "0"}, "« 0 » lu"),
        ({"reference": ""}, "valeur absente"),
    ],
)
def test_a_need_that_cannot_be_read_is_left_out(changes: dict[str, object], said: str) -> None:
    lecture = a_lecture_modele("besoins", BESOIN | changes)
    assert lecture.lignes == ()
    assert said in " ".join(anomalie.message for anomalie in lecture.rapport.anomalies)


def test_a_priority_that_cannot_be_read_is_not_known() -> None:
    lecture = a_lecture_modele("besoins", BESOIN | {"prioritaire": "peut-être"})
    assert [ligne["prioritaire"] for ligne in lecture.lignes] == [None]
    assert lecture.rapport.lignes_a_corriger == 1


@pytest.mark.parametrize(
    ("modele", "row", "changes", "said"),
    [
        ("souhaits", SOUHAIT, {"typologie": "T9+"}, "« T9+ » lu"),
        ("souhaits", SOUHAIT, {"part": "40"}, "« 40 » lu"),
        ("souhaits", SOUHAIT, {"qpv": "peut-être"}, "« peut-être » lu"),
        ("souhaits", SOUHAIT, {"territoire": "Cannes"}, "« Cannes » lu"),
        ("souhaits", SOUHAIT, {"document": ""}, "valeur absente"),
        ("reglages", REGLAGE, {"regle": "humeur"}, "« humeur » lu"),
        ("reglages", REGLAGE, {"debut": ""}, "valeur absente"),
        ("reglages", REGLAGE, {"fin": date(2025, 1, 1)}, "in avant le début"),
    ],
)
def test_a_wish_or_a_setting_that_cannot_be_read_is_left_out(
    modele: str, row: dict[str, object], changes: dict[str, object], said: str
) -> None:
    lecture = a_lecture_modele(modele, row | changes)
    assert lecture.lignes == ()
    assert said in " ".join(anomalie.message for anomalie in lecture.rapport.anomalies)


def test_a_wish_and_a_setting_are_read_whole() -> None:
    [wish] = a_lecture_modele("souhaits", SOUHAIT | {"territoire": "06029", "qpv": "non"}).lignes
    assert (wish["part"], wish["territoire"], wish["qpv"], wish["typologie"]) == (
        Fraction(2, 5),
        ("commune:06029",),
        False,
        "T2",
    )
    [setting] = a_lecture_modele("reglages", REGLAGE | {"seuil": "0,9"}).lignes
    assert (setting["regle"], setting["seuil"], setting["profil"], setting["fin"]) == ("retard", "0,9", None, None)
