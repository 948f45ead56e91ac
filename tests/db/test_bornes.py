"""The newest row of a selection."""

from __future__ import annotations

from tests.builders import Monde

from gef.db.bornes import newest_pk
from gef.db.flux.models import Liberation


def test_the_newest_row_is_the_last_written(monde: Monde) -> None:
    newest = max(row.pk for row in monde.liberations)
    assert newest_pk(Liberation.objects.filter(bailleur=monde.habitat_lys)) == newest


def test_without_a_row_it_is_zero(db: None) -> None:
    assert newest_pk(Liberation.objects.all()) == 0
