"""The households of the former years are drawn for the attributions of which no page tells, and for those only."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.builders import MOMENT

from gef.demo.menages import list_menages
from gef.demo.monde import build_monde


def draw() -> list[Any]:
    told = build_monde().deroule.faits
    faits: Any = [
        SimpleNamespace(liberation=row.liberation, liberation_id=row.liberation.reference, rang=row.rang)
        for row in told
    ]
    acteur: Any = SimpleNamespace(utilisateur_id=1)
    return list_menages(told, faits, acteur)


def test_they_are_drawn_once_for_all_and_never_beside_a_page_of_the_commission() -> None:
    rows = draw()
    on_pages = {fait.liberation.reference for fait in build_monde().deroule.faits if fait.type == "candidats"}
    told = {fait.liberation.reference for fait in build_monde().deroule.faits if fait.type == "attribution"}
    assert {row.liberation_id for row in rows} < told - on_pages
    assert len(rows) > len(told) * 3 // 4
    assert [(row.liberation_id, row.public) for row in rows] == [(row.liberation_id, row.public) for row in draw()]
    assert all(row.ecrit_le < MOMENT.replace(year=2027) for row in rows)
