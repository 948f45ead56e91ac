from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outputs.tables_exemples import a_ligne, a_table

from gef.outputs.json import encode_table, encode_valeur, write_json
from gef.outputs.tables import Ligne


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (None, None),
        (True, True),
        ("plai", "plai"),
        (4, 4),
        (Fraction(8, 2), 4),
        (Decimal("0.25"), {"exact": "1/4", "decimal": "0.25"}),
        (Fraction(-2, 3), {"exact": "-2/3", "decimal": "-0.666666666667"}),
        (date(2026, 2, 28), "2026-02-28"),
    ],
)
def test_encoding(valeur, attendu) -> None:
    assert encode_valeur(valeur) == attendu


@given(st.fractions())
def test_a_number_reads_back_exactly(valeur: Fraction) -> None:
    lu = json.loads(write_json(encode_valeur(valeur)))
    assert Fraction(lu if isinstance(lu, int) else lu["exact"]) == valeur


def test_a_table_carries_its_declaration_its_rows_and_its_sources() -> None:
    table = a_table(a_ligne("Évian"), total=Ligne({"nom": "Ensemble", "recus": 4}))
    lu = json.loads(write_json(encode_table(table)))
    assert [c["code"] for c in lu["colonnes"]] == ["nom", "financement", "recus", "solde", "taux", "depuis", "qpv"]
    assert lu["colonnes"][1]["libelles"] == {"plai": "PLAI", "plus": "PLUS", "pls": "PLS"}
    assert lu["lignes"][0]["nom"] == "Évian"
    assert lu["lignes"][0]["financement"] == "plus"
    assert lu["lignes"][0]["taux"] == {"exact": "4/23", "decimal": "0.173913043478"}
    assert lu["total"]["recus"] == 4
    assert lu["total"]["solde"] is None
    assert lu["notes"] == ["Soldes au 22 novembre 2026."]
    assert lu["sources"][0] == {
        "reference": "CCH art. R. 441-5",
        "nature": "legale",
        "lien": "https://exemple.test/r441-5",
    }


def test_accents_stay_readable() -> None:
    assert "Réservataire".encode() in write_json(encode_table(a_table()))
