"""The one bulk path into the database for the dwellings of a parc: `executemany` on SQLite, `COPY` on PostgreSQL.

`bulk_create` writes some 9 000 rows a second; these two paths write five to eight times more (docs/decisions/0008).
The caller holds the transaction: either all rows are there, or none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
from django.db import connection

from gef.db.patrimoine.models import Logement
from gef.db.statistiques import refresh_statistics

COLONNES = (
    "ligne",
    "ident_rep",
    "ident_int",
    "commune",
    "adresse",
    "programme",
    "qpv",
    "forme",
    "typologie",
    "surface_m2",
    "annee_construction",
    "periode",
    "finan",
    "financement",
    "conventionne",
    "mode",
    "loyer_centimes",
    "contingent",
)
LOT = 50_000

Avancement = Callable[[int], None]


def charger_logements(parc_id: int, table: pl.DataFrame, avancement: Avancement | None = None) -> int:
    """Write the dwellings of a parc.

    Args:
        parc_id: Primary key of the `Parc` that owns the rows.
        table: Canonical parc; the columns of `COLONNES` are taken, others are left.
        avancement: Called after each batch with the rows written so far.

    Returns:
        Rows written.
    """
    rows = table.select(COLONNES).with_columns(pl.lit(parc_id, pl.Int64).alias("parc_id"))
    write = _copy_postgres if connection.vendor == "postgresql" else _insert_sqlite
    written = 0
    for lot in rows.iter_slices(LOT):
        write(lot)
        written += lot.height
        if avancement:
            avancement(written)
    refresh_statistics((Logement,), written)
    return written


def _insert_sqlite(lot: pl.DataFrame) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_insert_sql(), lot.rows())


def _insert_sql() -> str:
    names = ", ".join(f'"{nom}"' for nom in (*COLONNES, "parc_id"))
    marks = ", ".join(["%s"] * (len(COLONNES) + 1))
    return f'INSERT INTO "{Logement._meta.db_table}" ({names}) VALUES ({marks})'  # noqa: S608  (constants only)


def _copy_postgres(lot: pl.DataFrame) -> None:
    names = ", ".join(f'"{nom}"' for nom in (*COLONNES, "parc_id"))
    sql = f'COPY "{Logement._meta.db_table}" ({names}) FROM STDIN (FORMAT csv)'
    # The errors of a COPY come when it closes, past the cursor that would have made them Django's.
    with connection.cursor() as cursor, connection.wrap_database_errors, _copy(cursor, sql) as flow:
        flow.write(lot.write_csv(include_header=False, quote_style="non_numeric", null_value="").encode())


def _copy(cursor: Any, sql: str) -> Any:
    """Open psycopg's COPY, which Django's cursor gives through."""
    return cursor.copy(sql)
