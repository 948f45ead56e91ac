"""The projection of a bailleur's year: what is counted, when, and what each account was promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from tests.actions.monde_complet import a_dossier
from tests.builders import ANTIBES, CANNES, Monde

from gef.actions.donnees import ConventionInscrite, Dossier, epci_par_commune
from gef.actions.entrees import compute_assiette, droits_par_commune, flux_par_commune
from gef.actions.projection import build_projection, compute_projection, list_departs, tabulate_departs
from gef.core.assiette import Assiette
from gef.core.parts import BAILLEUR
from gef.core.projection import AnneePassee, EntreeProjection
from gef.core.rotation import COURANTES

JOUR = date(2026, 6, 15)


@pytest.fixture
def dossier(monde: Monde) -> Dossier:
    return a_dossier(monde)


@pytest.fixture
def assiette(dossier: Dossier) -> Assiette:
    return compute_assiette(dossier, 2026)


def build(dossier: Dossier, assiette: Assiette, jour: date = JOUR) -> EntreeProjection:
    return build_projection(dossier, list_departs(dossier), assiette, jour)


def test_only_the_departures_up_to_the_day_count(dossier: Dossier, assiette: Assiette) -> None:
    # 1 and 8 June in the flux, a mutation on 4 May; the fourth is free on 2 July.
    assert build(dossier, assiette).liberations == {COURANTES: 2, "mutations": 1}
    assert build(dossier, assiette, date(2026, 7, 2)).liberations == {COURANTES: 3, "mutations": 1}
    assert build(dossier, assiette, date(2026, 5, 3)).liberations == {}


def test_past_years_are_cut_on_the_same_day(dossier: Dossier, assiette: Assiette) -> None:
    # One departure a week from 1 February: 20 by 15 June in 2025, of 33; 20 in 2024 too, of 30.
    assert build(dossier, assiette).annees_passees == (AnneePassee(2024, 20, 10), AnneePassee(2025, 20, 13))


def test_29_february_is_before_1_march_in_every_year() -> None:
    days = [date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 29), date(2024, 3, 1)]
    departs = tabulate_departs((day, CANNES, "") for day in days)
    assert departs.get_column("hors_flux").to_list() == [COURANTES] * 4


def test_the_forecast_is_that_of_the_assiette(dossier: Dossier, assiette: Assiette) -> None:
    assert build(dossier, assiette).prevus == {COURANTES: assiette.assiette, "anru": 2}


def test_what_was_promised_is_what_the_objectives_say(dossier: Dossier, assiette: Assiette) -> None:
    communes = flux_par_commune(dossier, assiette, epci_par_commune())
    promised = {nom: sum(by.values()) for nom, by in droits_par_commune(dossier, communes, JOUR).items()}
    assert {droit.reservataire: droit.prevus for droit in build(dossier, assiette).droits} == promised


def test_the_rest_and_the_acquired_are_shared_out_entirely(dossier: Dossier, assiette: Assiette) -> None:
    droits = build(dossier, assiette).droits
    # Both were freed in Cannes, where everybody has a part.
    assert {droit.liberations for droit in droits} == {2}
    assert sum(droit.part_du_reste for droit in droits) == 1
    assert sum(droit.acquis for droit in droits) == 2
    projection = compute_projection(dossier, assiette, JOUR)
    assert sum(droit.projetes or 0 for droit in projection.droits) == projection.flux.projete
    assert droits[-1].reservataire == BAILLEUR


def test_a_dwelling_counts_by_the_convention_of_its_day(dossier: Dossier, assiette: Assiette) -> None:
    others = tuple(c for c in dossier.conventions if c.reservataire != "VILLE")
    change = date(2026, 6, 8)
    ville = (
        ConventionInscrite("VILLE", Fraction(1, 5), date(2024, 1, 1), change),
        ConventionInscrite("VILLE", Fraction(1, 10), change),
    )
    entree = build(replace(dossier, conventions=(*others, *ville)), assiette)
    [droit] = [row for row in entree.droits if row.reservataire == "VILLE"]
    assert droit.acquis == Fraction(1, 5) + Fraction(1, 10)


def test_an_account_of_another_commune_has_nothing_here(dossier: Dossier, assiette: Assiette) -> None:
    rows = tuple(replace(row, commune=ANTIBES) for row in dossier.liberations)
    droits = {d.reservataire: d for d in build(replace(dossier, liberations=rows), assiette).droits}
    ville, al = droits["VILLE"], droits["AL"]
    assert (ville.acquis, ville.liberations, ville.part_du_reste) == (0, 0, Fraction(1, 5))
    assert (al.acquis, al.liberations, al.part_du_reste) == (2 * Fraction(2, 5), 2, Fraction(2, 5))


def test_the_whole_is_projected(dossier: Dossier, assiette: Assiette) -> None:
    projection = compute_projection(dossier, assiette, JOUR)
    assert (projection.methode, projection.part.valeur) == ("saison", Fraction(40, 63))
    assert projection.flux.projete == 2 * Fraction(63, 40)
    assert projection.is_a_revoir
    assert projection.total.prevu == assiette.assiette + 2
