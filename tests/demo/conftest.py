"""One demonstration, drawn once for every test that looks at it."""

from __future__ import annotations

import pytest

from gef.demo.monde import Monde, build_monde


@pytest.fixture(scope="session")
def monde() -> Monde:
    return build_monde()
