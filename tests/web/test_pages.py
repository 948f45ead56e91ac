"""Rules of every page, walked from the URL configuration: HTML, security headers, htmx, forgery."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.access.habilitations import LigneMatrice, read_matrice
from tests.actions.monde_complet import a_year
from tests.builders import JOUR, Monde
from tests.routes import list_routes
from tests.web.lecture import list_faults, list_slips

LIGNES = read_matrice()
PROFILS = {"gestionnaire_soi": "gestionnaire", "lecteur_soi": "lecteur", "reservataire_soi": "agent_ville"}


@pytest.fixture
def addresses(monde: Monde, settings: Any, tmp_path: Any) -> dict[str, str]:
    settings.MEDIA_ROOT, settings.GEF_JOUR = tmp_path, JOUR
    arguments = a_year(monde)
    return {route.nom: route.address(arguments) for route in list_routes()}


def a_client(monde: Monde, profil: str) -> Client:
    client = Client()
    if profil in PROFILS:
        client.force_login(getattr(monde, PROFILS[profil]))
    return client


def shown(profil: str) -> list[LigneMatrice]:
    return [row for row in LIGNES if row.methode == "GET" and row.codes[profil] in {200, 403, 404}]


@pytest.mark.parametrize("profil", ["anonyme", *PROFILS])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["whole", "htmx"])
def test_every_page_is_well_made(monde: Monde, addresses: dict[str, str], profil: str, headers: dict[str, str]) -> None:
    client = a_client(monde, profil)
    faults = {}
    for row in shown(profil):
        answer = client.get(addresses[row.route], headers=headers)
        assert answer.status_code == row.codes[profil], row.route
        if answer["Content-Type"].startswith("text/html"):
            faults[row.route] = list_faults(answer.content.decode())
    assert {route: found for route, found in faults.items() if found} == {}


@pytest.mark.parametrize("profil", ["anonyme", "gestionnaire_soi"])
def test_every_answer_is_closed_to_others(monde: Monde, addresses: dict[str, str], profil: str) -> None:
    client = a_client(monde, profil)
    for nom, address in addresses.items():
        headers = client.get(address).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'", nom
        assert policy["script-src"] == policy["style-src"] == "'self'", nom
        assert policy["frame-ancestors"] == "'none'", nom
        assert "unsafe" not in headers["Content-Security-Policy"], nom
        assert headers["X-Content-Type-Options"] == "nosniff", nom
        assert headers["X-Frame-Options"] == "DENY", nom


def test_no_form_is_taken_without_its_token(monde: Monde, addresses: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(monde.gestionnaire)
    taken = {row.route for row in LIGNES if row.methode == "POST" and row.codes["gestionnaire_soi"] != 405}
    assert len(taken) >= 7
    for route in taken:
        assert client.post(addresses[route]).status_code == 403, route


def test_what_belongs_to_someone_is_kept_by_no_cache(monde: Monde, addresses: dict[str, str]) -> None:
    client = a_client(monde, "gestionnaire_soi")
    for route in ("web:accueil", "web:orientation", "web:logement"):
        assert "Cookie" in client.get(addresses[route])["Vary"], route


FAUTES = {
    "<h1>a</h1><h1>b</h1><title>t</title>": "2 h1",
    "<title>– gestion en flux</title><h1>a</h1>": "no title",
    "<title>t</title><h1>a</h1><h3>b</h3>": "h3 after h1",
    "<title>t</title><h1>a</h1><p id=a></p><p id=a></p>": "id a 2 times",
    "<title>t</title><h1>a</h1><label for=x>X</label>": "label names #x, which is nowhere",
    "<title>t</title><h1>a</h1><a href='#x'>X</a>": "a names #x, which is nowhere",
    "<title>t</title><h1>a</h1><a href='/x'></a>": "empty link to /x",
    "<title>t</title><h1>a</h1><input name=x>": "fields without a label",
    "<title>t</title><h1 style='color:red'>a</h1>": "inline style on h1",
    "<title>t</title><h1 onclick='x()'>a</h1>": "onclick on h1",
    "<title>t</title><h1>a</h1><script>x()</script>": "inline script",
    "<title>t</title><h1>a</h1><style>a{}</style>": "style element",
    "<title>t</title><h1>a</h1><a href='javascript:x'>x</a>": "javascript: in a",
    "<title>t</title><h1>a</h1><div>": "<div> is not closed",
    "<title>t</title><h1>a</h1></div>": "</div> closes nothing",
}


@pytest.mark.parametrize(("html", "fault"), FAUTES.items())
def test_a_fault_is_seen(html: str, fault: str) -> None:
    assert [found for found in list_faults(html) if found.startswith(fault)]


def test_a_page_without_a_fault_has_none() -> None:
    html = "<title>t</title><h1>a</h1><h2>b</h2><label>X <input name=x></label><label for=y>Y</label><input id=y>"
    assert list_faults(html) == []


@pytest.mark.parametrize("profil", ["gestionnaire_soi", "reservataire_soi"])
def test_the_spaces_of_french_do_not_break(monde: Monde, addresses: dict[str, str], profil: str) -> None:
    client = a_client(monde, profil)
    pages = {row.route: client.get(addresses[row.route]) for row in shown(profil)}
    slips = {
        nom: list_slips(page.content.decode()) for nom, page in pages.items() if "html" in page.headers["Content-Type"]
    }
    assert {nom: found for nom, found in slips.items() if found} == {}


@pytest.mark.parametrize("slip", ["Le titre : la suite", "« oui", "oui »", "à quoi ?", "10 %", "l'an"])
def test_a_slip_of_typography_is_seen(slip: str) -> None:
    assert list_slips(f"<p>{slip}</p>")
    assert list_slips(f"<code>{slip}</code>") == []


def test_french_as_it_should_be_has_no_slip() -> None:
    assert list_slips("<p>Le titre\u00a0: l’an\u202f? «\u00a0oui\u00a0» 10\u202f% à 10:30</p>") == []
