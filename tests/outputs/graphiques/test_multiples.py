"""Small multiples: two abreast in a page, one on a phone, all on one scale."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from gef.outputs.graphiques import GraphiqueMultiples, Panneau, PointSuivi
from gef.outputs.graphiques.multiples import COURBE, ENTRE, TITRE, draw_multiples

FINS = (date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 12))


def a_chart(*soldes: tuple[str, str, str], seuil: str | None = "0.8") -> GraphiqueMultiples:
    panneaux = tuple(
        Panneau(f"P{rank}", tuple(PointSuivi(day, Fraction(value)) for day, value in zip(FINS, row, strict=True)))
        for rank, row in enumerate(soldes)
    )
    return GraphiqueMultiples("m", "M", "D.", panneaux, None if seuil is None else Fraction(seuil))


def marks(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    rows = []
    for layer in spec["layer"]:
        if layer["mark"]["type"] == kind:
            data = layer["data"]
            rows += spec["datasets"][data["name"]] if "name" in data else data["values"]
    return rows


@pytest.mark.parametrize(("place", "rows"), [(560, 2), (320, 3)])
def test_panels_stand_two_abreast_where_there_is_room(place: int, rows: int) -> None:
    spec = draw_multiples(a_chart(("0", "1", "2"), ("0", "0", "0"), ("0", "-1", "0.5")), place)
    assert len({row["x"] for row in marks(spec, "line") if row["rang"] == 0}) == (2 if place == 560 else 1)
    assert spec["height"] == rows * (TITRE + COURBE + ENTRE) + 20


def test_every_panel_has_the_same_scale() -> None:
    spec = draw_multiples(a_chart(("0", "1", "2"), ("0", "-2", "1")), 320)
    lines = marks(spec, "line")
    first, second = (
        [row["y"] for row in lines if row["panneau"] == panel] for panel in sorted({row["panneau"] for row in lines})
    )
    step = (first[0] - first[2]) / 2  # pixels of one dwelling, in the first panel
    assert step == pytest.approx((second[1] - second[2]) / 3, abs=0.02)
    assert step == pytest.approx(COURBE / 4, abs=0.02)


def test_without_a_threshold_only_zero_is_ruled() -> None:
    with_one, without = (draw_multiples(a_chart(("0", "1", "2"), seuil=seuil), 320) for seuil in ("0.8", None))
    assert len(marks(with_one, "rule")) == 2
    assert len(marks(without, "rule")) == 1


def test_an_account_that_never_moved_is_drawn_on_zero() -> None:
    spec = draw_multiples(a_chart(("0", "0", "0"), seuil=None), 320)
    assert {row["y"] for row in marks(spec, "line")} == {row["y"] for row in marks(spec, "rule")}
