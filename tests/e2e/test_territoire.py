"""An EPCI reads its territory and writes what its conférence decided; a member of it reads the decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.gestes import ECRAN, TELEPHONE, expect_said, expect_title, follow, look, look_on_phone
from tests.e2e.navigateur import Visite, sign_in, watch

from gef.demo.acces import EPCI_GRASSE, ETAT, GRASSE, AccesDemo

pytestmark = pytest.mark.e2e
DECISION = "Publier la liste des logements libérés au printemps."


@contextmanager
def seated(visite: Visite, acces: AccesDemo, **options: Any) -> Iterator[Page]:
    """Sit somebody of the demonstration at a screen; no page may err while he is there."""
    context = visite.browser.new_context(base_url=visite.base, locale="fr-FR", **{"viewport": ECRAN} | options)
    page = context.new_page()
    sign_in(page, acces)
    faults = watch(page, visite.base)
    yield page
    assert faults == []
    context.close()


@pytest.mark.parametrize("acces", [EPCI_GRASSE, ETAT], ids=lambda a: a.organisation)
def test_a_territory_is_read_on_every_screen_and_its_figures_open(visite: Visite, acces: AccesDemo) -> None:
    with seated(visite, acces) as page:
        follow(page, "Territoire", inside="nav.nav")
        expect(page.locator("h1")).to_have_text(re.compile("libéré"))
        look(page)
        page.emulate_media(color_scheme="dark")
        look(page)
        look_on_phone(page)
        page.get_by_role("link", name="Grasse", exact=True).first.click()
        expect_title(page, "D’où viennent les nombres de « Grasse »")
        look(page)
        look_on_phone(page)


def test_an_epci_decides_and_a_member_reads_it(visite_neuve: Visite) -> None:
    with seated(visite_neuve, EPCI_GRASSE) as page:
        follow(page, "Conférence", inside="nav.nav")
        look(page)
        page.get_by_label("Date").fill("2026-11-20")
        page.get_by_label("Lieu").fill("Grasse")
        page.get_by_role("button", name="Inscrire cette réunion").click()
        expect_said(page, "La réunion est inscrite.")
        page.locator("#reunions tbody a").first.click()
        page.get_by_role("textbox", name="Décision").fill(DECISION)
        page.get_by_label("Porteur").fill("CA du Pays de Grasse")
        page.get_by_role("button", name="Inscrire cette décision").click()
        expect_said(page, "La décision est inscrite.")
        look(page)
        look_on_phone(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Dossier de réunion (PDF)").click()
        assert download.value.path().read_bytes().startswith(b"%PDF")
        page.set_viewport_size(ECRAN)  # type: ignore[arg-type]
        page.get_by_role("link", name=DECISION).click()
        page.get_by_label("Elle est maintenant").select_option("fait")
        page.get_by_label("Motif").fill("Publiée sur le site.")
        page.get_by_role("button", name="Inscrire ce suivi").click()
        expect_said(page, "Le suivi est inscrit.")
        look(page)
    with seated(visite_neuve, GRASSE, viewport=TELEPHONE) as page:
        page.goto("/obligations")
        follow(page, "Décisions des conférences intercommunales dont vous êtes membre")
        page.locator("#reunions tbody a").first.click()
        expect(page.locator("main")).to_contain_text(DECISION)
        expect(page.locator("main")).to_contain_text("Publiée sur le site.")
        expect(page.get_by_role("button", name="Inscrire cette décision")).to_have_count(0)
        look(page)
