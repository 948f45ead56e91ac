"""Photograph every page of the demonstration: `python -m tests.e2e.captures [FOLDER]`, by default captures/.

One picture per profile, page, width and colour scheme: `gestionnaire-web-accueil-360-dark.png`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

LARGEURS = (1280, 360)
MODES = ("light", "dark")
HAUTEUR = 900


def main() -> None:
    """Serve a fresh demonstration and photograph it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gef.config.settings_test")
    import django

    django.setup()
    from tests.e2e.navigateur import Visite, find_chromium, list_ecrans, open_chromium, served_demo

    if find_chromium() is None:
        sys.exit("Chromium est absent ; installez le paquet chromium.")
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "captures")
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with tempfile.TemporaryDirectory() as data, served_demo(Path(data)) as base, sync_playwright() as playwright:
        browser = open_chromium(playwright)
        visite = Visite(browser, base)
        for ecran in list_ecrans():
            with visite.open(ecran.profil, viewport={"width": LARGEURS[0], "height": HAUTEUR}) as page:
                address = visite.address(ecran)
                if page.request.get(address).headers["content-type"].startswith("text/html"):
                    page.goto(address)
                    count += photograph(page, folder / ecran.nom)
        browser.close()
    print(f"{count} captures dans {folder}/")


def photograph(page: Page, base: Path) -> int:
    """Write one picture per width and scheme; give how many."""
    for width in LARGEURS:
        page.set_viewport_size({"width": width, "height": HAUTEUR})
        for mode in MODES:
            page.emulate_media(color_scheme=mode)  # type: ignore[arg-type]
            page.screenshot(path=base.with_name(f"{base.name}-{width}-{mode}.png"), full_page=True)
    return len(LARGEURS) * len(MODES)


if __name__ == "__main__":
    main()
