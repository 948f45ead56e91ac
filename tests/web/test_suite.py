"""What comes next on a dwelling, and the deadlines of all of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.builders import JOUR, Monde, a_fait, a_liberation, an_acteur, an_orientation
from tests.builders_parc import a_client, read_text
from tests.web.lecture import list_faults


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


@pytest.fixture
def oriente(monde: Monde) -> Monde:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    return monde


def page_of(user: Any, address: str) -> str:
    response = a_client(user).get(address)
    assert response.status_code == 200
    assert list_faults(response.content.decode()) == []
    return read_text(response).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def transmit(monde: Monde, jour: date, rang: int = 2) -> None:
    a_fait(monde.liberations[0], "transmission", rang=rang, compte=monde.comptes["VILLE"], date=jour)


def test_each_side_sees_what_is_his_to_do(oriente: Monde) -> None:
    sheet = f"/logements/{oriente.reference}"
    assert "Transmettre la fiche à Ville de Lys" in page_of(oriente.gestionnaire, sheet)
    transmit(oriente, JOUR)
    shown = page_of(oriente.gestionnaire, sheet)
    assert "On attend <b>Ville de Lys</b>" in shown
    assert "avant le <b>22 juin 2026</b>" in shown
    own = page_of(oriente.agent_ville, f"{sheet}?bailleur={oriente.habitat_lys.pk}")
    for words in (
        "Désigner vos candidats",
        "Accepter ce logement",
        "Refuser ce logement",
        "avant le <b>22 juin 2026</b>",
    ):
        assert words in own
    assert "On attend <b>votre réponse</b>" in own
    assert "Annuler le dernier fait" not in own
    assert "Désigner" not in page_of(oriente.lecteur, sheet)


def test_a_delay_that_is_over_proposes_what_the_convention_says(oriente: Monde) -> None:
    transmit(oriente, JOUR - timedelta(days=20))
    page = page_of(oriente.gestionnaire, f"/logements/{oriente.reference}")
    assert "Suite proposée" in page
    assert f"/logements/{oriente.reference}/faits/non_reponse" in page
    own = page_of(oriente.agent_ville, f"/logements/{oriente.reference}?bailleur={oriente.habitat_lys.pk}")
    assert "Suite proposée" in own
    assert "non_reponse" not in own


def test_the_deadlines_put_those_that_are_over_first(oriente: Monde) -> None:
    assert "Aucun délai ne court" in page_of(oriente.gestionnaire, "/orientation/echeances")
    transmit(oriente, JOUR - timedelta(days=9))
    page = page_of(oriente.gestionnaire, "/orientation/echeances")
    assert "1 délai est passé" in page
    assert "proposer le logement à un autre réservataire" in page
    assert page.index("dire si l’on présentera") < page.index("proposer trois candidats")


def test_the_deadlines_ask_as_many_queries_for_one_dwelling_as_for_twenty(oriente: Monde) -> None:
    def count() -> int:
        client = a_client(oriente.gestionnaire)
        client.get("/orientation/echeances")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/orientation/echeances").status_code == 200
        return len(queries)

    transmit(oriente, JOUR)
    before = count()
    for rank in range(20):
        dwelling = a_liberation(oriente.habitat_lys, f"N-{rank}", libre_le=JOUR)
        a_fait(dwelling, "orientation", rang=1, compte=oriente.comptes["VILLE"], date=JOUR)
        a_fait(dwelling, "transmission", rang=2, compte=oriente.comptes["VILLE"], date=JOUR)
    assert count() == before


def test_the_sheet_is_read_by_both_sides_and_printed(oriente: Monde) -> None:
    page = page_of(oriente.gestionnaire, f"/logements/{oriente.reference}/fiche")
    assert "Les Goélands" in page
    own = f"/logements/{oriente.reference}/fiche?bailleur={oriente.habitat_lys.pk}"
    assert "Cannes" in page_of(oriente.agent_ville, own)
    printed = a_client(oriente.agent_ville).get(f"{own}&format=pdf")
    assert printed.content.startswith(b"%PDF")
    assert a_client(oriente.agent_rive).get(own).status_code == 404
