"""One browser; a demonstration loaded once; one copy of it for all the walks, and one for each journey that writes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.e2e.navigateur import Visite, find_chromium, load_demo, open_chromium, served_demo


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if find_chromium() is None:
        reason = "Chromium is not installed"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = open_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def loaded_demo(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, loaded and left as it is."""
    folder = tmp_path_factory.mktemp("demo")
    load_demo(folder)
    return folder


@pytest.fixture(scope="session")
def visite(chromium: Browser, loaded_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visite]:
    """The demonstration that all the walks share."""
    folder = tmp_path_factory.mktemp("visite") / "demo"
    shutil.copytree(loaded_demo, folder)
    with served_demo(folder) as base:
        yield Visite(chromium, base)


@pytest.fixture
def visite_neuve(chromium: Browser, loaded_demo: Path, tmp_path: Path) -> Iterator[Visite]:
    """A demonstration where nobody has done anything yet."""
    folder = tmp_path / "demo"
    shutil.copytree(loaded_demo, folder)
    with served_demo(folder) as base:
        yield Visite(chromium, base)
