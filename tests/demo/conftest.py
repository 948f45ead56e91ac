"""One demonstration, drawn once for every test that looks at it; loaded once by module that looks at the database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from gef.demo.charger import Comptes, charger_demo
from gef.demo.monde import Monde, build_monde


@pytest.fixture(scope="session")
def monde() -> Monde:
    return build_monde()


@pytest.fixture(scope="module")
def comptes(
    monde: Monde, django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Comptes]:
    """The demonstration, in a transaction around the tests of this module that nobody else sees."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("fichiers")):
        around = transaction.atomic()
        around.__enter__()
        try:
            start = time.perf_counter()
            loaded = charger_demo()
            print(f"démonstration écrite en {time.perf_counter() - start:.1f} s")
            yield loaded
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
