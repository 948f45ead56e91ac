"""What the journeys share: somebody at his screen, what he looks at, what he presses, what he takes away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from tests.e2e.navigateur import Visite, overflow, watch

ECRAN, TELEPHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 800}
REFUS = "the server responded with a status of 422"  # the browser says itself that a form was refused
AXE = Axe()


def violations(page: Page) -> list[str]:
    """Name what axe finds, with the elements."""
    found = AXE.run(page).response["violations"]
    return [f"{v['id']}: {[n['target'] for n in v['nodes']][:5]} ({v['help']})" for v in found]


@contextmanager
def at_desk(visite: Visite, profil: str, **options: Any) -> Iterator[Page]:
    """Sit somebody at a large screen; no page may err while he is there."""
    with visite.open(profil, viewport=ECRAN, **options) as page:
        faults = watch(page, visite.base)
        yield page
        assert [fault for fault in faults if REFUS not in fault] == []


def look(page: Page) -> None:
    """Look at a page as it stands: all of it is in the window, and open to all readers."""
    assert overflow(page) == 0, page.url
    assert violations(page) == [], page.url


def look_on_phone(page: Page) -> None:
    """Look at a page on a phone, then come back to the large screen."""
    page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    look(page)
    page.set_viewport_size(ECRAN)  # type: ignore[arg-type]


def follow(page: Page, name: str, *, inside: str = "main") -> None:
    """Follow a link by its name, and wait for the page it opens."""
    before = page.url
    page.locator(inside).get_by_role("link", name=name).first.click()
    page.wait_for_url(lambda url: url != before)


def press(page: Page, name: str) -> None:
    """Press the button of a form, and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def expect_said(page: Page, text: str) -> None:
    """Expect a message in sight after an act, and no error beside it."""
    expect(page.get_by_role("status")).to_contain_text(text)
    expect(page.get_by_role("status")).to_be_in_viewport()
    expect(page.get_by_role("alert")).to_have_count(0)


def expect_title(page: Page, text: str) -> None:
    """Expect the finding at the top of the page."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def read_row(page: Page, table: str, *texts: str) -> str:
    """Read the first row of a table, by the code of the table, that holds some texts; its cells on one line."""
    return " ".join(find_row(page, table, *texts).inner_text().split())


def find_row(page: Page, table: str, *texts: str) -> Locator:
    """Find the first row of a table that holds some texts."""
    rows = page.locator(f"#t-{table} tbody tr")
    for text in texts:
        rows = rows.filter(has_text=text)
    return rows.first


def take(page: Page, link: Locator) -> tuple[str, bytes]:
    """Take a file by its link; give its name and what it holds."""
    with page.expect_download() as waiting:
        link.click()
    download = waiting.value
    return download.suggested_filename, Path(download.path()).read_bytes()


def hand_over(page: Page, nom: str, content: bytes, kind: str = "text/csv") -> None:
    """Hand a file over on the page of deposits, and open its report."""
    page.locator("input[type=file]").set_input_files({"name": nom, "mimeType": kind, "buffer": content})
    press(page, "Lire le fichier")


def press_until(page: Page, wanted: str, key: str = "Tab", most: int = 150) -> None:
    """Move the focus until it is on an element whose name starts so; its place must show."""
    for _ in range(most):
        page.keyboard.press(key)
        name = page.evaluate(
            "(() => { const e = document.activeElement;"
            " return (e.labels?.[0]?.innerText ?? e.innerText ?? e.value ?? '').trim(); })()"
        )
        if name.startswith(wanted):
            shown = page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0; })()"
            )
            assert shown, f"nothing shows that « {wanted} » has the focus"
            return
    raise AssertionError(f"« {wanted} » is not reached by {most} × {key}")
