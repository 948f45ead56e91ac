"""`gef diagnostic`: the same figures as on screen, from the files."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Gef


def test_a_territory_from_the_files(gef: Gef, dossier: Path) -> None:
    result = gef("diagnostic", "--dossier", dossier, "--au", "2026-11-22")
    assert (result.code, result.err) == (0, "")
    content = result.json
    assert content["annee"] == 2025
    # The example has 410 dwellings, of which 400 are eligible.
    assert (content["total"]["donnees"]["parc_bailleur"], content["total"]["donnees"]["eligibles"]) == (410, 400)


def test_in_csv_it_is_the_table_of_the_page(gef: Gef, dossier: Path) -> None:
    result = gef("diagnostic", "--dossier", dossier, "--territoire", "epci:1", "--au", "2026-11-22", "--format", "csv")
    assert result.code == 0
    assert result.text.startswith("Commune;EPCI;Parc social;Parc du bailleur")
