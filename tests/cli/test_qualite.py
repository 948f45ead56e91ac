"""The same ranking and the same work list as on screen, from files."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Gef
from tests.cli.dossier_exemple import write_dossier

from gef.actions.dossier_fichiers import read_dossier_fichiers
from gef.actions.entrees_taux import build_taux
from gef.actions.qualite import dresser_qualite
from gef.imports.modeles import read_modele


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return write_dossier(tmp_path / "lys")


def test_fields_are_ranked_as_on_screen(gef: Gef, dossier: Path) -> None:
    result = gef("qualite", "--dossier", dossier, "--exercice", "2026")
    assert result.code == 0
    data = read_dossier_fichiers(dossier, bailleur="x", millesime=2026)
    expected = dresser_qualite(data.parc, None, build_taux(data, 2026).valeur)
    assert [row["champ"]["code"] for row in result.json["champ"]] == [row.champ.code for row in expected]
    assert [row["effet"] for row in result.json["champ"]] == [str(row.effet) for row in expected]


@pytest.mark.parametrize(("par", "entete"), [("programme", "Programme"), ("reservataire", "Réservataire")])
def test_other_ways_to_rank(gef: Gef, dossier: Path, par: str, entete: str) -> None:
    result = gef("qualite", "--dossier", dossier, "--exercice", "2026", "--par", par, "--format", "csv")
    assert result.code == 0
    assert result.text.lstrip("\ufeff").startswith(f"{entete};Logements du flux touchés;")


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_work_list_reads_back_as_corrections(gef: Gef, dossier: Path, tmp_path: Path, extension: str) -> None:
    liste = tmp_path / f"liste.{extension}"
    result = gef(
        "qualite", "--dossier", dossier, "--exercice", "2026", "--liste", liste, "--sortie", tmp_path / "q.json"
    )
    assert result.code == 0
    assert "cellules à corriger dans" in result.err
    lecture = read_modele(liste, nom=liste.name, modele="corrections")
    assert {c.code for c in lecture.rapport.causes} <= {"sans_valeur", "autres_feuilles"}
    assert lecture.table.height > 0


@pytest.mark.parametrize(
    ("args", "said"),
    [(("--liste", "x.pdf"), "attendu : .csv ou .xlsx"), (("--liste", "x.csv", "--champ", "etage"), "champ inconnu")],
)
def test_a_list_that_cannot_be_written_is_said(gef: Gef, dossier: Path, args: tuple[str, ...], said: str) -> None:
    result = gef("qualite", "--dossier", dossier, "--exercice", "2026", *args)
    assert result.code == 2
    assert said in result.err


def test_without_departures_the_order_is_that_of_the_dwellings(gef: Gef, dossier: Path) -> None:
    for nom in ("liberations", "faits"):
        (dossier / f"{nom}.csv").unlink()
    result = gef("qualite", "--dossier", dossier, "--exercice", "2026")
    assert (result.code, result.json["taux"]) == (0, None)
    assert "L’ordre est celui des logements concernés" in result.err
