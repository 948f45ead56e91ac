"""The page of the delays: a deadline worked out, a delay and closed days recorded, refusals that say why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.builders import JOUR, Monde, a_compte, an_organisation
from tests.web.pages import read, words

from gef.db.delais.models import DelaiConvention, JourFerme
from gef.web.demandes import HAUT

PAGE = "/orientation/delais"
DELAI = {
    "acte": "inscrire",
    "inscrire-reservataire": "VILLE",
    "inscrire-etape": "reponse",
    "inscrire-nombre": "3",
    "inscrire-unite": "ouvrables",
    "inscrire-consequence": "reprendre",
    "inscrire-decompte": "non_compte",
    "inscrire-debut": "2026-01-01",
    "inscrire-document": "convention Ville de Lys, art. 5",
}
PONT = {
    "acte": "fermer",
    "fermer-libelle": "pont du 14 juillet",
    "fermer-debut": "2026-07-13",
    "fermer-dernier": "2026-07-13",
}


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(monde.gestionnaire)
    return client


def ask(page: Client, le: str, etape: str = "reponse", reservataire: str = "") -> str:
    return words(read(page, f"{PAGE}?le={le}&etape={etape}&reservataire={reservataire}"))


def test_everybody_is_at_the_default_delay_which_says_that_it_is_one(page: Client) -> None:
    text = words(read(page, PAGE))
    assert "chacun est au délai par défaut" in text
    assert "5 jours ouvrés" in text
    assert "source 003" in text
    assert "art. R. 441-10" in text


def test_a_deadline_is_worked_out_with_its_reasons(page: Client) -> None:
    text = ask(page, "2026-07-10")
    assert "transmis le vendredi 10/07/2026 : réponse attendue le lundi 20/07/2026 au plus tard." in text
    assert "Il reste 35 jours." in text
    assert "mardi 14/07/2026 (fête nationale)" in text
    assert "C’est aujourd’hui." in ask(page, "2026-05-15", "candidats")
    assert "Elle est passée." in ask(page, "2026-05-01", "menage")
    assert "logement à transmettre le mercredi 30/09/2026" in ask(page, "2026-12-31", "neuf")


@pytest.mark.parametrize("le", ["", "hier", "2500-01-01"])
def test_a_day_that_is_none_says_so(page: Client, le: str) -> None:
    text = ask(page, le)
    assert "au plus tard" not in text
    assert any(word in text for word in ("Saisissez", "obligatoire", "exercice"))


def test_a_delay_is_recorded_and_moves_the_deadline(page: Client) -> None:
    answer = page.post(PAGE, DELAI, follow=True)
    assert answer.redirect_chain == [(PAGE + HAUT, 302)]
    text = words(answer.content.decode())
    assert "1 réservataire a ses propres délais" in text
    assert "Délai inscrit." in text
    assert "3 jours ouvrables" in text
    assert "réponse attendue le mardi 14/07/2026" not in ask(page, "2026-07-10", reservataire="VILLE")
    assert "réponse attendue le mercredi 15/07/2026" in ask(page, "2026-07-10", reservataire="VILLE")
    assert "réponse attendue le lundi 20/07/2026" in ask(page, "2026-07-10", reservataire="AL")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"inscrire-document": ""}, "obligatoire"),
        ({"inscrire-consequence": "refus"}, "proposer le logement à un autre réservataire"),
        ({"inscrire-etape": "menage", "inscrire-consequence": "refus"}, "10 jours au moins"),
        ({"inscrire-dernier": "2025-12-31"}, "une fin après le début"),
        ({"inscrire-reservataire": "RIVE"}, "RIVE"),
        ({"inscrire-nombre": "400"}, "366"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(page: Client, changes: dict[str, str], message: str) -> None:
    answer = page.post(PAGE, DELAI | changes)
    assert answer.status_code == 422
    assert message in words(answer.content.decode())
    assert not DelaiConvention.objects.exists()


def test_a_delay_is_ended(page: Client) -> None:
    page.post(PAGE, DELAI)
    row = DelaiConvention.objects.get()
    end = {"acte": "clore", "clore-delai": str(row.pk), "clore-dernier": "2026-06-30", "clore-document": "avenant"}
    assert page.post(PAGE, end).status_code == 302
    assert DelaiConvention.objects.get(remplace=row).fin == date(2026, 7, 1)
    assert "réponse attendue le lundi 20/07/2026" in ask(page, "2026-07-10", reservataire="VILLE")


def test_days_are_closed_then_opened_again(page: Client) -> None:
    page.post(PAGE, PONT)
    row = JourFerme.objects.get()
    assert (row.debut, row.fin) == (date(2026, 7, 13), date(2026, 7, 14))
    assert "réponse attendue le mardi 21/07/2026" in ask(page, "2026-07-10")
    assert page.post(PAGE, PONT).status_code == 422
    answer = page.post(PAGE, {"acte": "rouvrir", "rouvrir-fermeture": str(row.pk)}, follow=True)
    assert "Fermeture retirée." in words(answer.content.decode())
    assert "réponse attendue le lundi 20/07/2026" in ask(page, "2026-07-10")


def test_a_reader_sees_and_calculates_without_any_form_that_writes(page: Client, monde: Monde) -> None:
    page.post(PAGE, DELAI)
    page.force_login(monde.lecteur)
    text = ask(page, "2026-07-10", reservataire="VILLE")
    assert "mercredi 15/07/2026" in text
    assert "Inscrire un délai" not in text
    assert "Inscrire une fermeture" not in text
    assert page.post(PAGE, DELAI).status_code == 403


def test_another_bailleur_sees_his_own(page: Client, monde: Monde) -> None:
    page.post(PAGE, DELAI)
    page.post(PAGE, PONT)
    page.force_login(monde.gestionnaire_autre)
    text = words(read(page, PAGE))
    assert "Ville de Lys" not in text
    assert "pont du 14 juillet" not in text


def test_a_bailleur_without_a_departement_is_told_why(page: Client, monde: Monde) -> None:
    monde.habitat_lys.territoire = ""
    monde.habitat_lys.save()
    assert "département" in ask(page, "2026-07-10")


def test_the_orientation_leads_to_the_delays(page: Client) -> None:
    assert f'href="{PAGE}"' in read(page, "/orientation")


def test_as_many_queries_for_three_accounts_as_for_thirty(
    page: Client, monde: Monde, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(25) as few:
        page.get(PAGE)
    for rank in range(30):
        organisation = an_organisation(f"Commune {rank}", "commune", "06029")
        a_compte(monde.habitat_lys, f"C{rank}", "commune", part="1/100", organisation=organisation)
    with django_assert_num_queries(len(few.captured_queries)):
        page.get(PAGE)


def test_the_tables_are_given_as_files(page: Client) -> None:
    page.post(PAGE, DELAI)
    answer = page.get(f"{PAGE}?registre-format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "convention Ville de Lys, art. 5" in answer.content.decode("utf-8-sig")
