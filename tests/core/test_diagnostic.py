"""The diagnosis of a territory: counts side by side, ratios only where both terms are known."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.diagnostic import CommuneDiagnostic, Diagnostic, EntreeDiagnostic, dresser_diagnostic
from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source

RPLS = Source("RPLS", "donnee")
LYS = CommuneDiagnostic("06001", "200", 200, 50, 40, 10, 20, 5, 90, 30)
RIVE = CommuneDiagnostic("06002", "200", None, 10, 10, 0, 0, 1, 30, None)


def dresser(*communes: CommuneDiagnostic) -> Diagnostic:
    return dresser_diagnostic(EntreeDiagnostic("Pays de Lys", 2025, communes, RPLS))


def test_ratios_of_a_commune() -> None:
    (ligne,) = dresser(LYS).lignes
    assert (ligne.part_bailleur, ligne.part_reservee, ligne.rotation, ligne.tension) == (
        Fraction(1, 4),
        Fraction(1, 2),
        Fraction(1, 10),
        Fraction(3),
    )


def test_what_is_not_published_gives_no_ratio_and_stays_out_of_the_whole() -> None:
    diagnostic = dresser(LYS, RIVE)
    assert (diagnostic.lignes[1].part_bailleur, diagnostic.lignes[1].tension) == (None, None)
    total = diagnostic.total
    # 50 of 200: the 10 dwellings of the commune that is not published are not divided by another's stock.
    assert (total.donnees.parc_bailleur, total.donnees.parc_social, total.part_bailleur) == (60, 200, Fraction(1, 4))
    assert (total.donnees.demandes, total.tension) == (120, Fraction(3))
    assert diagnostic.manques == (
        "Parc social non publié : 1 communes sur 2.",
        "Attributions non renseignées : 1 communes sur 2.",
    )


def test_a_territory_of_which_nothing_is_published_says_so() -> None:
    diagnostic = dresser(RIVE)
    assert diagnostic.total.donnees.parc_social is None
    assert diagnostic.explication.etape("parc_social").valeur == "non publié"
    assert diagnostic.total.part_bailleur is None


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"parc_bailleur": 3, "eligibles": 4}, "4 logements éligibles pour un parc de 3"),
        ({"droits": -1}, "droits : -1"),
        ({"parc_social": -2}, "parc_social : -2"),
    ],
)
def test_impossible_counts_are_refused(champs: dict[str, Any], attendu: str) -> None:
    with pytest.raises(DonneeInvalideError, match=attendu):
        replace(LYS, **champs)


def test_a_commune_given_twice_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="06001 figure 2 fois"):
        dresser(LYS, LYS)


counts = st.integers(0, 500)
maybe = st.none() | counts


@st.composite
def communes(draw: st.DrawFn) -> tuple[CommuneDiagnostic, ...]:
    codes = draw(st.lists(st.integers(1, 99), unique=True, min_size=1, max_size=6))
    rows = []
    for code in codes:
        parc = draw(counts)
        rows.append(
            CommuneDiagnostic(
                f"060{code:02d}",
                "",
                draw(maybe),
                parc,
                draw(st.integers(0, parc)),
                draw(counts),
                draw(counts),
                draw(counts),
                draw(maybe),
                draw(maybe),
            )
        )
    return tuple(rows)


@given(communes())
def test_the_whole_adds_up_and_the_order_changes_nothing(rows: tuple[CommuneDiagnostic, ...]) -> None:
    diagnostic = dresser(*rows)
    assert diagnostic == dresser(*rows[::-1])
    assert diagnostic.total.donnees.droits == sum(c.droits for c in rows)
    known = [c for c in rows if c.parc_social is not None]
    if sum(c.parc_social or 0 for c in known):
        assert diagnostic.total.part_bailleur == Fraction(
            sum(c.parc_bailleur for c in known), sum(c.parc_social or 0 for c in known)
        )
    for ligne in diagnostic.lignes:
        assert (ligne.tension is None) == (ligne.donnees.demandes is None or not ligne.donnees.attributions)
