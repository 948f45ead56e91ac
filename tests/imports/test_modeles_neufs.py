"""The dwellings of a new programme: a lot that cannot be read blocks its row."""

from __future__ import annotations

import pytest

from tests.builders_parc import a_lecture_modele

LIGNE = {
    "programme": "P-1",
    "logement": "HL-0001",
    "typologie": "T3",
    "financement": "PLUS",
    "livre_le": "10/06/2026",
}


def test_a_whole_row_is_kept_as_read() -> None:
    [ligne] = a_lecture_modele("logements_neufs", LIGNE | {"surface_m2": "62", "reservataire": "VILLE"}).lignes
    assert (ligne["financement"], ligne["surface_m2"], ligne["reservataire"]) == ("PLUS", 62, "VILLE")
    assert str(ligne["livre_le"]) == "2026-06-10"


@pytest.mark.parametrize(
    ("champ", "valeur"), [("typologie", "loft"), ("financement", "PRET"), ("livre_le", "bientôt"), ("programme", "")]
)
def test_what_decides_of_the_delivery_is_left_aside_when_it_cannot_be_read(champ: str, valeur: str) -> None:
    lecture = a_lecture_modele("logements_neufs", LIGNE, LIGNE | {"logement": "HL-0002", champ: valeur})
    assert [ligne["logement"] for ligne in lecture.lignes] == ["HL-0001"]


def test_a_dwelling_is_delivered_once() -> None:
    assert len(a_lecture_modele("logements_neufs", LIGNE, LIGNE).lignes) == 1
