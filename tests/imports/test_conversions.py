from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.imports.colonnes import Colonne
from gef.imports.conversions import (
    clean,
    convertir,
    is_absent,
    is_date_de_tableur,
    is_refuse,
    is_scientifique,
    read_fraction,
    undo_tableur,
)


def read_one(texte: str | None, **traits: Any) -> Any:
    colonne = Colonne("x", "X", "x", **traits)
    return pl.DataFrame({"x": [texte]}, schema={"x": pl.String}).select(convertir(colonne).alias("v")).item()


@pytest.mark.parametrize(
    ("nature", "texte", "valeur"),
    [
        ("texte", "abc", "abc"),
        ("entier", "12", 12),
        ("entier", "12.0", None),
        ("entier", "1e3", None),
        ("entier", "douze", None),
        ("annee", "1974", 1974),
        ("annee", "74", 74),
        ("surface", "62", 62),
        ("surface", "62,4", 62),
        ("surface", "62.5", 63),
        ("surface", "62 m²", None),
        ("surface", "-3", None),
        ("commune", "06029", "06029"),
        ("commune", "2a004", "2A004"),
        ("commune", "97411", "97411"),
        ("commune", "6029", None),
        ("commune", "06 029", None),
        ("commune", "2C004", None),
        ("postal", "06400", "06400"),
        ("postal", "6400", None),
        ("date", "01/03/1980", date(1980, 3, 1)),
        ("date", "1980-03-01", date(1980, 3, 1)),
        ("date", "1/3/1980", date(1980, 3, 1)),
        ("date", "01/03/80", None),
        ("date", "30/02/1980", None),
        ("date", "mars 1980", None),
        ("mois", "09/2019", date(2019, 9, 1)),
        ("mois", "2019-09", date(2019, 9, 1)),
        ("mois", "17/09/2019", date(2019, 9, 1)),
        ("mois", "13/2019", None),
        ("mois", "09/19", None),
        ("fraction", "0,25", "0,25"),
        ("fraction", "25 %", "25 %"),
        ("fraction", "1/4", "1/4"),
        ("fraction", "25", None),
        ("fraction", "5/4", None),
        ("fraction", "101 %", None),
        ("fraction", "1,1", None),
        ("portee", "Département", "departement"),
        ("portee", "epci:200039915", "epci:200039915"),
        ("portee", "Commune : 2A004", "commune:2A004"),
        ("portee", "la ville", None),
    ],
)
def test_a_cell_is_read_or_is_nothing(nature: Any, texte: str, valeur: object) -> None:
    assert read_one(texte, nature=nature) == valeur


@pytest.mark.parametrize(
    "nature", ["texte", "entier", "commune", "postal", "date", "mois", "fraction", "portee", "surface"]
)
def test_an_empty_cell_stays_empty(nature: Any) -> None:
    assert read_one(None, nature=nature) is None


def test_codes_are_matched_in_capitals() -> None:
    assert read_one("c", nature="code", codes={"C": "collectif"}) == "collectif"
    assert read_one("z", nature="code", codes={"C": "collectif"}) is None
    assert read_one("Oui", nature="booleen", codes={"OUI": "oui", "NON": "non"}) is True
    assert read_one("non", nature="booleen", codes={"OUI": "oui", "NON": "non"}) is False
    assert read_one("2", nature="booleen", codes={"OUI": "oui"}) is None


def test_bounds_are_those_of_the_nature() -> None:
    assert read_one("0", nature="entier", minimum=1) is None
    assert read_one("10", nature="entier", maximum=9) is None
    assert read_one("abc", minimum=3, maximum=3) == "abc"
    assert read_one("abcd", minimum=3, maximum=3) is None
    assert read_one("01/01/2027", nature="date", maximum=2026) is None


def test_a_lost_zero_is_put_back_only_where_it_is_allowed() -> None:
    assert read_one("6029", nature="commune", is_reparable=True) == "06029"
    assert read_one("602", nature="commune", is_reparable=True) is None
    assert read_one("6400", nature="postal", is_reparable=True) == "06400"


@pytest.mark.parametrize(
    ("texte", "scientifique", "en_date"),
    [
        ("6.1992028512324E+020", True, False),
        ("6,2e+15", True, False),
        ("06E123", False, False),
        ("7190-01-01", False, True),
        ("01/02/2024", False, True),
        ("06/1980/03/79444", False, False),
        ("0008-T4-01", False, False),
    ],
)
def test_what_a_spreadsheet_ruined_is_seen_and_lost(texte: str, scientifique: bool, en_date: bool) -> None:  # noqa: FBT001
    table = pl.DataFrame({"x": [texte]})
    assert table.select(is_scientifique(pl.col("x"))).item() is scientifique
    assert table.select(is_date_de_tableur(pl.col("x"))).item() is en_date
    assert read_one(texte, is_fragile=True) == (None if scientifique or en_date else texte)


def test_cells_are_trimmed_and_blanks_are_nothing() -> None:
    table = pl.DataFrame({"x": [" a\xa0", "\t\u202f", "", None]})
    assert table.select(clean(pl.col("x"))).to_series().to_list() == ["a", None, None, None]


def test_the_zero_that_software_adds_is_dropped() -> None:
    table = pl.DataFrame({"x": ["6029.0", "6029,00", "6029.5", "6.029.0", "x.0"]})
    assert table.select(undo_tableur(pl.col("x"))).to_series().to_list() == ["6029", "6029", "6029.5", "6.029.0", "x.0"]


def test_absent_is_not_refused() -> None:
    colonne = Colonne("x", "X", "x", nature="entier", absents=frozenset({"NC"}))
    table = pl.DataFrame({"x": [None, "nc", "a", "1"]}).with_columns(convertir(colonne).alias("v"))
    assert table.select(is_absent(colonne)).to_series().to_list() == [True, True, False, False]
    assert table.select(is_refuse(colonne, pl.col("v"))).to_series().to_list() == [False, False, True, False]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_reads_alike_in_both_spellings(jour: date) -> None:
    for ecrite in (f"{jour:%d/%m/%Y}", jour.isoformat()):
        assert read_one(ecrite, nature="date") == jour
        assert read_one(ecrite, nature="mois") == jour.replace(day=1)


@given(st.integers(0, 10_000))
def test_shares_are_exact(dix_millemes: int) -> None:
    exacte = Fraction(dix_millemes, 10_000)
    decimale = f"{dix_millemes // 10_000},{dix_millemes % 10_000:04}"
    pourcent = f"{dix_millemes // 100},{dix_millemes % 100:02} %"
    for ecrite in (decimale, decimale.replace(",", "."), pourcent, f"{dix_millemes}/10000"):
        assert read_one(ecrite, nature="fraction") == ecrite
        assert read_fraction(ecrite) == exacte


@pytest.mark.parametrize("texte", ["1,5", "-0,1", "un quart", "150 %"])
def test_what_is_no_share_is_refused(texte: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_fraction(texte)
