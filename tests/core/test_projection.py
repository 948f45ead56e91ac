"""The end of the year from its beginning: degenerate days, order, coverage, and what each réservataire may expect."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.intervalles import Intervalle
from gef.core.periodes import debut_exercice
from gef.core.projection import AnneePassee, DroitPrevu, EntreeProjection, LigneProjection, mesurer_part, projeter
from gef.core.rotation import CATEGORIES, COURANTES

JUILLET = date(2026, 7, 1)
SAISON = (AnneePassee(2024, 430, 463), AnneePassee(2025, 450, 471))
jours = st.dates(date(2026, 1, 1), date(2026, 12, 31))
liberations = st.dictionaries(st.sampled_from((COURANTES, *CATEGORIES)), st.integers(0, 500))
passees = st.sampled_from(((), SAISON[:1], SAISON, (AnneePassee(2024, 5, 4), AnneePassee(2025, 6, 3))))


def an_entree(jour: date = JUILLET, courantes: int = 150, **fields: Any) -> EntreeProjection:
    return EntreeProjection(jour.year, jour, fields.pop("liberations", {COURANTES: courantes}), **fields)


def test_two_past_years_give_the_season() -> None:
    methode, part = mesurer_part(an_entree(annees_passees=SAISON))
    assert (methode, part.valeur, part.evenements) == ("saison", Fraction(880, 1814), 1814)
    assert part.dispersion == 1


@pytest.mark.parametrize("annees", [(), SAISON[:1], (AnneePassee(2024, 7, 7), AnneePassee(2025, 8, 7))])
def test_too_little_past_leaves_the_calendar(annees: tuple[AnneePassee, ...]) -> None:
    entree = an_entree(annees_passees=annees)
    assert mesurer_part(entree)[1].valeur == Fraction(182, 365)
    projection = projeter(entree)
    assert projection.methode == "jours"
    assert "182 jours sur 365" in projection.explication.etape("part").calcul
    assert any("plus nombreux l’été" in phrase for phrase in projection.hypotheses)


def test_years_whose_seasons_differ_widen_the_interval() -> None:
    unlike = (AnneePassee(2024, 300, 593), AnneePassee(2025, 580, 341))
    one, other = (projeter(an_entree(annees_passees=annees)) for annees in (SAISON, unlike))
    assert one.part.valeur == other.part.valeur
    assert other.part.dispersion > 100
    assert one.flux.intervalle is not None
    assert other.flux.intervalle is None or other.flux.intervalle.largeur > one.flux.intervalle.largeur
    assert any("élargi" in phrase for phrase in other.hypotheses)


def test_the_dispersion_is_the_mean_of_squared_gaps() -> None:
    # 40 of 100 then 60 of 100 where 50 was expected: each gap is 2 standard deviations; one year is spent on the mean.
    _, part = mesurer_part(an_entree(annees_passees=(AnneePassee(2024, 40, 60), AnneePassee(2025, 60, 40))))
    assert (part.valeur, part.dispersion) == (Fraction(1, 2), Fraction(8))


@pytest.mark.parametrize("annees", [(), SAISON, (AnneePassee(2024, 450, 0), AnneePassee(2025, 450, 0))])
def test_on_31_december_the_year_is_what_it_was(annees: tuple[AnneePassee, ...]) -> None:
    projection = projeter(an_entree(date(2026, 12, 31), 219, annees_passees=annees))
    assert projection.flux.projete == 219
    assert projection.flux.intervalle == Intervalle(Fraction(219), Fraction(219))


def test_on_1_january_the_calendar_says_little_and_the_season_nothing() -> None:
    nobody = projeter(an_entree(date(2026, 1, 1), 0))
    assert nobody.flux.projete == 0
    assert nobody.flux.intervalle is not None
    assert nobody.flux.intervalle.haut > 1_000
    seasonal = (AnneePassee(2024, 0, 893), AnneePassee(2025, 1, 920))
    early = projeter(an_entree(date(2026, 1, 1), 2, annees_passees=seasonal, prevus={COURANTES: Fraction(254)}))
    assert (early.flux.intervalle, early.is_a_revoir) == (None, False)
    assert any("trop tôt" in phrase for phrase in early.hypotheses)


def test_when_no_past_year_had_begun_there_is_no_estimate() -> None:
    never = (AnneePassee(2024, 0, 893), AnneePassee(2025, 0, 921))
    droit = DroitPrevu("AL", Fraction(100), Fraction(0), 0, Fraction(2, 5))
    projection = projeter(
        an_entree(date(2026, 1, 1), 0, annees_passees=never, prevus={COURANTES: Fraction(250)}, droits=(droit,))
    )
    assert (projection.flux.projete, projection.flux.ecart, projection.droits[0].projetes) == (None, None, None)
    assert (projection.droits[0].ecart, projection.droits[0].is_hors_prevision) == (None, False)
    assert [e.code for e in projection.explication.etapes] == ["realise", "part"]


def test_a_forecast_out_of_the_interval_is_to_be_reviewed() -> None:
    kept, left = (projeter(an_entree(annees_passees=SAISON, prevus={COURANTES: Fraction(n)})) for n in (310, 254))
    assert (kept.is_a_revoir, left.is_a_revoir) == (False, True)
    assert left.flux.ecart == Fraction(150 * 1814, 880) - 254


def test_without_a_forecast_there_is_nothing_to_review() -> None:
    projection = projeter(an_entree())
    assert (projection.is_a_revoir, projection.flux.ecart, projection.total.prevu) == (False, None, None)


@given(jours, liberations, passees)
def test_lines_add_up_to_the_whole(jour: date, counts: Mapping[str, int], annees: tuple[AnneePassee, ...]) -> None:
    projection = projeter(an_entree(jour, liberations=counts, annees_passees=annees))
    lines = (projection.flux, *projection.categories)
    assert projection.total.realise == sum(line.realise for line in lines) == sum(counts.values())
    if projection.total.projete is not None:
        assert sum(line.projete or 0 for line in lines) == projection.total.projete


@given(jours, st.integers(0, 2_000), passees)
def test_the_projection_never_goes_under_what_happened_nor_out_of_its_interval(
    jour: date, count: int, annees: tuple[AnneePassee, ...]
) -> None:
    flux = projeter(an_entree(jour, count, annees_passees=annees)).flux
    assert flux.projete is None or flux.projete >= count
    assert flux.intervalle is None or flux.projete is None or flux.intervalle.contains(flux.projete)


@given(jours, st.integers(0, 2_000), passees)
def test_one_more_departure_raises_the_projection(jour: date, count: int, annees: tuple[AnneePassee, ...]) -> None:
    one, more = (projeter(an_entree(jour, n, annees_passees=annees)).flux for n in (count, count + 1))
    assert one.projete is None or more.projete is None or one.projete < more.projete


@given(st.integers(0, 363), st.integers(0, 2_000))
def test_the_same_count_later_foretells_less(rank: int, count: int) -> None:
    day = debut_exercice(2026) + timedelta(days=rank)
    one, later = (projeter(an_entree(d, count)).flux for d in (day, day + timedelta(days=1)))
    assert one.projete is not None
    assert later.projete is not None
    assert later.projete <= one.projete


def test_a_small_territory_foretells_less_than_a_large_one() -> None:
    """A commune where 3 dwellings were freed says little of its year: a promise of 4 is not contradicted by 2."""
    droits = (
        DroitPrevu("DEPARTEMENT", Fraction(30), Fraction(15), 150, Fraction(1, 10)),
        DroitPrevu("COMMUNE", Fraction(4, 10), Fraction(1, 10), 1, Fraction(1, 10)),
    )
    large, small = projeter(an_entree(annees_passees=SAISON, droits=droits)).droits
    assert (large.is_hors_prevision, small.is_hors_prevision) == (False, False)
    assert large.intervalle is not None
    assert small.intervalle is not None
    assert small.projetes == Fraction(1, 10) * Fraction(1814, 880)
    assert small.intervalle.largeur / small.prevus > large.intervalle.largeur / large.prevus


@pytest.mark.parametrize(
    "args", [(Fraction(-1), 3, Fraction(1, 2)), (Fraction(1), -3, Fraction(1, 2)), (Fraction(1), 3, Fraction(2))]
)
def test_impossible_rights_are_refused(args: tuple[Any, ...]) -> None:
    with pytest.raises(DonneeInvalideError, match="droits de AL"):
        DroitPrevu("AL", Fraction(1), *args)


def test_each_reservataire_has_his_part_of_what_remains() -> None:
    droits = (
        DroitPrevu("AL", Fraction(100), Fraction(60), 150, Fraction(2, 5)),
        DroitPrevu("VILLE", Fraction(20), Fraction(20), 100, Fraction(0)),
    )
    projection = projeter(an_entree(annees_passees=SAISON, prevus={COURANTES: Fraction(250)}, droits=droits))
    flux, (al, ville) = projection.flux, projection.droits
    assert flux.projete is not None
    assert flux.intervalle is not None
    assert al.projetes == 60 + Fraction(2, 5) * (flux.projete - 150)
    assert al.intervalle == Intervalle(
        60 + Fraction(2, 5) * (flux.intervalle.bas - 150), 60 + Fraction(2, 5) * (flux.intervalle.haut - 150)
    )
    assert al.ecart == al.projetes - 100
    assert al.is_hors_prevision
    assert (ville.projetes, ville.ecart, ville.is_hors_prevision) == (20, 0, False)


@pytest.mark.parametrize(
    ("years", "rate", "day"), [(0, 300, 60), (0, 40, 200), (2, 300, 100), (3, 80, 240), (2, 900, 330)]
)
def test_the_interval_holds_what_happens_19_times_in_20(years: int, rate: int, day: int) -> None:
    """Years drawn day by day: the true end of the year is in the interval 90 to 99 times in a hundred."""
    rng = random.Random(f"{years}-{rate}-{day}")
    jour = debut_exercice(2026) + timedelta(days=day - 1)
    kept = 0
    draws = 400
    for _ in range(draws):
        annees = tuple(AnneePassee(2025 - n, *draw_year(rng, rate, day)) for n in range(years))
        before, after = draw_year(rng, rate, day)
        interval = projeter(an_entree(jour, before, annees_passees=annees)).flux.intervalle
        assert interval is not None
        kept += interval.contains(before + after)
    assert 0.90 <= kept / draws <= 0.995


def draw_year(rng: random.Random, rate: int, day: int) -> tuple[int, int]:
    """Departures up to a day and after it, each dwelling of a parc of ten times the rate leaving or not."""
    leaving = sum(rng.random() < 0.1 for _ in range(10 * rate))
    before = sum(rng.random() < day / 365 for _ in range(leaving))
    return before, leaving - before


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"jour": date(2025, 12, 31)}, "un jour de 2026"),
        ({"liberations": {"travaux": 3}}, "travaux inconnu"),
        ({"liberations": {COURANTES: -1}}, "courantes négatif"),
        ({"prevus": {"vente": Fraction(-1)}}, "vente négatif"),
        ({"annees_passees": (AnneePassee(2026, 1, 1),)}, "des années avant 2026"),
    ],
)
def test_impossible_inputs_are_refused(fields: dict[str, Any], message: str) -> None:
    args: dict[str, Any] = {"jour": JUILLET, "liberations": {COURANTES: 1}} | fields
    with pytest.raises(DonneeInvalideError, match=message):
        EntreeProjection(2026, **args)


def test_a_past_year_has_no_negative_count() -> None:
    with pytest.raises(DonneeInvalideError, match="positifs ou nuls"):
        AnneePassee(2024, -1, 3)


def test_a_line_without_interval_holds_every_forecast() -> None:
    assert not LigneProjection(COURANTES, 1, None, None, Fraction(5)).is_hors_prevision
