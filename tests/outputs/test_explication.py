from __future__ import annotations

import json
from fractions import Fraction

import pytest
from tests.outputs.tables_exemples import a_explication

from gef.core.motifs import Etape, Explication
from gef.outputs.explication import (
    accorder,
    ecrire_valeur,
    encode_explication,
    explication_table,
    lignes_expliquees,
)
from gef.outputs.json import write_json

FINE, INSECABLE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("valeur", "unite", "attendu"),
    [
        (254, "logements", f"254{INSECABLE}logements"),
        (Fraction(4, 5), "logements par an", f"0,8{INSECABLE}logement par an"),
        (Fraction(3, 10), "fraction", f"30{FINE}%"),
        (Fraction(685, 10000), "fraction", f"6,85{FINE}%"),
        (Fraction(1, 3), "fraction", f"33,33 (100/3){FINE}%"),
        (12345, "", f"12{FINE}345"),
        ("au choix", "logements", "au choix"),
    ],
)
def test_a_value_is_written_with_its_unit(valeur, unite, attendu) -> None:
    assert ecrire_valeur(Etape("e", "E", valeur, unite)) == attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"), [(1, "logement"), (Fraction(-3, 2), "logement"), (2, "logements"), (-2, "logements")]
)
def test_units_agree(valeur, attendu) -> None:
    assert accorder("logements", valeur) == attendu


def test_lines_keep_the_order_and_mark_the_result() -> None:
    lignes = lignes_expliquees(a_explication())
    assert [ligne.libelle for ligne in lignes] == ["Solde reporté", "Part de la Ville", "Règle", "Solde"]
    assert [ligne.is_resultat for ligne in lignes] == [False, False, False, True]
    assert lignes[-1].calcul == "0,56 + 17 × 12 % − 2"


def test_the_table_holds_exact_values_and_ends_with_the_result() -> None:
    table = explication_table(a_explication())
    assert [ligne.valeurs["valeur"] for ligne in table.lignes] == [
        Fraction(14, 25),
        Fraction(3, 25),
        "décompte à l’orientation",
    ]
    assert table.total is not None
    assert table.total.valeurs["valeur"] == Fraction(1, 3)
    assert [ligne.marques for ligne in table.lignes] == [{}, {"nature": "local"}, {"nature": "legal"}]
    assert table.lignes[2].liens == {"source": "https://x.test"}
    assert [s.reference for s in table.sources] == ["Bilan 2025", "Convention, annexe 2", "CCH art. R. 441-5"]


def test_an_empty_calculation_is_an_empty_table() -> None:
    table = explication_table(Explication("Rien", ()))
    assert (table.lignes, table.total) == ((), None)


def test_the_proof_is_exact() -> None:
    lu = json.loads(write_json(encode_explication(a_explication())))
    assert lu["titre"] == "Solde de la Ville de Lys"
    assert lu["etapes"][1]["valeur"] == {"exact": "3/25", "decimal": "0.12"}
    assert lu["etapes"][1]["source"] == {"reference": "Convention, annexe 2", "nature": "locale", "lien": ""}
    assert lu["etapes"][3]["source"] is None
