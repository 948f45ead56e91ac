"""`gef reglages`: the settings tried on the files of a bailleur."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.cli.conftest import Gef

from gef.cli.orienter import NomRegle
from gef.cli.reglages import read_sur_mesure
from gef.core.errors import DonneeInvalideError
from gef.core.frontiere import GRILLE

DEBUT = date(2026, 1, 5)


@pytest.fixture
def flux(dossier: Path, tmp_path: Path) -> Path:
    """The files of the example, with a hundred and twenty liberations and no fact."""
    for file in dossier.iterdir():
        if file.is_file() and not file.name.startswith(("liberations", "faits")):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    rows = [
        f"N-{n:03d};{DEBUT + timedelta(days=n):%d/%m/%Y};{'06029' if n % 3 else '06004'};T{1 + n % 4};PLUS;non"
        for n in range(120)
    ]
    header = "logement;libere_le;commune;typologie;financement;qpv"
    (tmp_path / "liberations.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return tmp_path


def test_the_grid_and_a_setting_of_one_s_own(gef: Gef, flux: Path) -> None:
    result = gef("reglages", "--dossier", flux, "--au", "2026-06-15", "--tirages", "1", "--seuil", "0,5")
    assert result.code == 0, result.err
    assert [row["essai"]["code"] for row in result.json["lignes"]] == [*GRILLE, "sur_mesure"]
    assert result.json["lignes"][-1]["essai"]["parametres"]["seuil"] == "1/2"
    assert (result.json["base"]["logements"], result.json["base"]["ordres"]) == (120, 2)


@pytest.mark.parametrize(
    ("tableau", "rows", "start"),
    [
        ("frontiere", 5, "Réglage;Plus grand écart"),
        ("compromis", 4, "Réglage;On gagne"),
        ("mesures", 75, "Réglage;Mesure"),
    ],
)
def test_each_table_as_csv(gef: Gef, flux: Path, tableau: str, rows: int, start: str) -> None:
    args = ("--au", "2026-06-15", "--tirages", "0", "--format", "csv", "--tableau", tableau)
    lines = gef("reglages", "--dossier", flux, *args).text.splitlines()
    assert lines[0].startswith(start)
    assert len(lines) == rows + 1


def test_the_others_are_set_against_one_s_own_setting(gef: Gef, flux: Path) -> None:
    args = ("--au", "2026-06-15", "--tirages", "0", "--format", "csv", "--tableau", "compromis", "--regle", "retard")
    lines = gef("reglages", "--dossier", flux, *args, "--avance-min", "0").text.splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == [
        "le plus en retard, 0,15",
        "0,10 et 0,90",
        "0,15 et 0,80",
        "0,20 et 0,70",
        "0,25 et 0,60",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--avance-min", "peu"), "--avance-min « peu » ; attendu : un nombre"),
        (("--profil", "1/0"), "--profil « 1/0 » ; attendu : un nombre"),
        (("--seuil", "2"), "Seuil de retard : 2 ; attendu"),
    ],
)
def test_a_setting_that_cannot_be_read_is_refused(gef: Gef, flux: Path, options: tuple[str, ...], said: str) -> None:
    result = gef("reglages", "--dossier", flux, *options)
    assert (result.code, result.out) == (2, b"")
    assert said in result.err


def test_a_rule_alone_names_a_setting() -> None:
    nothing = dict.fromkeys(("avance_min", "seuil", "dispense", "profil", "commune"), "")
    assert read_sur_mesure(None, nothing) is None
    assert read_sur_mesure(NomRegle.RETARD, nothing) == GRILLE["retard"]
    with pytest.raises(DonneeInvalideError):
        read_sur_mesure(NomRegle.RETARD, nothing | {"dispense": "0"})
