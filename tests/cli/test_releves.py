"""`gef releves` and the disagreements of `gef etat-des-lieux`, from a folder of files."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Gef

RESERVATIONS = """logement;reservataire;droit;debut;fin
L-06029-13-2-0;VILLE;;;
L-06029-13-2-1;VILLE;;01/01/2012;
L-06004-13-2-0;AL;;;
L-06004-13-2-1;AL;;;01/01/2020
"""


@pytest.fixture
def reserve(dossier: Path, tmp_path: Path) -> Path:
    """Give the folder of the example, with a list of reserved dwellings."""
    folder = tmp_path / "lys"
    shutil.copytree(dossier, folder)
    (folder / "reservations.csv").write_text(RESERVATIONS, encoding="utf-8")
    return folder


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_each_reservataire_has_his_file_and_all_have_the_aggregate(gef: Gef, reserve: Path, tmp_path: Path) -> None:
    out = tmp_path / "releves"
    arguments = ("releves", "--dossier", reserve, "--sortie", out, "--format", "csv", "--au", "2026-11-22")
    result = gef(*arguments)
    assert (result.code, result.out) == (0, b"")
    assert result.err == f"{out} : 3 fichiers écrits.\n"
    names = ["releve-agrege-2026-11-22.csv", "releve-al-2026-11-22.csv", "releve-ville-2026-11-22.csv"]
    assert sorted(path.name for path in out.iterdir()) == names
    ville = rows((out / names[2]).read_text(encoding="utf-8-sig"))
    assert [row["Identifiant du bailleur"] for row in ville] == ["L-06029-13-2-0", "L-06029-13-2-1"]
    assert {row["Rotation, tout le parc"] for row in ville} == {"0,1"}
    al = rows((out / names[1]).read_text(encoding="utf-8-sig"))
    assert [row["Identifiant du bailleur"] for row in al] == ["L-06004-13-2-0"]
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert gef(*arguments).code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first


@pytest.mark.parametrize(("format_", "start"), [("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_one_reservataire_alone(gef: Gef, reserve: Path, tmp_path: Path, format_: str, start: bytes) -> None:
    out = tmp_path / "un"
    result = gef("releves", "--dossier", reserve, "--sortie", out, "--reservataire", "VILLE", "--format", format_)
    assert result.code == 0
    (path,) = out.iterdir()
    assert path.read_bytes().startswith(start)
    assert "1 fichier écrit" in result.err


def test_an_unknown_account_is_refused_in_french(gef: Gef, reserve: Path, tmp_path: Path) -> None:
    result = gef("releves", "--dossier", reserve, "--sortie", tmp_path / "rien", "--reservataire", "RIVE")
    assert result.code == 2
    assert "Réservataire « RIVE » inconnu" in result.err.replace("\u00a0", " ")


def test_without_a_list_only_the_aggregate_is_written(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    out = tmp_path / "releves"
    assert gef("releves", "--dossier", dossier, "--sortie", out, "--format", "csv").code == 0
    assert len(list(out.iterdir())) == 1


def test_the_etat_des_lieux_says_what_does_not_agree(gef: Gef, reserve: Path) -> None:
    arguments = ("etat-des-lieux", "--dossier", reserve, "--au", "2026-11-22")
    found = gef(*arguments).json["rapprochement"]
    assert found["listes"] == 3
    assert {row["genre"]["code"]: row["nombre"] for row in found["desaccords"]} == {
        "sans_code": 3,
        "droit_sans_logement": 3,
        "nombre_different": 1,
        "sans_droit": 2,
    }
    assert "genres" not in found


@pytest.mark.parametrize(
    ("tableau", "column", "values"),
    [
        ("reservataires", "Réservataire", ["Action Logement", "État, agents publics", "État, publics prioritaires"]),
        ("droits", "Écart", ["79", "40", "100", "30"]),
        ("logements", "Logement", ["L-06029-13-2-0", "L-06029-13-2-1"]),
    ],
)
def test_each_table_is_a_csv(gef: Gef, reserve: Path, tableau: str, column: str, values: list[str]) -> None:
    result = gef(
        *("etat-des-lieux", "--dossier", reserve, "--au", "2026-11-22", "--format", "csv", "--tableau", tableau)
    )
    assert [row[column] for row in rows(result.text)][: len(values)] == values
