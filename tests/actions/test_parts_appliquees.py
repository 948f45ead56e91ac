"""What holds on a day is the same before and after: parts are cut, replaced, never lost, never doubled."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from tests.actions.convention_exemple import DEBUT, a_signed, in_force
from tests.builders import MOMENT, Monde, an_acteur

from gef.actions.conventions import ConventionRefuseeError
from gef.actions.parts_appliquees import Effet, appliquer, arreter
from gef.db.conventions.models import ParoleConvention
from gef.db.flux.requetes import conventions_of


def held_on(monde: Monde, jour: date) -> list[Fraction]:
    rows = conventions_of(monde.habitat_lys.pk).filter(reservataire__code="VILLE")
    return [row.part for row in rows if row.debut <= jour and (row.fin is None or jour < row.fin)]


def an_effet(monde: Monde, debut: date, fin: date) -> Effet:
    lue = a_signed(monde)
    return Effet(ParoleConvention.objects.order_by("-pk")[0], lue.termes, debut, fin, "Convention")


@pytest.mark.parametrize("days", [0, 1, 400, 900])
def test_one_part_and_one_only_holds_on_each_day(monde: Monde, days: int) -> None:
    debut = date(2024, 1, 1) + timedelta(days=days)
    fin = debut + timedelta(days=365)
    assert appliquer(an_acteur(monde.gestionnaire), an_effet(monde, debut, fin), MOMENT) == 1
    for jour in (date(2024, 1, 1), debut - timedelta(days=1), debut, fin - timedelta(days=1)):
        assert len(held_on(monde, jour)) == (jour >= date(2024, 1, 1))
    assert held_on(monde, fin) == []


def test_the_delays_bear_the_days_and_the_source(monde: Monde) -> None:
    appliquer(an_acteur(monde.gestionnaire), an_effet(monde, DEBUT, date(2027, 1, 1)), MOMENT)
    rows = list(monde.comptes["VILLE"].delais.values_list("etape", "debut", "fin", "document"))
    assert {row[0] for row in rows} == {"reponse", "dossiers", "candidats", "neuf"}
    assert {row[1:] for row in rows} == {(DEBUT, date(2027, 1, 1), "Convention")}


def test_an_end_before_the_start_is_refused(monde: Monde) -> None:
    in_force(monde)
    parole = ParoleConvention.objects.order_by("-pk")[0]
    with pytest.raises(ConventionRefuseeError, match="commence le 01/07/2026"):
        arreter(parole, DEBUT)
    assert arreter(parole, date(2027, 1, 1)) == 1
    assert arreter(parole, date(2027, 6, 1)) == 0, "already over by then"
