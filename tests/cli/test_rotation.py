"""The rates, the rotation and the projection from files: the figures found by hand."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from pathlib import Path

import pytest
from tests.cli.conftest import Gef
from tests.imports.test_taux_publies import a_classeur

from gef.actions.mailles import MAILLES
from gef.cli.rotation import NomMaille, NomVariante
from gef.core.taux import VARIANTES


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_each_rate_comes_with_its_departures_and_its_assiette(gef: Gef, dossier: Path) -> None:
    result = gef("taux", "--dossier", dossier, "--exercice", 2026)
    assert (result.code, result.err) == (0, "")
    first = result.json["candidats"][0]
    assert (first["code"], first["mesure"]["taux"]["valeur"], first["mesure"]["logements"]) == ("brut-1", "1/10", 410)
    assert first["compare"]["assiette"] == "40"
    assert result.json["en_usage"]["valeur"] == "1/10"
    assert result.json["version"] is None


def test_the_workbook_of_the_sdes_is_compared(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    workbook = tmp_path / "resultats_rpls_2025.xlsx"
    workbook.write_bytes(a_classeur())
    result = gef("taux", "--dossier", dossier, "--exercice", 2026, "--sdes", workbook)
    published = [c["mesure"]["taux"] for c in result.json["candidats"] if c["code"].startswith("publie")]
    assert {(t["valeur"], t["annees"][0]) for t in published} == {("31/500", 2024), ("29/400", 2024)}


def test_a_file_that_is_not_the_workbook_is_refused(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    other = tmp_path / "taux_2025.xlsx"
    other.write_bytes(b"PK\x03\x04")
    result = gef("taux", "--dossier", dossier, "--exercice", 2026, "--sdes", other)
    assert (result.code, result.out) == (2, b"")
    assert "tronqué ou abîmé" in result.err


def test_rotation_by_commune_adds_up(gef: Gef, dossier: Path) -> None:
    result = gef("rotation", "--dossier", dossier, "--exercice", 2026)
    lines = {row["valeur"]: row for row in result.json["lignes"]}
    assert {code: row["logements"] for code, row in lines.items()} == {"06029": 310, "06004": 100}
    assert sum(row["evenements"] for row in lines.values()) == result.json["liberations"] == 41


@pytest.mark.parametrize("maille", list(MAILLES))
def test_every_maille_can_be_asked_in_csv(gef: Gef, dossier: Path, maille: str) -> None:
    options = ("--maille", maille, "--annees", 1, "--variante", "net", "--format", "csv")
    result = gef("rotation", "--dossier", dossier, "--exercice", 2026, *options)
    assert result.code == 0
    assert read_csv(result.text)


def test_the_words_of_the_command_line_are_those_of_the_core() -> None:
    assert [nom.value for nom in NomMaille] == list(MAILLES)
    assert [nom.value for nom in NomVariante] == list(VARIANTES)


def test_the_year_is_projected_on_a_day(gef: Gef, dossier: Path) -> None:
    result = gef("projection", "--dossier", dossier, "--au", "2026-12-31")
    content = result.json
    assert (content["exercice"], content["part"]["valeur"]) == (2026, "1")
    assert Fraction(content["flux"]["projete"]) == content["flux"]["realise"]
    assert content["flux"]["prevu"] == "40"
    assert sum(Fraction(droit["prevus"]) for droit in content["droits"]) == 40
    table = read_csv(gef("projection", "--dossier", dossier, "--au", "2026-12-31", "--format", "csv").text)
    assert table[0]["Libérations"] == "Dans le flux"
