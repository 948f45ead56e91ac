"""One served demonstration and one browser for all the walks and journeys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from tests.e2e.navigateur import Visite, find_chromium, open_chromium, served_demo


@pytest.fixture(scope="session")
def visite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visite]:
    if find_chromium() is None:
        reason = "Chromium is not installed"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder: Path = tmp_path_factory.mktemp("demo")
    with served_demo(folder) as base, sync_playwright() as playwright:
        browser = open_chromium(playwright)
        yield Visite(browser, base)
        browser.close()
