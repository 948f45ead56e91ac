"""What the database itself refuses of the meetings, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from tests.builders import JOUR, MOMENT, an_organisation

from gef.db.instances.models import DecisionReunion, MotReunion, Reunion, SuiviDecision

WRITTEN: dict[str, Any] = {"ecrit_le": MOMENT}


@pytest.fixture
def rows(db: None) -> dict[type[Model], Model]:
    epci = an_organisation("Pays de Lys", "epci", "200039915")
    reunion = Reunion.objects.create(organisation=epci, genre="suivi", date=JOUR, lieu="mairie", **WRITTEN)
    mot = MotReunion.objects.create(reunion=reunion, rang=1, etat="annulee", motif="m", **WRITTEN)
    decision = DecisionReunion.objects.create(reunion=reunion, numero=1, texte="t", porteur="p", **WRITTEN)
    suivi = SuiviDecision.objects.create(decision=decision, rang=1, etat="fait", date=JOUR, **WRITTEN)
    return {type(row): row for row in (reunion, mot, decision, suivi)}


@pytest.mark.parametrize("model", [MotReunion, DecisionReunion, SuiviDecision])
def test_two_people_cannot_write_the_same_word(rows: dict[type[Model], Model], model: type[Model]) -> None:
    again = rows[model]
    again.pk = None
    again._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    assert model._default_manager.count() == 1


def test_rows_say_what_they_are(rows: dict[type[Model], Model]) -> None:
    assert [str(row) for row in rows.values()] == [
        "Pays de Lys, 2026-06-15",
        "Pays de Lys, 2026-06-15, annulee",
        "Pays de Lys, 2026-06-15, décision 1",
        "Pays de Lys, 2026-06-15, décision 1, fait",
    ]
