from __future__ import annotations

from datetime import date

import pytest
from tests.core.builders_bilan import a_entree, a_ligne, volumes

from gef.core.bilan import dresser_bilan
from gef.core.bilan_tables import AXES, count_text, dresser_tables, list_faits
from gef.core.periodes import PERIODES_CONSTRUCTION
from gef.law.loader import load_droit


@pytest.mark.parametrize(
    ("champs", "axe", "manque"),
    [
        ({"typologie": None}, "typologie", "Typologie : non renseigné pour 2 logements sur 3."),
        ({"financement": "inconnu"}, "financement", "Financement : non renseigné pour 2 logements sur 3."),
        ({"qpv": None}, "qpv", "Quartier prioritaire : non renseigné pour 2 logements sur 3."),
        ({"commune": ""}, "commune", "Commune : non renseigné pour 2 logements sur 3."),
        (
            {"periode": "inconnue"},
            "periode_construction",
            "Période de construction : non renseigné pour 2 logements sur 3.",
        ),
    ],
)
def test_a_missing_value_makes_its_own_row_and_is_announced(champs: dict[str, object], axe: str, manque: str) -> None:
    jour = date(2025, 9, 1)
    propose = (("lys", jour),)
    bilan = dresser_bilan(
        a_entree(
            a_ligne("L1", propositions=propose),
            a_ligne("L2", propositions=propose, attribue_a="lys", attribue_le=jour, **champs),
            a_ligne("L3", propositions=propose, **champs),
            a_ligne("L4", **champs),
        )
    )
    assert bilan.manques == (manque,)
    table = next(table for table in bilan.axes if table.axe == axe)
    assert (table.lignes[-1].code, table.lignes[-1].libelle, *volumes(table.lignes[-1])) == (
        None,
        "non renseigné",
        2,
        1,
        0,
    )
    assert len(table.lignes) == 2


def test_rows_follow_time_and_place() -> None:
    propose = (("lys", date(2025, 9, 1)),)
    codes = [periode.code for periode in PERIODES_CONSTRUCTION]
    lignes = [a_ligne(code, periode=code, propositions=propose, qpv=code == codes[0]) for code in reversed(codes)]
    tables = {table.axe: table for table in dresser_bilan(a_entree(*lignes)).axes}
    assert [ligne.code for ligne in tables["periode_construction"].lignes] == codes
    assert [ligne.libelle for ligne in tables["qpv"].lignes] == ["hors QPV", "en QPV"]


def test_the_axes_are_those_of_the_law_and_the_epci_of_the_conventions() -> None:
    assert set(AXES) - {"epci"} == set(load_droit().au("axes_bilan", date(2025, 12, 31)).codes)


def test_facts_of_a_dwelling_out_of_the_flux_are_not_the_flux() -> None:
    jour = date(2025, 9, 1)
    suite = {"propositions": (("lys", jour),), "attribue_a": "lys", "attribue_le": jour, "bail_le": jour}
    faits = list(list_faits([a_ligne("L1", **suite), a_ligne("L2", hors_flux="anru", **suite)], 2025))
    assert [(fait.evenement, fait.reservataire, fait.ligne.liberation_id) for fait in faits] == [
        ("propositions", "lys", "L1"),
        ("attributions", "lys", "L1"),
        ("baux", "lys", "L1"),
    ]


def test_tables_without_facts_are_empty_and_total_zero() -> None:
    tables = dresser_tables([])
    assert [table.axe for table in tables] == list(AXES)
    assert all(table.lignes == () and volumes(table.total) == (0, 0, 0) for table in tables)


@pytest.mark.parametrize(
    ("nombre", "nom", "attendu"),
    [(0, "bail", "0 bail"), (2, "bail", "2 baux"), (5, "refus", "5 refus"), (1200, "droit", "1\u202f200 droits")],
)
def test_counts_agree_with_their_noun(nombre: int, nom: str, attendu: str) -> None:
    assert count_text(nombre, nom) == attendu
