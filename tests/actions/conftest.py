"""A database that several connections write at once, as several people do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections


@pytest.fixture
def base_partagee(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Open threads on one real database: PostgreSQL's own, or a file of SQLite with the settings of the product.

    The database in memory of the other tests knows neither WAL nor waiting: its tables are copied into a file, and
    every connection opened from now on is on that file.
    """
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "base.sqlite3"
    connection.ensure_connection()
    copy = sqlite3.connect(path)
    connection.connection.backup(copy)
    copy.close()
    in_memory, settings = connections["default"], connections.settings["default"]
    name, settings["NAME"] = settings["NAME"], str(path)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = name
        connections["default"] = in_memory
