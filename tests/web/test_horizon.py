"""The page of the years ahead: its finding, its tables and files, one réservataire year by year."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.builders_parc import keep_files_in

from gef.access.models import Utilisateur
from gef.actions import conversion
from gef.db.flux.models import Convention, Droit

PAGE = "/conversion/horizon"


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)
    write_dossier(monde)


@pytest.fixture
def calculee(monde: Monde) -> None:
    """Give the Ville two rights until 2030: 0,2 dwelling a year by the share of the parc of Cannes."""
    Droit.objects.filter(reservataire=monde.comptes["VILLE"]).update(nombre=2, fin=date(2031, 1, 1))
    conversion.calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)


def sign_in(client: Client, who: Utilisateur) -> Client:
    client.force_login(who)
    return client


def words(html: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(html).replace("&#x27;", "'")).replace("\u202f", " ").replace("\xa0", " ")


def read(client: Client, address: str = PAGE) -> str:
    reponse = client.get(address)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_the_route_has_its_name() -> None:
    assert reverse("web:conversion-horizon") == PAGE


def test_before_any_conversion_the_page_says_what_to_do(client: Client, monde: Monde) -> None:
    text = words(read(sign_in(client, monde.gestionnaire)))
    assert "Les années à venir partent d’une conversion" in text
    assert "La conversion 2026 n’est pas calculée" in text


def test_the_title_states_the_finding(client: Client, monde: Monde, calculee: None) -> None:
    text = words(read(sign_in(client, monde.lecteur), f"{PAGE}?methode=part_du_parc"))
    assert "De 2026 à 2035 : 2 échéances de droits, 1 petit réservataire" in text
    assert "280 droits sans terme établi sont comptés à part" in text
    assert "Part réservée du flux" in text


def test_the_smallest_have_their_years_and_their_own_table(client: Client, monde: Monde, calculee: None) -> None:
    html = read(sign_in(client, monde.gestionnaire), f"{PAGE}?methode=part_du_parc")
    [link] = re.findall(r'href="([^"]*qui=VILLE[^"]*)"', html)
    opened = words(read(client, PAGE + link.replace("&amp;", "&").partition("#")[0]))
    assert "Ville de Lys, année par année" in opened
    # 0,2 a year from 2026 to 2030: a whole dwelling is due in 2030, with what the flux of the year already gave.
    assert "un logement entier" in opened


def test_the_method_of_the_conventions_is_the_default(client: Client, monde: Monde, calculee: None) -> None:
    html = read(sign_in(client, monde.gestionnaire), f"{PAGE}?methode=pifometre")
    assert '<option value="negociee" selected>' in html
    assert "supposée reconduite" in words(html)


def test_files_hold_every_year_of_everybody(client: Client, monde: Monde, calculee: None) -> None:
    address = f"{PAGE}?methode=part_du_parc&cellules-format=csv"
    csv = sign_in(client, monde.gestionnaire).get(address).content.decode("utf-8-sig")
    assert len(csv.splitlines()) == 1 + 10 * 5
    assert "Ville de Lys;2026;2;" in csv


def test_parts_above_the_flux_have_no_chart(client: Client, monde: Monde, calculee: None) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(part="9/10")
    conversion.calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    text = words(read(sign_in(client, monde.gestionnaire)))
    assert "Part réservée du flux" not in text
    assert "une réduction doit être validée" in text


def test_a_reservataire_has_no_business_there(client: Client, monde: Monde, calculee: None) -> None:
    assert sign_in(client, monde.agent_ville).get(PAGE).status_code == 403
