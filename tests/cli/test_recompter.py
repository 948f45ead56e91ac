"""`gef recompter`: the same facts under another rule, from files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Gef

PERIODE = ("--debut", "2026-01-01", "--fin", "2027-01-01")


@pytest.mark.parametrize(
    ("regle", "al", "ville"),
    [
        ((), (1, 1), (0, 0)),
        (("--declencheur", "bail"), (1, 0), (0, 0)),
        (("--refus", "compte"), (1, 1), (0, 1)),
        (("--silence", "compte"), (1, 1), (0, 0)),
        (("--declencheur", "bail", "--refus", "compte"), (1, 0), (0, 1)),
    ],
)
def test_a_year_under_other_rules(
    gef: Gef, dossier: Path, regle: tuple[str, ...], al: tuple[int, int], ville: tuple[int, int]
) -> None:
    result = gef("recompter", "--dossier", dossier, *PERIODE, *regle)
    found = {row["reservataire"]: (row["convention"], row["regle"]) for row in result.json["lignes"]}
    assert (result.code, found["AL"], found["VILLE"]) == (0, al, ville)


def test_the_dwellings_that_explain_are_named(gef: Gef, dossier: Path) -> None:
    args = ("recompter", "--dossier", dossier, *PERIODE, "--declencheur", "bail", "--format", "csv")
    assert gef(*args).text.splitlines()[-1] == "Ville de Lys;0;0;0"
    rows = gef(*args, "--tableau", "logements").text.splitlines()
    assert rows[1:] == [
        "N-01;Action Logement;Cannes;1;0;orientation le 28\N{NO-BREAK SPACE}janvier\N{NO-BREAK SPACE}2026, compté en moins"
    ]


def test_an_empty_period_is_refused(gef: Gef, dossier: Path) -> None:
    result = gef("recompter", "--dossier", dossier, "--debut", "2026-01-01", "--fin", "2026-01-01")
    assert (result.code, result.out) == (2, b"")
    assert "attendu : une fin après" in result.err


def test_a_precision_that_cannot_be_read_says_its_line(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    copie = Path(shutil.copytree(dossier, tmp_path / "copie"))
    (copie / "faits.csv").write_text(
        "logement;date;type;reservataire;precision\nN-01;19/01/2026;qualification_hors_flux;;metro\n", encoding="utf-8"
    )
    result = gef("recompter", "--dossier", copie, *PERIODE)
    assert result.code == 2
    assert "faits, ligne 2, « N-01 »" in result.err
    assert "« metro » ; attendu, une fois chacun : mutations, anru" in result.err
