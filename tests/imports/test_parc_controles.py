from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from gef.imports.anomalies import Collecteur
from gef.imports.controles import A_CORRIGER, convertir_lot, executer
from gef.imports.parc_colonnes import COLONNES_PARC
from gef.imports.parc_controles import controles_parc, report_doublons
from tests.imports.fabrique import a_logement

SCHEMA = {"ligne": pl.Int64, **{c.nom: pl.String for c in COLONNES_PARC}}


def check(communes: frozenset[str] | None = None, **changes: str) -> list[tuple[str, str, str, str | None]]:
    logement = {k: v or None for k, v in a_logement(**changes).items() if k in SCHEMA}
    logement["PLG_QP24"] = changes.get("PLG_QP24")
    bruts = pl.DataFrame([{"ligne": 2, **logement}], schema=SCHEMA)
    collecteur = Collecteur()
    absentes = {"ADRESSE", "TYPOLOGIE", "FINANCEMENT", "LIBEPCI", "IMMEU"} | ({"PLG_QP24"} - set(changes))
    controles = [c for c in controles_parc(COLONNES_PARC, communes) if not absentes & set(c.requiert)]
    executer(convertir_lot(bruts, COLONNES_PARC), controles, collecteur, {})
    return [(c.code, c.colonne, c.gravite, c.exemples[0].valeur) for c in collecteur.causes()]


def test_an_ordinary_dwelling_raises_nothing() -> None:
    assert check(frozenset({"06029"})) == []


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({"IDENT_REP": "06-4471-22"}, []),
        ({"IDENT_REP": "06-4471-220"}, [("illisible", "IDENT_REP", "a_corriger", "06-4471-220")]),
        ({"IDENT_REP": ""}, []),
        ({"DEPCOM": ""}, [("absent", "DEPCOM", "bloquant", None)]),
        ({"DEPCOM": "6029"}, [("illisible", "DEPCOM", "bloquant", "6029")]),
        ({"DEPCOM": "99999"}, [("absent", "DEPCOM", "bloquant", "99999")]),
        ({"CODEPOSTAL": "6400"}, [("illisible", "CODEPOSTAL", "a_corriger", "6400")]),
        ({"QPV": "3"}, [("illisible", "QPV", "a_corriger", "3")]),
        ({"QPV": ""}, [("absent", "QPV", "a_corriger", None)]),
        ({"TYPECONST": "NC"}, [("absent", "TYPECONST", "a_corriger", "NC")]),
        ({"FINAN": "PLUSAI"}, [("illisible", "FINAN", "a_corriger", "PLUSAI")]),
        ({"FINAN": "0"}, [("absent", "FINAN", "a_corriger", "0")]),
        ({"MODE": "7"}, [("illisible", "MODE", "a_corriger", "7")]),
        ({"CONTRESLOG": "8"}, [("illisible", "CONTRESLOG", "a_corriger", "8")]),
        ({"CUS": "77"}, [("illisible", "CUS", "a_corriger", "77")]),
        ({"CUS": ""}, []),
        ({"NBPIECE": "0"}, [("absent", "NBPIECE", "a_corriger", "0")]),
        ({"NBPIECE": "12"}, [("illisible", "NBPIECE", "a_corriger", "12")]),
        ({"SURFHAB": "0"}, [("illisible", "SURFHAB", "a_corriger", "0")]),
        ({"SURFHAB": "8"}, [("illisible", "SURFHAB", "a_corriger", "8")]),
        ({"SURFHAB": "20"}, [("surface_et_pieces", "SURFHAB", "information", "20 m² pour 3 pièce(s)")]),
        ({"SURFHAB": "200"}, [("surface_et_pieces", "SURFHAB", "information", "200 m² pour 3 pièce(s)")]),
        ({"LOYERPRINC": "9999"}, []),
        ({"LOYERPRINC": "40"}, [("loyer_et_surface", "LOYERPRINC", "information", "40 € pour 62 m²")]),
        ({"LOYERPRINC": "4000"}, [("loyer_et_surface", "LOYERPRINC", "information", "4000 € pour 62 m²")]),
        ({"LOYERPRINC": "40", "MODE": "2"}, []),
        ({"LOYERPRINC": "4OO"}, [("illisible", "LOYERPRINC", "a_corriger", "4OO")]),
        ({"CONSTRUCT": "2174"}, [("illisible", "CONSTRUCT", "a_corriger", "2174")]),
        ({"CONSTRUCT": "1980"}, [("location_avant_construction", "LOCAT", "information", "1975, construit en 1980")]),
        ({"BAIL": "09/1970"}, [("bail_avant_location", "BAIL", "information", "09/1970, loué depuis 1975")]),
        ({"BAIL": "01/1900"}, []),
        ({"BAIL": "31/09/2019"}, [("illisible", "BAIL", "a_corriger", "31/09/2019")]),
        ({"BAIL": ""}, [("loue_sans_bail", "BAIL", "information", None)]),
        ({"BAIL": "", "MODE": "2"}, []),
        ({"DATCONV": "01/03/1960"}, [("convention_ancienne", "DATCONV", "information", "01/03/1960")]),
        ({"NUMCONV": ""}, [("convention_sans_numero", "NUMCONV", "information", None)]),
        ({"NUMCONV": "", "CONV": "2"}, []),
        ({"NUMCONV": "6.2E+20"}, [("notation_scientifique", "NUMCONV", "a_corriger", "6.2E+20")]),
        ({"IDENT_INT": "1.2E+15"}, [("notation_scientifique", "IDENT_INT", "a_corriger", "1.2E+15")]),
        ({"COMPLGEO": "01/02/2024"}, [("change_en_date", "COMPLGEO", "a_corriger", "01/02/2024")]),
        ({"COMPLGEO": "DOMAINE DES GEN�TS"}, [("caractere_perdu", "COMPLGEO", "information", "DOMAINE DES GEN�TS")]),
        ({"LIBCOM": "MÂCON ?"}, []),
        ({"NOMVOIE": "Pr?s"}, [("caractere_perdu", "NOMVOIE", "information", "Pr?s")]),
        ({"SORTIEPATRIM": "4"}, [("sorti_mais_present", "MODE", "information", "1")]),
        ({"SORTIEPATRIM": "4", "MODE": "9"}, []),
        ({"PLG_QP24": "QN00603M"}, [("qpv_differents", "QPV", "information", "2, PLG_QP24 QN00603M")]),
        ({"PLG_QP24": "QN00603M", "QPV": "1"}, []),
        ({"PLG_QP24": "HZ"}, []),
    ],
)
def test_a_doubtful_dwelling_is_said_once(changes: dict[str, str], attendu: list[Any]) -> None:
    assert check(**changes) == attendu


def test_communes_are_looked_up_when_they_are_given() -> None:
    assert check(frozenset({"06004"})) == [("commune_inconnue", "DEPCOM", "bloquant", "06029")]


def test_a_repeated_number_leaves_the_parc_a_repeated_reference_stays() -> None:
    table = pl.DataFrame(
        {
            "ligne": [2, 3, 4, 5, 6],
            "ident_rep": ["a", "b", "a", None, None],
            "ident_int": ["x", "y", "y", "y", None],
            A_CORRIGER: [False] * 5,
        }
    )
    collecteur = Collecteur()
    gardee, doublons = report_doublons(table, collecteur, {})
    assert gardee.select("ligne", A_CORRIGER).rows() == [(2, False), (3, False), (5, True), (6, False)]
    assert doublons == 2
    assert [(c.colonne, c.gravite, [a.message for a in c.exemples]) for c in collecteur.causes()] == [
        (
            "IDENT_REP",
            "bloquant",
            [
                "Ligne 4, colonne IDENT_REP : numéro RPLS en double, « a » lu ; attendu : une valeur unique ; déjà en ligne 2."
            ],
        ),
        (
            "IDENT_INT",
            "a_corriger",
            [
                (
                    "Ligne 5, colonne IDENT_INT : identifiant du bailleur en double, « y » lu ; "
                    "attendu : une valeur unique ; déjà en ligne 3."
                )
            ],
        ),
    ]
