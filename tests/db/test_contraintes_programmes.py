"""What the database itself refuses of the programmes and of the charters, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from tests.access.lignes_programmes import list_lignes
from tests.builders import JOUR, MOMENT, Monde

from gef.db.programmes.models import (
    AccordProgramme,
    CharteRelogement,
    ImputationRelogement,
    LogementNeuf,
    LotNeuf,
    ObjectifCharte,
    Position,
    ProgrammeNeuf,
    PublicHorsFlux,
)

Rows = dict[type[Model], Any]
WRITTEN: dict[str, Any] = {"ecrit_le": MOMENT}


@pytest.fixture
def rows(monde: Monde) -> Rows:
    return list_lignes(monde.habitat_lys, monde.comptes["VILLE"], monde.liberations[0])


def again(model: type[Model]) -> Callable[[Rows], object]:
    """Write a row a second time, under another key."""

    def write(rows: Rows) -> object:
        row = model._default_manager.get(pk=rows[model].pk)
        row.pk = None
        return row.save(force_insert=True)

    return write


def a_charter_that_ends_before_it_starts(rows: Rows) -> object:
    bailleur = rows[CharteRelogement].bailleur
    return CharteRelogement.objects.create(
        bailleur=bailleur, nom="x", document="d", debut=JOUR, fin=date(2026, 1, 1), **WRITTEN
    )


def an_objective_that_is_two(rows: Rows) -> object:
    row = rows[ObjectifCharte]
    return ObjectifCharte.objects.create(
        charte=row.charte, reservataire=row.reservataire, nombre=1, part="1/2", **WRITTEN
    )


def an_objective_that_is_none(rows: Rows) -> object:
    row = rows[ObjectifCharte]
    return ObjectifCharte.objects.create(charte=row.charte, reservataire=row.reservataire, **WRITTEN)


ONCE = (ProgrammeNeuf, LotNeuf, Position, AccordProgramme, LogementNeuf, CharteRelogement)
RANKED = (ImputationRelogement, PublicHorsFlux)


@pytest.mark.parametrize(
    "write",
    [
        *(again(model) for model in (*ONCE, *RANKED)),
        a_charter_that_ends_before_it_starts,
        an_objective_that_is_two,
        an_objective_that_is_none,
    ],
)
def test_the_database_refuses(rows: Rows, write: Callable[[Rows], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(rows)
