"""What is kept in memory: given again while nothing is written, never within a transaction, never to another."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.db import transaction
from tests.builders import JOUR, MOMENT, Monde, a_fait, a_monde

from gef.actions.memoire import GARDES_MAX, forget_all, pause_collector, read_revision, remember
from gef.db.flux.models import DemandesCommune, Droit
from gef.db.journal.models import Execution


@pytest.fixture
def monde(transactional_db: None) -> Iterator[Monde]:
    forget_all()
    yield a_monde()
    forget_all()


class Lecture:
    """Counts how many times it reads."""

    def __init__(self) -> None:
        self.fois = 0

    def __call__(self) -> int:
        self.fois += 1
        return self.fois


def test_a_value_is_read_once_while_nothing_is_written(monde: Monde) -> None:
    read = Lecture()
    assert [remember(monde.habitat_lys.pk, "x", read) for _ in range(3)] == [1, 1, 1]


def test_each_bailleur_and_each_question_has_its_own(monde: Monde) -> None:
    read = Lecture()
    remember(monde.habitat_lys.pk, "x", read)
    assert remember(monde.habitat_lys.pk, "y", read) == 2
    assert remember(monde.logis_de_passage.pk, "x", read) == 3


def test_a_new_row_makes_it_read_again(monde: Monde) -> None:
    pk, read = monde.habitat_lys.pk, Lecture()
    remember(pk, "x", read)
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    assert remember(pk, "x", read) == 2
    right = {"nature": "terrain", "type_droit": "suite", "nombre": 1, "debut": JOUR}
    droit = Droit.objects.create(reservataire=monde.comptes["VILLE"], **right)
    assert remember(pk, "x", read) == 3
    Droit.objects.create(reservataire=monde.comptes["VILLE"], remplace=droit, **right)
    assert remember(pk, "x", read) == 4


def test_the_writes_of_another_bailleur_change_nothing(monde: Monde) -> None:
    read = Lecture()
    remember(monde.habitat_lys.pk, "x", read)
    DemandesCommune.objects.create(
        bailleur=monde.logis_de_passage, commune="06029", annee=2025, source="s", ecrit_le=MOMENT
    )
    assert remember(monde.habitat_lys.pk, "x", read) == 1


def test_nothing_is_kept_nor_given_within_a_transaction(monde: Monde) -> None:
    pk, read = monde.habitat_lys.pk, Lecture()
    remember(pk, "x", read)
    with transaction.atomic():
        assert [remember(pk, "x", read) for _ in range(2)] == [2, 3]
    assert remember(pk, "x", read) == 1


def test_a_row_that_was_rolled_back_leaves_no_trace(monde: Monde) -> None:
    pk = monde.habitat_lys.pk
    fields = {"calcul": "a", "exercice": 2026, "version": 1, "entree": {}, "resultat": {}, "fait_le": MOMENT}
    before = read_revision(pk)
    with transaction.atomic():
        Execution.objects.create(bailleur=monde.habitat_lys, **fields)
        assert read_revision(pk) != before
        transaction.set_rollback(True)
    assert read_revision(pk) == before


def test_the_oldest_values_leave_first(monde: Monde) -> None:
    pk, read = monde.habitat_lys.pk, Lecture()
    for rang in range(GARDES_MAX + 1):
        remember(pk, rang, read)
    assert remember(pk, GARDES_MAX, read) == GARDES_MAX + 1
    assert remember(pk, 0, read) == GARDES_MAX + 2


def test_the_revision_costs_one_query_a_table(monde: Monde, django_assert_num_queries: object) -> None:
    pk = monde.habitat_lys.pk
    with django_assert_num_queries(len(read_revision(pk))):  # type: ignore[operator]
        read_revision(pk)


def test_the_collector_rests_while_reading_and_works_again_afterwards_even_on_a_failure() -> None:
    with pause_collector():
        assert not gc.isenabled()
        with pause_collector():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="illisible"), pause_collector():
        raise ValueError("illisible")
    assert gc.isenabled()


def test_a_collector_that_its_owner_stopped_stays_stopped() -> None:
    gc.disable()
    try:
        with pause_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
