from __future__ import annotations

from gef.imports.modeles_communs import (
    RESERVATAIRE,
    make_annee,
    make_code,
    make_date,
    make_logement,
    make_nombre,
    make_part,
    make_texte,
    with_libelles,
)


def test_codes_labels_and_synonyms_are_one() -> None:
    spellings = with_libelles({"bail": "bail signé"}, signature="bail")
    assert spellings == dict.fromkeys(["BAIL", "BAIL SIGNÉ", "SIGNATURE"], "bail")


def test_what_decides_of_a_right_blocks_and_a_comment_does_not() -> None:
    decisive = [
        make_date("d", "D"),
        make_code("c", "C", {"A": "a"}, "a"),
        make_nombre("n", "N", obligatoire=False),
        make_part("p", "P"),
        make_annee("a", "A"),
        make_logement("un nom"),
        RESERVATAIRE,
    ]
    assert {colonne.gravite for colonne in decisive} == {"bloquant"}
    assert make_texte("t", "T", 20).gravite == "a_corriger"
    assert make_texte("t", "T", 20, obligatoire=True).gravite == "bloquant"


def test_an_identifier_that_a_spreadsheet_ruined_is_looked_for() -> None:
    assert make_logement("un nom").is_fragile
