"""Each rule doubts what it says, and nothing beside."""

from __future__ import annotations

import polars as pl
import pytest
from tests.builders_parc import a_logement

from gef.actions.plausibilite import list_regles
from gef.actions.qualite import CHAMP_PAR_CODE
from gef.imports.parc import read_parc

SANS_QPV, PARIS_18, OUTRE_MER = "06018", "75118", "97411"
TITRES = (
    *("IDENT_INT", "DEPCOM", "QPV", "TYPECONST", "NBPIECE", "SURFHAB", "CONSTRUCT", "LOCAT", "FINAN", "CONV"),
    *("DATCONV", "MODE", "LOYERPRINC", "CONTRESLOG"),
)
ORDINAIRE: dict[str, object] = {
    **{nom: a_logement(1).get(nom, "") for nom in TITRES},
    "DEPCOM": "06029",
    "QPV": 2,
    "NBPIECE": 3,
    "SURFHAB": 62,
    "CONSTRUCT": 1974,
    "LOCAT": 1975,
    "FINAN": "12",
    "DATCONV": "01/03/1980",
    "MODE": 1,
    "LOYERPRINC": 402,
    "CONTRESLOG": 2,
}


def doubts(**changes: object) -> set[str]:
    row = ORDINAIRE | changes
    content = ";".join(TITRES) + "\n" + ";".join(str(row[nom]) for nom in TITRES) + "\n"
    table = read_parc(content.encode(), nom="parc.csv").table
    return {r.code for r in list_regles() if table.select(r.faute.fill_null(value=False)).item()}


def test_an_ordinary_dwelling_raises_no_doubt() -> None:
    assert doubts() == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"QPV": 1, "DEPCOM": SANS_QPV}, "qpv_sans_quartier"),
        ({"SURFHAB": 400}, "surface_et_pieces"),
        ({"SURFHAB": 20}, "surface_et_pieces"),
        ({"CONSTRUCT": 1976}, "location_avant_construction"),
        ({"CONSTRUCT": 1987, "LOCAT": 1988}, "convention_avant_chantier"),
        ({"FINAN": "50", "CONSTRUCT": 1961}, "hbm_recent"),
        ({"FINAN": "52", "CONSTRUCT": 1986, "LOCAT": 1988}, "avant_1977_recent"),
        ({"FINAN": "13"}, "plus_avant_1999"),
        ({"MODE": 9}, "sorti_du_patrimoine"),
        ({"FINAN": "16"}, "pli_reserve"),
        ({"LOYERPRINC": 0}, "loyer_nul"),
        ({"LOYERPRINC": 40}, "loyer_et_surface"),
        ({"LOYERPRINC": 2500}, "loyer_et_surface"),
    ],
)
def test_a_rule_doubts_what_it_says(changes: dict[str, object], code: str) -> None:
    assert doubts(**changes) == {code}


@pytest.mark.parametrize(
    "changes",
    [
        {"QPV": 1},
        {"QPV": 1, "DEPCOM": PARIS_18},
        {"QPV": 1, "DEPCOM": OUTRE_MER},
        {"QPV": "", "DEPCOM": SANS_QPV},
        {"NBPIECE": ""},
        {"LOYERPRINC": 9999},
        {"MODE": 2, "LOYERPRINC": 0},
        {"FINAN": "16", "CONTRESLOG": 7},
        {"FINAN": "16", "CONTRESLOG": ""},
        {"FINAN": "52", "CONSTRUCT": 1982, "LOCAT": 1984},
        {"CONSTRUCT": 1986, "LOCAT": 1988},
    ],
)
def test_what_is_plausible_or_unknown_raises_no_doubt(changes: dict[str, object]) -> None:
    assert doubts(**changes) == set()


def test_every_rule_has_a_field_and_a_source() -> None:
    regles = list_regles()
    assert len({regle.code for regle in regles}) == len(regles)
    assert {regle.champ for regle in regles} <= set(CHAMP_PAR_CODE)
    assert all(regle.source and regle.libelle for regle in regles)
    assert all(isinstance(regle.faute, pl.Expr) for regle in regles)
