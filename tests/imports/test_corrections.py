"""Corrected cells: only those named change, under the rules of the import, or nothing does."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.imports.anomalies import Collecteur
from gef.imports.controles import convertir_lot, executer
from gef.imports.corrections import (
    DECIDES,
    LIBELLES,
    TEXTES,
    ParcCorrige,
    corriger_parc,
    dresser_rapport,
    to_textes,
)
from gef.imports.nomenclatures import CONTRESLOG, FINAN, MODE
from gef.imports.parc import SCHEMA_PARC, normaliser_lot
from gef.imports.parc_colonnes import accept_oui_non, colonnes_parc
from tests.builders_parc import a_lecture, a_lecture_modele, a_logement

COMMUNES = frozenset({"06029", "06004", "06088"})
PARC = a_lecture(a_logement(n) for n in range(1, 9)).table


def corriger(*rows: tuple[str, str, Any], table: pl.DataFrame = PARC, annee: int | None = 2026) -> ParcCorrige:
    lignes = [{"logement": logement, "champ": champ, "valeur": valeur} for logement, champ, valeur in rows]
    lecture = a_lecture_modele("corrections", *lignes)
    return corriger_parc(table, lecture.table, annee=annee, communes=COMMUNES)


def cell(corrige: ParcCorrige, logement: str, colonne: str) -> Any:
    return corrige.table.filter(pl.col("ident_int") == logement).get_column(colonne).item()


@pytest.mark.parametrize(
    ("champ", "valeur", "attendues"),
    [
        ("SURFHAB", "61,6", {"surface_m2": 62}),
        ("Loyer principal", "412", {"loyer_centimes": 41_200}),
        ("QPV", "oui", {"qpv": True}),
        ("QPV", "2", {"qpv": False}),
        ("QPV", "NC", {"qpv": None}),
        ("NBPIECE", "6", {"nb_pieces": 6, "typologie": "T5+"}),
        ("TYPOLOGIE", "F4", {"nb_pieces": 4, "typologie": "T4"}),
        ("TYPOLOGIE", "T5+", {"nb_pieces": None, "typologie": "T5+"}),
        ("NBPIECE", "NC", {"nb_pieces": None, "typologie": None}),
        ("CONSTRUCT", "2012", {"annee_construction": 2012, "periode": "depuis_2000"}),
        ("FINAN", "10", {"finan": "10", "financement": "PLAI"}),
        ("FINANCEMENT", "PLS", {"finan": None, "financement": "PLS"}),
        ("FINANCEMENT", "10", {"finan": "10", "financement": "PLAI"}),
        ("FINANCEMENT", "plai", {"finan": "10", "financement": "PLAI"}),
        ("COMPLGEO", "Les Voiles", {"programme": "Les Voiles"}),
        ("DATCONV", "01/03/1994", {"date_conv": date(1994, 3, 1)}),
        ("CONTRESLOG", "7", {"contingent": "7"}),
        ("MODE", "4", {"mode": "4"}),
        ("DEPCOM", "06004", {"commune": "06004"}),
    ],
)
def test_a_corrected_cell_changes_with_what_derives_from_it(
    champ: str, valeur: str, attendues: dict[str, object]
) -> None:
    corrige = corriger(("HL-0001", champ, valeur))
    assert corrige.constats == ()
    changed = {nom for nom in SCHEMA_PARC if corrige.table.get_column(nom).ne_missing(PARC.get_column(nom)).any()}
    found = {nom: cell(corrige, "HL-0001", nom) for nom in attendues}
    if "periode" in found:
        attendues = attendues | {"periode": found["periode"]}
        assert found["periode"] != PARC.filter(pl.col("ident_int") == "HL-0001").get_column("periode").item()
    assert found == attendues
    assert changed <= set(attendues)
    assert corrige.table.filter(pl.col("ident_int") != "HL-0001").equals(PARC.filter(pl.col("ident_int") != "HL-0001"))


def test_a_dwelling_is_named_by_its_rpls_number_or_by_the_bailleur_s() -> None:
    corrige = corriger(("LY00000001", "MODE", "2"), ("HL-0002", "MODE", "2"))
    assert (cell(corrige, "HL-0001", "mode"), cell(corrige, "HL-0002", "mode")) == ("2", "2")
    assert (corrige.changees, corrige.deja) == (2, 0)


def test_what_the_parc_says_already_is_counted_apart_and_an_empty_value_touches_nothing() -> None:
    corrige = corriger(("HL-0001", "MODE", "1"), ("HL-0002", "SURFHAB", ""), ("HL-0003", "MODE", "3"))
    assert (corrige.changees, corrige.deja, corrige.constats) == (1, 1, ())


@pytest.mark.parametrize(
    ("row", "attendu"),
    [
        (("HL-9999", "MODE", "1"), "ligne 2, logement « HL-9999 » absent du parc"),
        (("HL-0001", "CONSTRUCT", "2027"), "« 2027 » lu ; attendu : une année à 4 chiffres, 2026 au plus tard"),
        (("HL-0001", "DEPCOM", "06999"), "code commune inconnu, « 06999 » lu"),
        (("HL-0001", "IDENT_REP", "LY00000002"), "numéro RPLS « LY00000002 » porté par deux logements"),
    ],
)
def test_what_cannot_be_corrected_changes_nothing(row: tuple[str, str, str], attendu: str) -> None:
    corrige = corriger(row, ("HL-0002", "MODE", "3"))
    assert attendu in corrige.constats[0]
    assert corrige.table is PARC


@pytest.mark.parametrize(
    ("champ", "valeur", "attendu"),
    [
        ("SURFHAB", "6", "surface habitable : valeur refusée, « 6 » lu ; attendu : une surface de 9 à 999 m²"),
        ("MODE", "7", "attendu : 1, 2, 3, 4, 5 ou 9"),
        ("LOYERPRINC", "450,50", "« 450,50 » lu ; attendu : un montant en euros entiers"),
        ("TYPOLOGIE", "grand", "attendu : T1 à T5+"),
        ("ETAGE", "3", "champ inconnu, « ETAGE » lu"),
        ("BAIL", "hier", "attendu : un mois mm/aaaa"),
    ],
)
def test_a_value_that_the_import_would_leave_out_is_refused_with_its_row(champ: str, valeur: str, attendu: str) -> None:
    lecture = a_lecture_modele("corrections", {"logement": "HL-0001", "champ": champ, "valeur": valeur})
    [anomalie] = lecture.rapport.anomalies
    assert (anomalie.ligne, anomalie.gravite, lecture.lignes) == (2, "bloquant", ())
    assert attendu in anomalie.message


def test_two_corrections_of_one_thing_are_refused() -> None:
    for other in (("LY00000001", "NBPIECE", "4"), ("HL-0001", "TYPOLOGIE", "T4")):
        [constat] = corriger(("HL-0001", "NBPIECE", "3"), other).constats
        assert constat == "ligne 3, même logement et même champ que la ligne 2"


def test_a_name_that_two_dwellings_bear_is_refused() -> None:
    table = a_lecture([a_logement(1), a_logement(2, IDENT_INT="HL-0001")]).table
    [constat] = corriger(("HL-0001", "MODE", "3"), table=table).constats
    assert constat.endswith("porté par 2 logements")


def a_round_trip(table: pl.DataFrame) -> pl.DataFrame:
    colonnes = accept_oui_non(colonnes_parc(is_de_tableur=True))
    return normaliser_lot(executer(convertir_lot(to_textes(table), colonnes), [], Collecteur(), {})).drop("_a_corriger")


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "QPV": st.sampled_from(["1", "2", ""]),
                "TYPECONST": st.sampled_from(["C", "I", "E", ""]),
                "NBPIECE": st.sampled_from([*map(str, range(1, 10)), ""]),
                "SURFHAB": st.sampled_from(["9", "62,5", "999", ""]),
                "CONSTRUCT": st.sampled_from(["1000", "1974", "2026", ""]),
                "FINAN": st.sampled_from([*FINAN, ""]),
                "MODE": st.sampled_from([*MODE, ""]),
                "LOYERPRINC": st.sampled_from(["0", "412", "9999", ""]),
                "CONTRESLOG": st.sampled_from([*CONTRESLOG, ""]),
            }
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_parc_written_back_as_text_reads_as_itself(rows: list[dict[str, str]]) -> None:
    table = a_lecture(a_logement(n, **row) for n, row in enumerate(rows, start=1)).table
    assert a_round_trip(table).equals(table)


def test_every_variable_is_a_column_of_the_import_and_decides_of_its_own() -> None:
    assert set(TEXTES) == set(DECIDES) == set(LIBELLES)
    assert {nom for colonnes in DECIDES.values() for nom in colonnes} <= set(SCHEMA_PARC)
    assert len(set(LIBELLES.values())) == len(LIBELLES)


def test_the_report_of_the_corrected_parc_checks_every_dwelling_again() -> None:
    lecture = a_lecture([a_logement(1, SURFHAB="400", NBPIECE=1), a_logement(2, CONTRESLOG=""), a_logement(3)])
    rows = {"logement": "HL-0001", "champ": "SURFHAB", "valeur": "31"}
    file = a_lecture_modele("corrections", rows)
    corrige = corriger_parc(lecture.table, file.table, annee=2026, communes=COMMUNES)
    rapport = dresser_rapport(corrige.table, lecture.rapport.to_dict(), file.rapport, communes=COMMUNES)
    assert (rapport.format, rapport.lignes_retenues, rapport.empreinte) == ("parc_csv", 3, file.rapport.empreinte)
    assert [(c.code, c.colonne, c.nombre) for c in rapport.causes] == [("absent", "CONTRESLOG", 1)]
    assert rapport.is_acceptable
    assert rapport.lignes_a_corriger == 1
    before = {(c.code, c.colonne) for c in lecture.rapport.causes}
    assert before - {("absent", "CONTRESLOG")} == {("surface_et_pieces", "SURFHAB"), ("loyer_et_surface", "LOYERPRINC")}
