from __future__ import annotations

from pathlib import Path

import pytest

from gef.imports.colonnes import associer, find_by_entete
from gef.imports.parc import SCHEMA_PARC
from gef.imports.parc_colonnes import COLONNES_PARC, accept_oui_non, colonnes_parc
from gef.imports.rpls_depot import POSITIONS
from gef.imports.rpls_ouvert import COLONNES_2018

PAGE = Path(__file__).parents[2] / "docs" / "metier" / "imports.md"


def test_columns_bear_the_names_of_the_rpls() -> None:
    propres = {"ADRESSE", "TYPOLOGIE", "FINANCEMENT", "PLG_QP24", "LIBEPCI"}
    assert {c.nom for c in COLONNES_PARC} - set(POSITIONS) == propres
    assert len({c.nom for c in COLONNES_PARC}) == len(COLONNES_PARC)
    assert {c.nom for c in COLONNES_PARC} & set(COLONNES_2018) >= {"DEPCOM", "QPV", "FINAN", "NUMCONV", "CUS"}


def test_every_column_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [c.nom for c in COLONNES_PARC if f"`{c.nom}`" not in page] == []
    assert [nom for nom in SCHEMA_PARC if nom != "ligne" and f"`{nom}`" not in page] == []


def test_every_column_says_what_it_expects() -> None:
    assert [c.nom for c in COLONNES_PARC if not (c.libelle and c.attendu)] == []


@pytest.mark.parametrize(
    ("entetes", "noms"),
    [
        (["Code Insee", "Surface", "Pièces"], {"DEPCOM", "SURFHAB", "NBPIECE"}),
        (["DEPCOM_CODE", "FINAN_CODE", "FINAN_LIBELLE", "QPV_CODE"], {"DEPCOM", "FINAN", "QPV"}),
        (
            ["commune", "N° RPLS", "Résidence", "Financement", "Typologie"],
            {"DEPCOM", "IDENT_REP", "COMPLGEO", "FINANCEMENT", "TYPOLOGIE"},
        ),
    ],
)
def test_headings_of_real_files_are_known(entetes: list[str], noms: set[str]) -> None:
    assert set(associer(entetes, COLONNES_PARC).positions) == noms


def test_no_spelling_hides_a_name() -> None:
    connus = find_by_entete(COLONNES_PARC)
    assert [c.nom for c in COLONNES_PARC if connus[c.nom.lower()][1] != c.nom] == []


def test_the_year_of_the_situation_bounds_every_date() -> None:
    bornees = {c.nom: c.maximum for c in colonnes_parc(annee=2026) if c.nature in {"annee", "date", "mois"}}
    assert bornees == dict.fromkeys(["CONSTRUCT", "LOCAT", "DATCONV", "BAIL", "DPEDATE"], 2026)
    assert next(c for c in colonnes_parc(annee=2026) if c.nom == "BAIL").attendu == "un mois mm/aaaa, 2026 au plus tard"
    assert colonnes_parc() == COLONNES_PARC


def test_zeros_are_put_back_in_files_that_met_a_spreadsheet() -> None:
    assert [c.nom for c in colonnes_parc(is_de_tableur=True) if c.is_reparable] == ["DEPCOM", "CODEPOSTAL"]
    assert [c.nom for c in colonnes_parc() if c.is_reparable] == []


def test_one_s_own_table_may_say_oui_and_non() -> None:
    qpv = next(c for c in accept_oui_non(COLONNES_PARC) if c.nom == "QPV")
    assert (qpv.codes["0"], qpv.codes["2"], qpv.codes["VRAI"]) == ("non", "non", "oui")
    assert "0" not in qpv.absents
    assert qpv.attendu == "oui ou non"
