"""`gef notice` and the options of `gef assiette`: the same figures as the pages, from files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Gef

PREVISIONS = "exercice;categorie;mois;nombre;document;declaree_le\n2026;anru;;2;Charte;20/02/2026\n"


@pytest.fixture
def copie(dossier: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(dossier, tmp_path / "copie"))


def test_a_flat_share_is_taken_when_it_is_asked_for(gef: Gef, dossier: Path) -> None:
    result = gef("assiette", "--dossier", dossier, "--exercice", 2026, "--forfait-mutations")
    assert (result.code, result.json["assiette"], result.json["soustraits"]) == (0, "36", "4")


def test_a_kept_result_says_what_changed_since(gef: Gef, copie: Path, tmp_path: Path) -> None:
    kept = tmp_path / "avant.json"
    assert gef("assiette", "--dossier", copie, "--exercice", 2026, "--sortie", kept).code == 0
    (copie / "previsions.csv").write_text(PREVISIONS, encoding="utf-8")
    result = gef("assiette", "--dossier", copie, "--exercice", 2026, "--comparer", kept)
    assert (result.code, result.json["ecart"]) == (0, "-2")
    assert [e["cause"] for e in result.json["effets"] if e["is_changed"]] == ["previsions"]
    table = gef("assiette", "--dossier", copie, "--exercice", 2026, "--comparer", kept, "--format", "csv")
    assert "nouvelle ligne" in table.text


@pytest.mark.parametrize("content", ["pas du JSON", "[]", "{}", '{"entree": {"exercice": 2026}}'])
def test_another_file_is_refused(gef: Gef, dossier: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "avant.json").write_text(content, encoding="utf-8")
    result = gef("assiette", "--dossier", dossier, "--exercice", 2026, "--comparer", tmp_path / "avant.json")
    assert (result.code, result.out) == (2, b"")
    assert "Attendu : un résultat de gef assiette." in result.err


def test_the_notice_tells_both_years(gef: Gef, copie: Path) -> None:
    (copie / "previsions.csv").write_text(PREVISIONS, encoding="utf-8")
    result = gef("notice", "--dossier", copie, "--exercice", 2026, "--au", "2026-02-20")
    assert (result.code, result.json["jours"], result.json["total"]["prevu"]) == (0, 7, 2)
    table = gef("notice", "--dossier", copie, "--exercice", 2026, "--au", "2026-02-20", "--format", "csv")
    assert table.text.splitlines()[0].startswith("Catégorie d’opération;")
