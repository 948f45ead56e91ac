"""Every page that a profile may open, in headless Chromium: accessible, at every width, without a fault.

The pages come from the URL configuration: a new one is walked without being told.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.e2e.gestes import violations
from tests.e2e.navigateur import Ecran, Visite, list_ecrans, overflow, watch

pytestmark = pytest.mark.e2e

LARGEURS = (1280, 360, 320)
HAUTEUR = 800
# What axe reads at each width: dark changes colours, a phone changes the layout, 320 px adds nothing to a phone.
MODES = {1280: ("light", "dark"), 360: ("light",), 320: ()}


def is_page(visite: Visite, page: Page, address: str) -> bool:
    """Whether an address is a page; the others are files, taken and not shown."""
    return page.request.get(address).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("ecran", list_ecrans(), ids=lambda e: e.nom)
def test_a_page_is_open_to_all_readers_at_all_widths(visite: Visite, ecran: Ecran) -> None:
    with visite.open(ecran.profil, viewport={"width": LARGEURS[0], "height": HAUTEUR}) as page:
        address = visite.address(ecran)
        if not is_page(visite, page, address):
            return
        faults = watch(page, visite.base)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == ecran.code
        for width in LARGEURS:
            page.set_viewport_size({"width": width, "height": HAUTEUR})
            assert overflow(page) == 0, f"{width} px"
            for scheme in MODES[width]:
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                assert violations(page) == [], f"{scheme}, {width} px"
        # The browser says itself that a refused page is refused.
        assert [f for f in faults if ecran.code == 200 or "Failed to load resource" not in f] == []


FAUTIVE = """<!doctype html><html><head><title>x</title></head><body><p style="width:3000px">large</p><img src="data:,">
<script>console.error("panne"); fetch("http://127.0.0.1:9/ailleurs").catch(() => 0); throw new Error("faute")</script>
</body></html>"""


def test_faults_are_seen(visite: Visite) -> None:
    with visite.open("anonyme") as page:
        faults = watch(page, visite.base)
        page.set_content(FAUTIVE)
        assert overflow(page) > 0
        assert {v.partition(":")[0] for v in violations(page)} >= {"html-has-lang", "image-alt"}
        page.wait_for_timeout(200)
        assert {f.partition(":")[0] for f in faults} == {"script", "console", "elsewhere"}
