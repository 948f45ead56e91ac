"""The tables of the parc say the counts in words, with their total, and nothing more."""

from __future__ import annotations

from typing import Any

import pytest
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_parc import a_lecture, a_logement, a_parc

from gef.actions.parc import read_parc_table
from gef.actions.resume_parc import AXES_PARC, resumer_parc
from gef.actions.tableaux_parc import (
    AXES,
    describe_effet,
    table_anomalies,
    table_axe,
    table_causes,
    table_communes,
    table_logements,
    table_versions,
)
from gef.db.patrimoine.models import Logement, Parc
from gef.outputs.tables import afficher


@pytest.fixture
def parc(monde: Monde, settings: Any, tmp_path: Any) -> Parc:
    settings.MEDIA_ROOT = tmp_path
    return a_parc(an_acteur(monde.gestionnaire), 8, FINAN="", SURFHAB="0")


def test_communes_are_named_and_the_total_is_the_whole(parc: Parc) -> None:
    table = table_communes(resumer_parc(read_parc_table(parc)), parc)
    assert [row.valeurs["commune"] for row in table.lignes] == ["Cannes", "Antibes", "Nice"]
    assert table.total is not None
    for code in ("logements", "en_qpv", "etat", "non_reserve", "inconnu", "loues", "vacants"):
        assert table.total.valeurs[code] == sum(row.valeurs[code] for row in table.lignes)


@pytest.mark.parametrize("axe", AXES_PARC)
def test_each_axis_has_a_table_whose_parts_make_one(parc: Parc, axe: str) -> None:
    table = table_axe(resumer_parc(read_parc_table(parc)), axe, parc)
    assert sum(row.valeurs["part"] for row in table.lignes) == 1
    assert table.total is not None
    assert table.total.valeurs["logements"] == 8
    assert set(AXES) == set(AXES_PARC)


def test_causes_say_what_becomes_of_the_rows() -> None:
    rows = [a_logement(1, DEPCOM="6"), a_logement(2, FINAN="ZZ"), a_logement(3, SURFHAB="400", NBPIECE=1)]
    rapport = a_lecture(rows).rapport.to_dict()
    effets = {row.valeurs["cause"]: row.valeurs["effet"] for row in table_causes(rapport).lignes}
    assert effets["Code commune mal formé"] == "Ces lignes sont laissées de côté."
    assert effets["Financement hors liste"].startswith("Lu «\u00a0non renseigné\u00a0». Un logement intermédiaire")
    assert effets["Surface inhabituelle pour le nombre de pièces"] == "Valeur gardée\u202f; à regarder."
    assert [row.valeurs["gravite"] for row in table_causes(rapport).lignes][:2] == ["bloquant", "a_corriger"]


def test_an_empty_cell_tells_what_the_calculations_miss() -> None:
    rapport = a_lecture([a_logement(1, CONSTRUCT=""), a_logement(2)]).rapport.to_dict()
    (row,) = table_causes(rapport).lignes
    assert (row.valeurs["cause"], row.valeurs["effet"]) == ("Valeur absente", "Le bilan les compte à part.")
    cause = {"code": "absent", "gravite": "a_corriger", "colonne": "Autre", "exemples": []}
    assert describe_effet(cause, rapport) == "Ces valeurs restent inconnues."


def test_a_defect_of_the_whole_file_stops_everything() -> None:
    cause = {"gravite": "bloquant", "colonne": "DEPCOM", "exemples": [{"ligne": 0}]}
    assert describe_effet(cause, {}) == "Rien ne peut être importé."


def test_anomalies_come_gravest_first_then_by_row_and_say_how_many_are_not_listed() -> None:
    rows = [a_logement(1, FINAN="ZZ"), a_logement(2, DEPCOM="6"), a_logement(3, FINAN="YY")]
    rapport = a_lecture(rows).rapport.to_dict()
    table = table_anomalies(rapport)
    assert [(row.valeurs["gravite"], row.valeurs["ligne"]) for row in table.lignes] == [
        ("bloquant", 3),
        ("a_corriger", 2),
        ("a_corriger", 4),
    ]
    assert table.notes == ()
    rapport["causes"][0]["nombre"] += 7
    assert "7\u00a0autres comptées" in table_anomalies(rapport).notes[0]


@pytest.mark.django_db
def test_a_dwelling_reads_as_on_its_sheet(parc: Parc) -> None:
    table = table_logements(Logement.objects.filter(parc=parc, ligne=3), parc)
    (row,) = table.lignes
    shown = {c.code: afficher(c, row.valeurs[c.code]) for c in table.colonnes}
    assert shown["logement"] == "HL-0002"
    assert (shown["commune"], shown["annee"], shown["loyer"]) == ("Antibes", "1952", "302")
    assert (shown["financement"], shown["contingent"]) == ("non renseigné", "Action Logement")
    assert row.details == {"programme": "2 rue des Marsouins"}


@pytest.mark.django_db
def test_versions_name_who_imported_and_when(parc: Parc) -> None:
    parc.importe_par = None
    (row,) = table_versions([parc]).lignes
    assert row.valeurs["version"] == "2026, version 1"
    assert row.valeurs["importe_le"] == MOMENT.date()
    assert row.valeurs["importe_par"] is None
    assert len(row.valeurs["empreinte"]) == 12
