"""The four drawings, from their declaration to what Vega is given."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from gef.outputs import nombres
from gef.outputs.graphiques.declaration import (
    BarreSolde,
    GraphiqueBarres,
    GraphiqueMarches,
    GraphiqueSoldes,
    GraphiqueSuivi,
    Marche,
    PointSuivi,
    Serie,
)
from gef.outputs.graphiques.trace import ROLES, TONS, draw_barres, draw_marches, draw_soldes, draw_suivi


def rows(spec: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    data = spec["layer"][layer]["data"]
    values: list[dict[str, Any]] = spec["datasets"][data["name"]] if "name" in data else data["values"]
    return values


def domain(spec: dict[str, Any], channel: str = "x") -> list[float]:
    found: list[float] = next(
        layer["encoding"][channel]["scale"]["domain"] for layer in spec["layer"] if channel in layer.get("encoding", {})
    )
    return found


def test_soldes_go_from_the_latest_to_the_most_ahead() -> None:
    barres = (
        BarreSolde("b", Fraction(-1, 3), "avance"),
        BarreSolde("c", Fraction(2), "retard"),
        BarreSolde("a", Fraction(-1, 3)),
    )
    spec = draw_soldes(GraphiqueSoldes("s", "S", "D.", barres, Fraction(1)), 560)
    assert [(r["nom"], r["etiquette"], r["couleur"]) for r in rows(spec, 1)] == [
        ("c", "+2,00", TONS["retard"]),
        ("a", "−0,33", TONS["neutre"]),
        ("b", "−0,33", TONS["avance"]),
    ]
    assert [r["valeur"] for r in rows(spec, 0)] == [-1.0, 1.0]
    bas, haut = domain(spec)
    assert (bas < -1, haut > 2) == (True, True)


def test_without_a_threshold_none_is_drawn() -> None:
    spec = draw_soldes(GraphiqueSoldes("s", "S", "D.", (BarreSolde("a", Fraction(1)),)), 560)
    assert rows(spec, 0) == []


def test_bars_skip_what_is_missing_and_sign_what_must_be() -> None:
    series = (Serie("x", (3, None)), Serie("y", (Fraction(-1, 2), 4)))
    graphique = GraphiqueBarres("b", "B", "D.", ("T2", "T3"), series, decimales=1, signe=True)
    found = rows(draw_barres(graphique, 560), 0)
    assert [(r["nom"], r["serie"], r["etiquette"]) for r in found] == [
        ("T2", 0, "+3,0"),
        ("T2", 1, "−0,5"),
        ("T3", 1, "+4,0"),
    ]


def test_piled_bars_hold_in_the_axis_and_carry_no_label() -> None:
    graphique = GraphiqueBarres("b", "B", "D.", ("T2", "T3"), (Serie("x", (3, 4)), Serie("y", (1, 6))), "empile")
    spec = draw_barres(graphique, 320)
    assert domain(spec) == [0.0, 10.0]
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["bar", "rule"]


def test_steps_hang_where_the_former_one_ended() -> None:
    marches = (Marche("Prévu", 306, "depart"), Marche("Mutations", -31), Marche("Assiette", 275, "resultat"))
    found = rows(draw_marches(GraphiqueMarches("m", "M", "D.", marches), 560), 0)
    assert [(r["debut"], r["valeur"], r["etiquette"], r["couleur"]) for r in found] == [
        (0.0, 306.0, "306", ROLES["depart"]),
        (275.0, 306.0, "−31", ROLES["variation"]),
        (0.0, 275.0, "275", ROLES["resultat"]),
    ]


@pytest.mark.parametrize("soldes", [(0, 0), (Fraction(1, 3), Fraction(-9, 2)), (-2, -1), (3, 3, Fraction(7, 2))])
def test_a_follow_up_holds_every_solde_zero_and_its_last_label(soldes: tuple[Fraction | int, ...]) -> None:
    debut = date(2026, 1, 1)
    points = tuple(PointSuivi(debut + timedelta(days=20 * n), Fraction(solde)) for n, solde in enumerate(soldes))
    spec = draw_suivi(GraphiqueSuivi("s", "S", "D.", points), 320)
    bas, haut = domain(spec, "y")
    assert bas < min(0, *soldes)
    assert haut > max(0, *soldes)
    assert domain(spec, "x") == [debut.toordinal(), points[-1].jour.toordinal()]
    [last] = rows(spec, 2)
    assert (last["jour"], last["etiquette"]) == (points[-1].jour.toordinal(), nombres.solde(points[-1].solde))


@pytest.mark.parametrize(("fin", "mois"), [(date(2026, 12, 31), 4), (date(2026, 1, 20), 1)])
def test_months_are_named_as_room_allows(fin: date, mois: int) -> None:
    points = (PointSuivi(date(2026, 1, 1), Fraction(0)), PointSuivi(fin, Fraction(1)))
    spec = draw_suivi(GraphiqueSuivi("s", "S", "D.", points), 320)
    [values] = [layer["encoding"]["x"]["axis"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert 1 <= len(values) <= mois
    assert values[0] == date(2026, 1, 1).toordinal()
