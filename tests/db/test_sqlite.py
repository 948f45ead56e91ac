"""The settings of SQLite, read back from a file database: one writer at a time, readers never blocked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

PROBE = """
import json, django
django.setup()
from django.db import connection, transaction
with connection.cursor() as cursor:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    read = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
with transaction.atomic():
    read["mode"] = connection.transaction_mode
    import sqlite3
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        read["second_writer"] = str(error)
print(json.dumps(read))
"""


def probe(folder: Path) -> dict[str, Any]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "gef.config.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'base.sqlite3'}",
        "GEF_DONNEES": str(folder),
        "GEF_DEBUG": "1",
    }
    done = subprocess.run([sys.executable, "-c", PROBE], env=environment, capture_output=True, text=True, check=True)
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_a_file_database_is_set_for_one_writer_and_many_readers(tmp_path: Path) -> None:
    assert probe(tmp_path) == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
        "mode": "IMMEDIATE",
        "second_writer": "database is locked",
    }


@pytest.mark.django_db
def test_a_database_in_memory_keeps_no_journal_file() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a setting of SQLite")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("memory",)
