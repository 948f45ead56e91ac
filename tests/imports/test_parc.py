from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.periodes import periode_construction
from gef.imports import texte
from gef.imports.errors import FichierIllisibleError
from gef.imports.parc import (
    FORMATS,
    SCHEMA_PARC,
    LectureParc,
    parc_empreinte,
    periode_par_annee,
    read_parc,
    to_parquet_bytes,
    typologie_par_pieces,
)
from tests.imports.fabrique import a_depot, a_logement, a_ods, a_table, a_xlsx

EXTRAIT = Path(__file__).parent / "fichiers" / "rpls_2018_extrait.csv"
ENTETES = [
    "N° RPLS",
    "Référence",
    "Code Insee",
    "Surface",
    "en QPV",
    "Financement",
    "Typologie",
    "Loyer",
    "Date du bail",
    "Note",
]
ROW = ["0612345601", "LYS-1", "06029", "62,5", "non", "PLUS", "T3", "402", "17/09/2019", "rien"]


def read_table(*rows: list[str], entetes: list[str] | None = None, **options: object) -> LectureParc:
    return read_parc(a_table(entetes or ENTETES, *rows).encode(), nom="parc.csv", **options)  # type: ignore[arg-type]


def messages(lecture: LectureParc) -> list[str]:
    return [a.message for a in lecture.rapport.anomalies]


def test_a_dwelling_of_a_deposit_takes_the_canonical_shape() -> None:
    table = read_parc(a_depot(a_logement(1)).encode(), nom="depot.csv").table
    assert table.schema == SCHEMA_PARC
    assert table.row(0, named=True) == {
        "ligne": 2,
        "ident_rep": "0612345601",
        "ident_int": "LYS-0001",
        "commune": "06029",
        "commune_libelle": "CANNES",
        "code_postal": "06400",
        "adresse": "12 BIS RUE DES LYS",
        "programme": "LES LYS",
        "qpv": False,
        "forme": "collectif",
        "nb_pieces": 3,
        "typologie": "T3",
        "surface_m2": 62,
        "annee_construction": 1974,
        "periode": "1949_1974",
        "annee_location": 1975,
        "finan": "13",
        "financement": "PLUS",
        "conventionne": True,
        "num_conv": "06/1980/03/79444/1/006015/001",
        "date_conv": date(1980, 3, 1),
        "mode": "1",
        "bail": date(2019, 9, 1),
        "loyer_centimes": 40_200,
        "contingent": "2",
        "cus": "14",
        "segment": "Littoral",
    }


def test_the_cus_is_kept_beside_the_financing_never_in_its_place() -> None:
    table = read_parc(a_depot(a_logement(FINAN="52", CUS="11")).encode(), nom="x").table
    assert table.select("finan", "financement", "cus").row(0) == ("52", "PLUS", "11")


@pytest.mark.parametrize("fabrique", ["csv", "tab", "xlsx", "ods"])
def test_one_s_own_table_is_read_alike_in_every_format(fabrique: str) -> None:
    contenu = {
        "csv": a_table(ENTETES, ROW).encode("cp1252"),
        "tab": a_table(ENTETES, ROW, separateur="\t", fin="\r").encode("utf-16"),
        "xlsx": a_xlsx([["Parc 2026"], [], ENTETES, ROW]),
        "ods": a_ods(ENTETES, ROW),
    }[fabrique]
    lecture = read_parc(contenu, nom=f"parc.{fabrique}")
    assert messages(lecture) == []
    assert lecture.rapport.format == "parc_csv"
    assert lecture.rapport.colonnes_ignorees == ("Note",)
    lus = lecture.table.select(
        "ident_rep", "commune", "surface_m2", "qpv", "financement", "typologie", "loyer_centimes", "bail"
    )
    assert lus.row(0) == ("0612345601", "06029", 63, False, "PLUS", "T3", 40_200, date(2019, 9, 1))


def test_numbers_and_dates_of_a_workbook_become_codes_and_dates_again() -> None:
    row = ["0612345601", 12, 6029.0, 62.5, True, 13, "T3", 402, date(2019, 9, 17), "=A1"]
    lecture = read_parc(a_xlsx([ENTETES, row]), nom="parc.xlsx")
    lus = lecture.table.select("ident_int", "commune", "surface_m2", "qpv", "financement", "loyer_centimes", "bail")
    assert lus.row(0) == ("12", "06029", 63, True, "PLUS", 40_200, date(2019, 9, 1))
    assert messages(lecture) == [
        (
            "Ligne 2, colonne Code Insee : zéro de tête perdu, rétabli, « 6029 » lu ; "
            "attendu : un code commune de 5 caractères ; lu comme 06029."
        )
    ]


def test_the_point_zero_of_exported_codes_is_undone() -> None:
    assert read_table(["x", "y", "6029.0", "62", "1.0", "13.0", "T3", "402.0", "09/2019", ""]).table.select(
        "commune", "qpv", "financement", "loyer_centimes"
    ).row(0) == ("06029", True, "PLUS", 40_200)


RAPPORT = {
    "format": "parc_csv",
    "nom_fichier": "parc.csv",
    "encodage": "utf-8",
    "separateur": ";",
    "lignes_lues": 5,
    "lignes_retenues": 2,
    "lignes_vides": 1,
    "lignes_a_corriger": 1,
    "lignes_ecartees": 3,
    "doublons": 2,
    "is_acceptable": True,
    "nombres": {"bloquant": 3, "a_corriger": 7, "information": 2},
    "colonnes_reconnues": {
        "N° RPLS": "IDENT_REP",
        "Référence": "IDENT_INT",
        "Code Insee": "DEPCOM",
        "Surface": "SURFHAB",
        "en QPV": "QPV",
        "Financement": "FINANCEMENT",
        "Typologie": "TYPOLOGIE",
        "Loyer": "LOYERPRINC",
        "Date du bail": "BAIL",
    },
    "colonnes_ignorees": ("Note",),
}
MESSAGES = [
    (
        "Ligne 4, colonne N° RPLS : numéro RPLS en double, « 0612345601 » lu ; "
        "attendu : une valeur unique ; déjà en ligne 2."
    ),
    "Ligne 5, colonne Date du bail : date refusée, « 2019 » lu ; attendu : un mois mm/aaaa, 2026 au plus tard.",
    (
        "Ligne 5, colonne Financement : financement hors liste, « PLUSAI » lu ; "
        "attendu : PLAI, PLUS, PLS, PLI ou AUTRE, ou un code FINAN ; le plus proche : PLUS."
    ),
    (
        "Ligne 5, colonne N° RPLS : numéro RPLS refusé, « 06-1 » lu ; "
        "attendu : exactement 10 caractères, ou rien pour un logement nouveau."
    ),
    (
        "Ligne 5, colonne Référence : identifiant du bailleur en double, « LYS-1 » lu ; "
        "attendu : une valeur unique ; déjà en ligne 2."
    ),
    "Ligne 5, colonne Surface : surface refusée, « 5 » lu ; attendu : une surface de 9 à 999 m².",
    "Ligne 5, colonne en QPV : QPV hors liste, « peut-être » lu ; attendu : oui ou non.",
    (
        "Ligne 5, colonne Code Insee : zéro de tête perdu, rétabli, « 6079 » lu ; "
        "attendu : un code commune de 5 caractères ; lu comme 06079."
    ),
    "Ligne 6, colonne Code Insee : code commune mal formé, « CANNES » lu ; attendu : un code commune de 5 caractères.",
    "Ligne 7, colonne Code Insee : code commune inconnu, « 06004 » lu ; attendu : un code du code officiel géographique.",
    "Ligne 7, colonne en QPV : valeur absente ; attendu : oui ou non.",
    "Ligne 7 : ligne plus courte que l’en-tête, lue vide à la fin, « 4 champs » lu ; attendu : 10 champs.",
]


def test_the_whole_report_of_a_small_dirty_table() -> None:
    lecture = read_table(
        ROW,
        ["", "", "", "", "", "", "", "", "", ""],
        ["0612345601", "LYS-2", "06029", "62", "non", "PLUS", "T3", "402", "", ""],
        ["06-1", "LYS-1", "6079", "5", "peut-être", "PLUSAI", "T3", "402", "2019", ""],
        ["", "LYS-4", "CANNES", "62", "non", "PLUS", "T3", "402", "", ""],
        ["", "LYS-5", "06004", "62"],
        communes=frozenset({"06029", "06079"}),
        annee=2026,
    )
    rapport = lecture.rapport
    contenu = rapport.to_dict()
    assert {cle: contenu[cle] for cle in RAPPORT} == RAPPORT
    assert messages(lecture) == MESSAGES


def test_a_remembered_correspondence_is_followed() -> None:
    lecture = read_table(
        ["06029", "x", "oui"],
        entetes=["Lieu", "Commune", "Prioritaire"],
        correspondance={"lieu": "DEPCOM", "commune": "", "Prioritaire": "QPV"},
    )
    assert lecture.table.select("commune", "qpv").row(0) == ("06029", True)
    assert lecture.rapport.colonnes_ignorees == ("Commune",)


def test_a_file_without_communes_gives_a_report_and_no_row() -> None:
    lecture = read_table(["0612345601", "62"], entetes=["N° RPLS", "Surface"])
    assert lecture.table.height == 0
    assert lecture.table.schema == SCHEMA_PARC
    assert not lecture.rapport.is_acceptable
    assert messages(lecture) == [
        "Fichier, colonne DEPCOM : colonne obligatoire absente ; attendu : un code commune de 5 caractères."
    ]


def test_a_format_may_be_imposed() -> None:
    lecture = read_parc(a_depot(a_logement(1), entete=["HABITAT LYS"]).encode(), nom="x", format="rpls_depot")
    assert lecture.rapport.format == "rpls_depot"
    assert lecture.table.height == 1
    assert read_parc(EXTRAIT.read_bytes(), nom="x", format="parc_csv").rapport.format == "parc_csv"
    with pytest.raises(FichierIllisibleError) as refus:
        read_parc(b"a;b\n", nom="x.csv", format="dbf")
    assert str(refus.value) == (
        "« x.csv » : le format « dbf » est inconnu. Formats : rpls_depot, rpls_2018, rpls_2023, parc_csv."
    )
    assert len(FORMATS) == 4


def test_a_path_is_read_like_bytes(tmp_path: Path) -> None:
    chemin = tmp_path / "parc.csv"
    chemin.write_bytes(EXTRAIT.read_bytes())
    de_chemin, d_octets = read_parc(chemin, nom="parc.csv"), read_parc(EXTRAIT.read_bytes(), nom="parc.csv")
    assert de_chemin.table.equals(d_octets.table)
    assert de_chemin.rapport == d_octets.rapport


@pytest.mark.parametrize("taille", [97, 1_024])
def test_the_size_of_the_blocks_changes_nothing(taille: int, monkeypatch: pytest.MonkeyPatch) -> None:
    contenu = a_depot(
        *(a_logement(n, IDENT_INT=f"L{n % 7}", DEPCOM="06029" if n % 5 else "6029") for n in range(1, 20))
    ).encode()
    entier = read_parc(contenu, nom="x")
    monkeypatch.setattr(texte, "BLOC", taille)
    decoupe = read_parc(contenu, nom="x")
    assert decoupe.table.equals(entier.table)
    assert decoupe.rapport == entier.rapport


@given(st.integers(1000, 2100))
def test_periods_are_those_of_the_core(annee: int) -> None:
    lue = pl.select(periode_par_annee(pl.lit(annee))).item()
    assert lue == periode_construction(annee).code


def test_an_unknown_year_has_no_period() -> None:
    assert pl.select(periode_par_annee(pl.lit(None, pl.Int64))).item() is None


@pytest.mark.parametrize(("pieces", "typologie"), [(None, None), (1, "T1"), (4, "T4"), (5, "T5+"), (9, "T5+")])
def test_rooms_make_the_typologie(pieces: int | None, typologie: str | None) -> None:
    assert pl.select(typologie_par_pieces(pl.lit(pieces, pl.Int64))).item() == typologie


def test_the_fingerprint_is_that_of_the_content() -> None:
    table = read_parc(EXTRAIT.read_bytes(), nom="x").table
    empreinte = parc_empreinte(table)
    assert empreinte == parc_empreinte(table.with_columns(pl.col("ligne") + 7))
    assert empreinte == parc_empreinte(pl.concat([table.head(4), table.tail(7)], rechunk=False))
    assert empreinte != parc_empreinte(table.head(10))
    assert empreinte != parc_empreinte(table.reverse())
    assert empreinte != parc_empreinte(table.with_columns(qpv=~pl.col("qpv")))
    assert parc_empreinte(table.head(1).with_columns(programme=pl.lit(""))) != parc_empreinte(
        table.head(1).with_columns(programme=pl.lit(None, pl.String))
    )


def test_the_fingerprint_of_the_real_extract_does_not_move() -> None:
    assert parc_empreinte(read_parc(EXTRAIT.read_bytes(), nom="x").table) == (
        "bb071d9a6477f65231a3ad9687d0a51fc1d2a7ea8fbafdb83fe8f4ace5141322"
    )


def test_a_kept_parc_reads_back_the_same() -> None:
    table = read_parc(EXTRAIT.read_bytes(), nom="x").table
    octets = to_parquet_bytes(table)
    assert octets == to_parquet_bytes(pl.concat([table.head(3), table.tail(8)], rechunk=False))
    relue = pl.read_parquet(io.BytesIO(octets))
    assert relue.equals(table)
    assert relue.schema == SCHEMA_PARC


def test_the_report_is_json() -> None:
    rapport = read_parc(EXTRAIT.read_bytes(), nom="x").rapport
    assert json.loads(json.dumps(rapport.to_dict()))["lignes_lues"] == 11
