from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from tests.outputs.tables_exemples import COLONNES, a_ligne, a_table

from gef.outputs.tables import (
    Colonne,
    Ligne,
    Table,
    TableInvalideError,
    afficher,
    afficher_libre,
    aplatir,
    ligne,
    nom_fichier,
    plier,
)


@pytest.mark.parametrize(
    ("nature", "valeur", "attendu"),
    [
        ("texte", "Lys", "Lys"),
        ("entier", 12345, "12\u202f345"),
        ("decimal", Fraction(468, 100), "4,68"),
        ("solde", Fraction(-6, 25), "−0,24"),
        ("taux", Fraction(4, 23), "17,4\u202f%"),
        ("date", date(2026, 2, 28), "28\u00a0février\u00a02026"),
        ("oui_non", False, "non"),
        ("oui_non", True, "oui"),
        ("mixte", Fraction(1, 3), "0,3333 (1/3)"),
        ("mixte", 12345, "12\u202f345"),
        ("mixte", "dit", "dit"),
    ],
)
def test_afficher_follows_the_nature(nature, valeur, attendu) -> None:
    assert afficher(Colonne("c", "C", nature), valeur) == attendu


def test_afficher_names_codes_and_says_what_is_missing() -> None:
    colonne = Colonne("c", "C", "code", libelles={"plai": "PLAI"}, absent="non renseigné")
    assert [afficher(colonne, v) for v in ("plai", "inconnu", None)] == ["PLAI", "inconnu", "non renseigné"]


def test_decimales_of_the_column_win() -> None:
    assert afficher(Colonne("t", "T", "taux", decimales=2), Fraction(685, 10000)) == "6,85\u202f%"


@pytest.mark.parametrize(
    ("nature", "valeur"),
    [("entier", Fraction(1, 2)), ("entier", True), ("solde", "0,60"), ("solde", True), ("date", "2026-02-28"), ("oui_non", 1), ("texte", 4), ("taux", 0.5)],
)  # fmt: skip
def test_a_value_of_another_nature_is_refused_with_its_place(nature, valeur) -> None:
    with pytest.raises(TableInvalideError, match="Table « t », ligne 2, colonne « c »"):
        Table("t", "T", (Colonne("c", "C", nature),), (Ligne({}), Ligne({"c": valeur})))


def test_an_unknown_column_is_refused_in_the_total_too() -> None:
    with pytest.raises(TableInvalideError, match="total : colonne « x » inconnue"):
        Table("t", "T", (Colonne("c", "C"),), (), total=Ligne({"x": "a"}))


@pytest.mark.parametrize("colonnes", [(), (Colonne("c", "C"), Colonne("c", "D"))])
def test_columns_are_needed_and_distinct(colonnes) -> None:
    with pytest.raises(TableInvalideError, match="de codes tous différents"):
        Table("t", "T", colonnes, ())


def test_ligne_needs_one_value_per_column() -> None:
    with pytest.raises(TableInvalideError, match="Ligne de 1 valeurs ; attendu : 7"):
        ligne(COLONNES, "Ville de Lys")


def test_aplatir_moves_second_lines_to_columns_and_loses_none() -> None:
    detaillee = replace(a_ligne(), details={"nom": "en QPV", "recus": "dont 1 en 2025"})
    plate = aplatir(a_table(detaillee, a_ligne("Ville de Fontaine")))
    assert [c.code for c in plate.colonnes][:5] == ["nom", "nom.precision", "financement", "recus", "recus.precision"]
    assert plate.lignes[0].valeurs["recus.precision"] == "dont 1 en 2025"
    assert plate.lignes[1].valeurs.get("nom.precision") is None
    assert not any(ligne.details for ligne in plate.lignes)


def test_aplatir_leaves_a_plain_table_alone() -> None:
    table = a_table(a_ligne(), total=Ligne({"nom": "Ensemble"}))
    assert aplatir(table) == table


@pytest.mark.parametrize(
    ("texte", "plie"), [("Évian", "evian"), ("ŒUVRE", "oeuvre"), ("L’Haÿ", "l'hay"), ("Strasse ß", "strasse ss")]
)
def test_plier(texte: str, plie: str) -> None:
    assert plier(texte) == plie


def test_nom_fichier_falls_back_on_the_code() -> None:
    assert nom_fichier(a_table(titre="…"), date(2026, 1, 2), "xlsx") == "soldes-2026-01-02.xlsx"


def test_structuree_is_known_by_its_rows() -> None:
    assert not a_table(a_ligne()).is_structuree
    assert a_table(a_ligne(), replace(a_ligne(), genre="soustotal")).is_structuree


def test_a_fraction_too_long_to_be_read_is_left_to_the_files() -> None:
    assert afficher_libre(Fraction(29334881288246177, 880093027692000)) == "≈\u202f33,3316"
    assert afficher_libre(Fraction(1, 3)) == "0,3333 (1/3)"
