"""The lock of a bailleur; that it is waited for is tested in tests/actions/test_concurrence.py."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.builders import Monde

from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur


def test_the_row_of_the_bailleur_is_held(monde: Monde) -> None:
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        lock_bailleur(monde.habitat_lys.pk)
    (query,) = asked.captured_queries
    assert ("FOR NO KEY UPDATE" in query["sql"]) is (connection.vendor == "postgresql")


def test_nobody_locks_what_does_not_exist(monde: Monde) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        lock_bailleur(0)


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_a_transaction_is_refused_where_it_would_hold_nothing() -> None:
    organisation = Organisation.objects.create(nom="Habitat Lys", type="bailleur")
    if connection.vendor == "sqlite":
        lock_bailleur(organisation.pk)
        return
    with pytest.raises(transaction.TransactionManagementError):
        lock_bailleur(organisation.pk)
