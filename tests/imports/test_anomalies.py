from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gef.imports.anomalies import (
    EXEMPLES_MAX,
    VALEUR_MAX,
    Anomalie,
    Cause,
    Collecteur,
    Ecart,
    RapportImport,
    format_nombre,
    rediger,
    shorten,
)


def a_rapport(*causes: Cause, lues: int = 10, retenues: int = 8) -> RapportImport:
    return RapportImport(
        "parc_csv", "parc.csv", "ab" * 32, 120, "utf-8", ";", lues, retenues, causes=causes, completude={"commune": 8}
    )


def a_cause(gravite: str, ligne: int, nombre: int = 1) -> Cause:
    anomalie = Anomalie(ligne, "QPV", "3", "1 ou 2", "…", gravite)  # type: ignore[arg-type]
    return Cause("illisible", "QPV hors liste", "QPV", gravite, nombre, (anomalie,))  # type: ignore[arg-type]


def test_a_sentence_says_where_what_and_what_was_expected() -> None:
    assert rediger("Code commune inconnu", "DEPCOM", Ecart(1086, "06999", "un code du COG")) == (
        "Ligne 1\u202f086, colonne DEPCOM : code commune inconnu, « 06999 » lu ; attendu : un code du COG."
    )
    assert rediger("Valeur absente", "FINAN", Ecart(2, None, "un code")) == (
        "Ligne 2, colonne FINAN : valeur absente ; attendu : un code."
    )
    assert rediger("Feuilles non lues", "", Ecart(0, "B", "")) == "Fichier : feuilles non lues, « B » lu."


def test_values_shown_are_short_and_printable() -> None:
    assert shorten(None) is None
    assert shorten("a\x07b\n") == "a�b�"
    assert shorten("x" * 5_000) == "x" * VALEUR_MAX + "…"


@given(st.integers(0, 10**12))
def test_counts_are_written_with_their_digits(nombre: int) -> None:
    ecrit = format_nombre(nombre)
    assert ecrit.replace("\u202f", "") == str(nombre)
    assert all(len(groupe) == 3 for groupe in ecrit.split("\u202f")[1:])


def test_a_million_defects_make_one_cause_with_few_examples() -> None:
    collecteur = Collecteur()
    for lot in range(10):
        ecarts = [Ecart(lot * 300 + n, "x", "y") for n in range(300)]
        collecteur.add("illisible", "QPV", "QPV hors liste", "a_corriger", nombre=100_000, ecarts=ecarts)
    [cause] = collecteur.causes()
    assert cause.nombre == 1_000_000
    assert [a.ligne for a in cause.exemples] == list(range(EXEMPLES_MAX))
    assert collecteur.places("illisible", "QPV") == 0
    assert collecteur.places("illisible", "FINAN") == EXEMPLES_MAX


def test_causes_come_gravest_first_then_most_frequent() -> None:
    collecteur = Collecteur()
    for code, gravite, nombre in (
        ("a", "information", 9),
        ("b", "bloquant", 1),
        ("c", "a_corriger", 5),
        ("d", "bloquant", 4),
    ):
        collecteur.add(code, "", code, gravite, nombre=nombre, ecarts=[])  # type: ignore[arg-type]
    assert [c.code for c in collecteur.causes()] == ["d", "b", "c", "a"]


def test_a_report_is_acceptable_when_rows_are_kept_and_nothing_blocks_the_file() -> None:
    assert a_rapport(a_cause("bloquant", 4)).is_acceptable
    assert not a_rapport(a_cause("bloquant", 0)).is_acceptable
    assert a_rapport(a_cause("information", 0)).is_acceptable
    assert not a_rapport(retenues=0).is_acceptable


def test_a_report_counts_by_degree_and_sorts_by_row() -> None:
    rapport = a_rapport(a_cause("bloquant", 9, 7), a_cause("a_corriger", 3, 2), a_cause("information", 3, 1))
    assert rapport.lignes_ecartees == 2
    assert [rapport.count_anomalies(g) for g in ("bloquant", "a_corriger", "information")] == [7, 2, 1]
    assert [(a.ligne, a.gravite) for a in rapport.anomalies] == [(3, "a_corriger"), (3, "information"), (9, "bloquant")]


def test_a_report_travels_as_json() -> None:
    contenu = a_rapport(a_cause("a_corriger", 3)).to_dict()
    assert json.loads(json.dumps(contenu)) == {
        **json.loads(json.dumps(contenu)),
        "format": "parc_csv",
        "lignes_lues": 10,
        "lignes_ecartees": 2,
        "is_acceptable": True,
        "nombres": {"bloquant": 0, "a_corriger": 1, "information": 0},
        "completude": {"commune": 8},
    }
    assert contenu["causes"][0]["exemples"][0]["valeur"] == "3"
