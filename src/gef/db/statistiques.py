"""What the database knows of its tables, brought up to date after many rows were written at once."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, models

LIGNES_MIN = 2_000


def refresh_statistics(tables: Collection[type[models.Model]], written: int) -> None:
    """Count the tables again where the database plans its reads by such counts.

    PostgreSQL does so by itself a minute later, but until then it reads a table of 100 000 facts as if it were empty,
    once for each dwelling: a page then takes minutes. SQLite plans from its indexes and needs nothing.

    Args:
        tables: Those that received rows.
        written: Rows written; a few change nothing to the plans.
    """
    if connection.vendor != "postgresql" or written < LIGNES_MIN:
        return
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ANALYZE "{table._meta.db_table}"')
