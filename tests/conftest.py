"""Shared rules of the tests: no network but the loopback, one Hypothesis profile."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("gef", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("gef"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gef"))


def pytest_configure(config: pytest.Config) -> None:
    config.option.disable_socket = True
    config.option.allow_unix_socket = True
    config.option.allow_hosts = "127.0.0.1,::1"
