from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import gef.demo
from gef.imports.fichiers import open_fichier
from gef.imports.parc import LectureParc, read_parc
from gef.imports.rpls_ouvert import COLONNES_2018, find_format_ouvert
from tests.imports.fabrique import a_table, a_xlsx

EXTRAIT = Path(__file__).parent / "fichiers" / "rpls_2018_extrait.csv"
CANNES = Path(gef.demo.__file__).parent / "donnees" / "rpls_cannes_2018.csv.gz"
ENTETES_2023 = [
    "REG_CODE",
    "REG_LIBELLE",
    "DEP_CODE",
    "DEP_LIBELLE",
    "DEPCOM",
    "DEPCOM_LIBELLE",
    "QPV_CODE",
    "QPV_LIBELLE",
]
ENTETES_2023 += [
    "TYPECONST_CODE",
    "TYPECONST_LIBELLE",
    "FINAN_CODE",
    "FINAN_LIBELLE",
    "NBPIECE",
    "SURFHAB",
    "CONSTRUCT",
]
ENTETES_2023 += ["X", "Y", "EPSG", "PLG_QP24", "QUALITE_XY"]
LOGEMENT_2023 = ["93", "PACA", "06", "Alpes-Maritimes", "06029", "Cannes", "1", "En QPV", "C", "Collectif"]
LOGEMENT_2023 += ["13", "PLUS/LLS dans les DOM", "3", "62", "1974", "1024000.5", "6277000.5", "2154", "QN00603M", "1"]

CAUSES = [
    (
        "notation_scientifique",
        "NUMCONV",
        "a_corriger",
        1,
        (
            "Ligne 3, colonne NUMCONV : valeur perdue, changée en notation scientifique par un tableur, "
            "« 6.1992028512324E+020 » lu ; attendu : un numéro, au format texte."
        ),
    ),
    (
        "caractere_perdu",
        "LIBEPCI",
        "information",
        11,
        (
            "Ligne 2, colonne LIBEPCI : lettres perdues par un encodage, « CA Cannes Pays de L�rins » lu ; "
            "attendu : un texte lisible."
        ),
    ),
    (
        "zero_perdu",
        "CODEPOSTAL",
        "information",
        11,
        (
            "Ligne 2, colonne CODEPOSTAL : zéro de tête perdu, rétabli, « 6400 » lu ; "
            "attendu : 5 chiffres ; lu comme 06400."
        ),
    ),
    (
        "zero_perdu",
        "DEPCOM",
        "information",
        11,
        (
            "Ligne 2, colonne DEPCOM : zéro de tête perdu, rétabli, « 6029 » lu ; "
            "attendu : un code commune de 5 caractères ; lu comme 06029."
        ),
    ),
    (
        "change_en_date",
        "IMMEU",
        "information",
        4,
        (
            "Ligne 2, colonne IMMEU : valeur perdue, changée en date par un tableur, « 7190-01-01 » lu ; "
            "attendu : un nom ou un numéro d’immeuble."
        ),
    ),
    (
        "caractere_perdu",
        "COMPLGEO",
        "information",
        1,
        (
            "Ligne 4, colonne COMPLGEO : lettres perdues par un encodage, « Domaine des Gen?ts » lu ; "
            "attendu : un texte lisible."
        ),
    ),
]


def read(contenu: bytes) -> LectureParc:
    return read_parc(contenu, nom="rpls.csv")


def test_the_layout_of_2018_has_47_columns() -> None:
    entetes = EXTRAIT.read_text(encoding="utf-8").splitlines()[0].split(";")
    assert tuple(entetes) == COLONNES_2018
    assert len(COLONNES_2018) == 47


@pytest.mark.parametrize(
    ("contenu", "format_"),
    [
        (EXTRAIT.read_bytes(), "rpls_2018"),
        (EXTRAIT.read_bytes().replace(b"NUMAPPT", b"NUMAPP").replace(b"FINANAUTRE", b"FINANTURE"), "rpls_2018"),
        (a_table(ENTETES_2023, LOGEMENT_2023).encode(), "rpls_2023"),
        (a_xlsx([["Parc"], ENTETES_2023, LOGEMENT_2023]), "rpls_2023"),
        (b"commune;QPV\n06029;oui\n", "parc_csv"),
    ],
)
def test_layouts_are_told_apart_by_their_headings(contenu: bytes, format_: str) -> None:
    assert find_format_ouvert(open_fichier(contenu, "x")) == format_


def test_the_report_of_the_real_extract() -> None:
    rapport = read(EXTRAIT.read_bytes()).rapport
    assert rapport.format == "rpls_2018"
    assert (rapport.encodage, rapport.separateur, rapport.taille) == ("utf-8", ";", EXTRAIT.stat().st_size)
    assert (rapport.lignes_lues, rapport.lignes_retenues, rapport.lignes_a_corriger, rapport.doublons) == (11, 11, 1, 0)
    assert rapport.colonnes_absentes == ("IDENT_REP", "IDENT_INT", "MODE", "BAIL", "LOYERPRINC", "CONTRESLOG")
    assert rapport.colonnes_ignorees == (
        *("REG", "LIBREG", "DEP", "LIBDEP", "EPCI", "DROIT", "NUMAPPT", "NUMBOITE", "ESC", "COULOIR", "ETAGE"),
        *("COMPLIDENT", "ENTREE", "BAT", "LIEUDIT", "PATRIMOINE", "ORIGINE", "FINANAUTRE", "NEWLOGT", "DPEENERGIE"),
        *("DPESERRE", "SRU_EXPIR", "SRU_ALINEA"),
    )
    assert [(c.code, c.colonne, c.gravite, c.nombre, c.exemples[0].message) for c in rapport.causes] == CAUSES
    assert {nom: n for nom, n in rapport.completude.items() if n < 11} == {
        **dict.fromkeys(["ident_rep", "ident_int", "mode", "bail", "loyer_centimes", "contingent"], 0),
        "num_conv": 8,
        "date_conv": 9,
        "cus": 3,
        "segment": 4,
    }


def test_dwellings_of_the_real_extract() -> None:
    table = read(EXTRAIT.read_bytes()).table
    assert table.row(0, named=True) == {
        "ligne": 2,
        "commune": "06029",
        "commune_libelle": "CANNES",
        "code_postal": "06400",
        "adresse": "12 IMPASSE DENANS",
        "programme": "CANNES DENANS",
        "qpv": False,
        "forme": "collectif",
        "nb_pieces": 1,
        "typologie": "T1",
        "surface_m2": 28,
        "annee_construction": 2006,
        "periode": "2000_2009",
        "annee_location": 2006,
        "finan": "13",
        "financement": "PLUS",
        "conventionne": True,
        "num_conv": "06/2008/03/99864/2/013038/07",
        "date_conv": table.item(0, "date_conv"),
        "segment": "Alpes Maritimes S1",
        **dict.fromkeys(["ident_rep", "ident_int", "mode", "bail", "loyer_centimes", "contingent", "cus"]),
    }
    assert str(table.item(0, "date_conv")) == "2006-07-01"
    assert table.filter(finan="16").select("financement", "cus").row(0) == ("PLI", "16")
    assert table.get_column("segment").null_count() == 7


def test_latin1_is_read_like_the_rest() -> None:
    contenu = EXTRAIT.read_text(encoding="utf-8").replace("L\ufffdrins", "Lérins").encode("iso-8859-1")
    lecture = read(contenu)
    assert lecture.rapport.encodage == "windows-1252"
    assert "LIBEPCI" not in {c.colonne for c in lecture.rapport.causes}


def test_the_whole_file_of_cannes_is_read() -> None:
    lecture = read(gzip.decompress(CANNES.read_bytes()))
    rapport = lecture.rapport
    assert (rapport.lignes_lues, rapport.lignes_retenues) == (6_374, 6_374)
    assert dict(lecture.table.get_column("commune").value_counts().rows()) == {"06029": 6_313, "06030": 61}
    assert {(c.code, c.colonne): c.nombre for c in rapport.causes} == {
        ("notation_scientifique", "NUMCONV"): 461,
        ("caractere_perdu", "LIBEPCI"): 6_374,
        ("caractere_perdu", "COMPLGEO"): 196,
        ("zero_perdu", "DEPCOM"): 6_374,
        ("zero_perdu", "CODEPOSTAL"): 6_374,
        ("change_en_date", "IMMEU"): 929,
    }
    assert dict(lecture.table.get_column("qpv").value_counts().rows()) == {True: 2_011, False: 4_363}
    assert rapport.completude["num_conv"] == 6_374 - 198 - 461


def test_pairs_are_matched_on_the_code() -> None:
    lecture = read(a_table(ENTETES_2023, LOGEMENT_2023).encode())
    assert lecture.rapport.causes == ()
    assert lecture.table.select("commune", "qpv", "forme", "finan", "financement", "typologie", "periode").row(0) == (
        *("06029", True, "collectif", "13", "PLUS", "T3", "1949_1974"),
    )
    assert "FINAN_LIBELLE" in lecture.rapport.colonnes_ignorees


def test_a_declared_qpv_that_the_location_denies_is_said() -> None:
    rangs = {nom: rang for rang, nom in enumerate(ENTETES_2023)}
    autre = list(LOGEMENT_2023)
    autre[rangs["QPV_CODE"]] = "2"
    [cause] = read(a_table(ENTETES_2023, autre).encode()).rapport.causes
    assert cause.exemples[0].message == (
        "Ligne 2, colonne QPV_CODE : QPV déclaré et QPV localisé différents, « 2, PLG_QP24 QN00603M » lu ; "
        "attendu : la même réponse que PLG_QP24."
    )
