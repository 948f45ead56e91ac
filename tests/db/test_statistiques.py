"""Many rows written at once are counted where the plans of the database depend on it, and nowhere else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.builders import an_organisation

from gef.access.models import Organisation
from gef.db.statistiques import LIGNES_MIN, refresh_statistics

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only: SQLite counts nothing")
def test_rows_counted_after_many_were_written() -> None:
    for rank in range(3):
        an_organisation(f"Organisation {rank}", "commune")
    refresh_statistics((Organisation,), LIGNES_MIN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'access_organisation'")
        assert cursor.fetchone() == (3,)


@pytest.mark.parametrize(
    ("written", "expected"), [(LIGNES_MIN - 1, 0), (LIGNES_MIN, 1 if connection.vendor == "postgresql" else 0)]
)
def test_a_few_rows_cost_nothing(written: int, expected: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        refresh_statistics((Organisation,), written)
    assert len(queries) == expected
