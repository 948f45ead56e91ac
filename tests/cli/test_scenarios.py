"""`gef scenario` and `gef horizon` on a folder of files: the figures found by hand, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Gef
from tests.cli.dossier_exemple import write_dossier, write_droits


def write(tmp_path: Path, *changements: dict[str, Any], nom: str = "Essai") -> Path:
    path = tmp_path / "changements.json"
    path.write_text(json.dumps({"nom": nom, "changements": list(changements)}), encoding="utf-8")
    return path


def test_ten_percent_fewer_dwellings(gef: Gef, dossier: Path) -> None:
    result = gef("scenario", "--dossier", dossier, "--exercice", 2026, "--liberations", "0,9")
    assert (result.code, result.err) == (0, "")
    content = result.json
    assert (content["base"]["assiette"]["assiette"], content["issue"]["assiette"]["assiette"]) == ("40", "36")
    assert (content["base"]["objectif"], content["ecarts"]["gagnants"]) == (40, [])
    assert content["nom"].startswith("−10")


def test_the_base_has_the_objectives_of_the_year(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    nothing = gef("scenario", "--dossier", dossier, "--exercice", 2026, "--changements", write(tmp_path)).json
    objectifs = gef("objectifs", "--dossier", dossier, "--exercice", 2026).json
    found = {c["reservataire"]: c["apres"]["objectif"] for c in nothing["ecarts"]["comptes"]}
    assert found == {t["code"]: t["objectif"] for t in objectifs["reservataires"]}
    assert nothing["base"] == nothing["issue"]


def test_a_file_of_changes_by_another_method(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {"genre": "livraison", "commune": "06004", "logements": 40},
        {"genre": "liberations", "facteur": 0.9},
    )
    options = ("--changements", path, "--methode", "part_du_parc", "--format", "csv")
    result = gef("scenario", "--dossier", dossier, "--exercice", 2026, *options)
    assert result.code == 0
    rows = {r["Réservataire"]: r for r in csv.DictReader(io.StringIO(result.text.lstrip("\ufeff")), delimiter=";")}
    # 440 dwellings × 9 % are 39,6; 80 of 440 rights are Action Logement's.
    assert rows["Action Logement"]["Scénario, logements"] == "7,2"


def test_parts_above_the_flux_answer_no(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    path = write(tmp_path, {"genre": "part_negociee", "reservataire": "AL", "part": "90/100"})
    result = gef("scenario", "--dossier", dossier, "--exercice", 2026, "--changements", path)
    assert result.code == 1
    assert result.json["issue"]["objectif"] is None
    assert "ni objectif ni solde" in result.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "Attendu : un objet JSON"),
        ("[]", "attendu : un objet"),
        ('{"nom": "", "changements": []}', "attendu : un nom"),
        ('{"nom": "x", "changements": [{"genre": "zut"}]}', "parmi 'livraison'"),
        ('{"nom": "x", "changements": [{"genre": "livraison", "commune": "X", "logements": 3}]}', "un code INSEE"),
        ('{"nom": "x", "changements": [{"genre": "droit_eteint", "reservataire": "X"}]}', "« X » : inconnu"),
    ],
)
def test_a_wrong_file_is_refused_in_french(gef: Gef, dossier: Path, tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "faux.json"
    path.write_text(content, encoding="utf-8")
    result = gef("scenario", "--dossier", dossier, "--exercice", 2026, "--changements", path)
    assert (result.code, result.out) == (2, b"")
    assert message in result.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "attendu : --changements ou --liberations"),
        (("--liberations", "9/10", "--changements", "x.json"), "et un seul"),
        (("--liberations", "beaucoup"), "attendu : un facteur positif"),
        (("--liberations", "-1/2"), "attendu : un facteur positif"),
        (("--liberations", "1/0"), "attendu : un facteur positif"),
        (("--changements", "absent.json"), "absent.json"),
    ],
)
def test_what_to_change_is_said_once(gef: Gef, dossier: Path, options: tuple[str, ...], message: str) -> None:
    result = gef("scenario", "--dossier", dossier, "--exercice", 2026, *options)
    assert result.code == 2
    assert message in result.err


def test_the_years_ahead(gef: Gef, tmp_path: Path) -> None:
    dossier = write_dossier(tmp_path / "lys")
    write_droits(dossier, [("ETAT-P", "etat", 100, ""), ("AL", "un_pourcent", 2, "")])
    result = gef("horizon", "--dossier", dossier, "--exercice", 2026, "--methode", "part_du_parc")
    assert (result.code, result.err) == (0, "")
    content = result.json
    # The guarantee of the Ville is repaid in 2050: its rights last until 2054.
    assert (content["premier"], content["dernier"], content["sans_terme"]) == (2026, 2055, 102)
    [end] = content["echeances"]
    assert (end["exercice"], end["reservataire"], end["nombre"], end["logements"]) == (2055, "VILLE", 30, "3")
    surviving = {annee["exercice"]: annee["en_survie"] for annee in content["annees"] if annee["en_survie"]}
    assert surviving == dict.fromkeys(range(2050, 2055), 30)
    small = next(c for c in content["comptes"] if c["reservataire"] == "AL")
    # 2 rights on 400 dwellings that free 40 a year: 0,2 dwelling a year, less the one received in 2025.
    assert (small["is_petit"], small["logements"]) == (True, "1/5")
    assert len(small["annees"]) == 4


def test_the_years_ahead_as_a_table(gef: Gef, dossier: Path) -> None:
    result = gef("horizon", "--dossier", dossier, "--exercice", 2026, "--ans", 3, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.text.lstrip("\ufeff")), delimiter=";"))
    assert {row["Exercice"] for row in rows} == {"2026", "2027", "2028"}
