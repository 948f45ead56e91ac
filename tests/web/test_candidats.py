"""The page of the candidates: who designates fills it in, and nobody else reads it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.builders import JOUR, Monde, an_acteur, an_orientation
from tests.builders_parc import a_client, read_text
from tests.web.lecture import list_faults

from gef.db.designation.models import Candidat, RetraitCandidat
from gef.db.flux.models import Fait


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


@pytest.fixture
def oriente(monde: Monde) -> Monde:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    return monde


def address(monde: Monde, suite: str = "") -> str:
    return f"/logements/{monde.reference}/candidats{suite}?bailleur={monde.habitat_lys.pk}"


def a_form(*rows: dict[str, str], rang: str = "1", exception: str = "") -> dict[str, str]:
    sent = {"candidat-TOTAL_FORMS": "3", "candidat-INITIAL_FORMS": "0", "rang": rang, "exception": exception}
    for rank, row in enumerate(rows):
        sent |= {f"candidat-{rank}-{nom}": value for nom, value in row.items()}
    return sent


def household(rank: int, **fields: str) -> dict[str, str]:
    return {"numero_unique": f"06 {rank:016d}", "personnes": "2", **fields}


def test_three_candidates_from_the_reservataire(oriente: Monde) -> None:
    client = a_client(oriente.agent_ville)
    shown = client.get(address(oriente))
    assert list_faults(shown.content.decode()) == []
    assert "3 candidats à désigner" in read_text(shown).replace("\N{NO-BREAK SPACE}", " ")
    assert "Relève aussi de" not in read_text(shown), "of whom else a household is, the bailleur says"
    rows = [household(1, public="dalo", public_valide="on", quartile="1"), household(2), household(3, enfants="1")]
    response = client.post(address(oriente), a_form(*rows), follow=True)
    assert "3 candidats désignés" in read_text(response).replace("\N{NO-BREAK SPACE}", " ")
    first = Candidat.objects.order_by("ordre")[0]
    assert (first.numero_unique, first.public, first.public_valide, first.quartile) == (f"06{1:016d}", "dalo", True, 1)
    page = read_text(client.get(address(oriente)))
    assert f"06{1:016d}" in page
    assert "vérifié" in page


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([household(1)], "Candidats : 1 ; attendu : 3 au moins"),
        ([household(1), household(1), household(2)], "deux fois"),
        ([{"numero_unique": "12", "personnes": "1"}, household(2), household(3)], "18 chiffres ou lettres"),
        ([{"numero_unique": f"06{1:016d}"}, household(2), household(3)], "combien de personnes"),
        ([], "Candidats : aucun"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(oriente: Monde, rows: list[dict[str, str]], message: str) -> None:
    response = a_client(oriente.agent_ville).post(address(oriente), a_form(*rows))
    assert response.status_code == 422
    assert message in read_text(response).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert (Candidat.objects.count(), Fait.objects.count()) == (0, 1)


def test_a_stated_exception_lets_one_candidate_be_enough(oriente: Monde) -> None:
    form = a_form(household(1), exception="insuffisance")
    assert a_client(oriente.agent_ville).post(address(oriente), form).status_code == 302
    assert Candidat.objects.count() == 1


def test_the_bailleur_says_of_whom_else_a_household_is(oriente: Monde) -> None:
    client = a_client(oriente.gestionnaire)
    page = read_text(client.get(address(oriente)))
    assert "Relève aussi de" in page
    assert "Action Logement" in page
    client.post(address(oriente), a_form(household(1, eligibles="AL"), exception="insuffisance"))
    assert Candidat.objects.get().eligibles == ["AL"]


def test_a_candidate_is_withdrawn_with_a_cause(oriente: Monde) -> None:
    client = a_client(oriente.agent_ville)
    client.post(address(oriente), a_form(household(1), household(2), household(3)))
    first = Candidat.objects.order_by("ordre")[0]
    sent = {"candidat": str(first.pk), "cause": "desistement"}
    page = read_text(client.post(address(oriente, "/retrait"), sent, follow=True))
    assert "n’est plus présenté" in page
    assert "le ménage se désiste" in page
    assert RetraitCandidat.objects.get().candidat == first
    stranger = a_client(oriente.agent_rive).post(address(oriente, "/retrait"), sent)
    assert stranger.status_code == 404


def test_who_holds_it_no_more_reads_no_candidate(oriente: Monde) -> None:
    client = a_client(oriente.agent_ville)
    client.post(address(oriente), a_form(household(1), household(2), household(3)))
    an_acteur(oriente.gestionnaire)
    a_client(oriente.gestionnaire).post(
        f"/logements/{oriente.reference}/faits/retour",
        {"date": JOUR.isoformat(), "rang": "2", "motif": "Accord de la Ville."},
    )
    an_orientation(an_acteur(oriente.gestionnaire), oriente.reference, "AL")
    page = read_text(client.get(address(oriente)))
    assert f"06{1:016d}" not in page
    assert "Désigner ces candidats" not in page
