"""`gef droit`: the law of a day, whole."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.cli.conftest import Gef


def test_the_law_of_a_day_is_a_table(gef: Gef) -> None:
    result = gef("droit", "--au", "2026-11-22", "--format", "csv")
    assert (result.code, result.err) == (0, "")
    rows = list(csv.reader(io.StringIO(result.text), delimiter=";"))
    assert len(rows) > 20
    assert any("R. 441-5-2" in cell for row in rows for cell in row)
    as_json = gef("droit", "--au", "2026-11-22")
    assert as_json.code == 0
    assert as_json.json


def test_another_day_has_another_law(gef: Gef) -> None:
    assert gef("droit", "--au", "2019-01-01").out != gef("droit", "--au", "2026-11-22").out


def test_today_is_the_default(gef: Gef) -> None:
    assert gef("droit").code == 0


def test_the_page_of_the_documentation_is_written(gef: Gef, tmp_path: Path) -> None:
    page = tmp_path / "parametres.md"
    result = gef("droit", "--au", "2026-11-22", "--markdown", "--sortie", page)
    assert (result.code, result.out) == (0, b"")
    assert page.read_text(encoding="utf-8").startswith("# ")
