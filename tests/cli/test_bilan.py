"""`gef bilan`: which way it is asked, and what a replay says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.actions.bilan_exemple import a_bilan_fige
from tests.builders import Monde
from tests.cli.conftest import Gef

from gef.actions.bilans_figes import rejouer_bilan
from gef.cli.bilan import bilan, describe_rejeu
from gef.db.bilans.models import BilanFige
from gef.db.flux.models import Fait


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "fichiers"


def test_neither_files_nor_a_number_is_a_mistake(gef: Gef) -> None:
    result = gef("bilan")
    assert result.code == 2
    assert "--dossier et --exercice attendus, ou --rejouer" in result.err


def test_a_replay_says_identical_and_gives_the_data(monde: Monde, tmp_path: Path, capsys: Any) -> None:
    fige = a_bilan_fige(monde)
    written = tmp_path / "rejeu.json"
    bilan(rejouer=fige.pk, sortie=written)
    said = capsys.readouterr().err
    assert said == (
        f"Bilan 2025, version 1, Habitat Lys, figé le 15/06/2026 : identique, {written.stat().st_size} octets, "
        f"SHA-256 {fige.empreinte}.\n"
    )


def test_a_replay_that_differs_names_the_first_difference_and_ends_with_1(monde: Monde, capsys: Any) -> None:
    fige = a_bilan_fige(monde)
    Fait.objects.filter(type="bail").update(date=date(2026, 1, 3))
    with pytest.raises(typer.Exit) as ended:
        bilan(rejouer=fige.pk)
    assert ended.value.exit_code == 1
    assert " : différent. Premier écart, " in capsys.readouterr().err


def test_another_version_of_the_software_is_said(monde: Monde) -> None:
    fige = BilanFige.objects.get(pk=a_bilan_fige(monde).pk)
    Fait.objects.filter(type="bail").update(date=date(2026, 1, 3))
    rejeu = replace(rejouer_bilan(fige), logiciel="9.9")
    assert describe_rejeu(rejeu).endswith(f"Figé par la version {fige.logiciel}, rejoué par la 9.9.")
    assert describe_rejeu(replace(rejeu, ecart=None)).startswith("Bilan 2025, version 1")
    assert "l’ordre des lignes" in describe_rejeu(replace(rejeu, ecart=None))
