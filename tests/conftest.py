"""Shared rules of the tests: no network but the loopback, one Hypothesis profile, the named world on demand."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.builders import Monde

settings.register_profile("gef", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("gef"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gef"))


def pytest_configure(config: pytest.Config) -> None:
    config.option.disable_socket = True
    config.option.allow_unix_socket = True
    config.option.allow_hosts = "127.0.0.1,::1"


@pytest.fixture(autouse=True)
def forget_flux() -> None:
    """Each test has its own database: what another one folded or kept in memory is no longer true."""
    flux, memoire, menages = (sys.modules.get(f"gef.actions.{nom}") for nom in ("flux", "memoire", "menages"))
    if flux is not None:
        flux._KNOWN.clear()
    if memoire is not None:
        memoire.forget_all()
    if menages is not None:
        menages._LUS.clear()


@pytest.fixture
def monde(db: None) -> Monde:
    """The named world, written in the database; the screens are on its day."""
    from tests.builders import a_monde

    return a_monde()
