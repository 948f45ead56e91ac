"""What a réservataire reads of his wishes and of the settings: his own, in plain French, nothing of another."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from tests.builders import JOUR, MOMENT, Monde, a_compte, a_user, an_acteur
from tests.builders_parc import a_client, a_parc, keep_files_in
from tests.web.pages import read, words

from gef.actions.reglages import SaisieReglage, inscrire_reglage
from gef.actions.souhaits import SaisieSouhait, inscrire_souhait
from gef.core.reglages import make_parametres
from gef.core.souhaits import Souhait

PAGE = "/vos-droits/souhaits"


@pytest.fixture
def page(monde: Monde, settings: Any, tmp_path: Any) -> Client:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)
    acteur = an_acteur(monde.gestionnaire)
    a_parc(acteur, 40)
    for compte, publics in (("VILLE", "familles"), ("AL", "jeunes salariés")):
        saisie = SaisieSouhait(
            compte, Souhait(Fraction(2, 5), typologie="T2", publics=publics), JOUR, f"lettre {compte}"
        )
        inscrire_souhait(acteur, saisie, MOMENT)
    return a_client(monde.agent_ville)


def test_he_reads_his_own_wishes_and_not_those_of_others(page: Client) -> None:
    text = words(read(page, PAGE))
    assert "Ce que 1 bailleur a inscrit, au 15 juin 2026." in text
    assert "familles" in text
    assert "lettre VILLE" in text
    assert "jeunes salariés" not in text
    assert "lettre AL" not in text


def test_the_settings_are_said_in_words_with_their_dates(page: Client, monde: Monde) -> None:
    assert "Réglage par défaut : aucun n’est inscrit." in words(read(page, PAGE))
    acteur = an_acteur(monde.gestionnaire)
    now = make_parametres("equilibre", {"avance_min": Fraction(1, 5), "seuil": Fraction(7, 10)})
    inscrire_reglage(acteur, SaisieReglage(now, date(2026, 1, 1), "comité du 12 janvier"), MOMENT)
    inscrire_reglage(acteur, SaisieReglage(make_parametres("retard", {}), date(2027, 1, 1), "comité de juin"), MOMENT)
    text = words(read(page, PAGE))
    assert "Réglage en vigueur depuis le 1er janvier 2026 : comité du 12 janvier." in text
    assert "dès qu’il lui est dû 0,20 logement : nul n’a plus de 0,80 d’avance" in text
    assert "Au-delà de 0,70 logement dû, le plus en retard passe avant tous." in text
    assert "à venir" in text
    assert "comité de juin" in text
    assert "Camille Gérant" not in text  # who recorded it is the bailleur's business


def test_each_bailleur_with_whom_he_has_an_account_is_there_and_no_other(page: Client, monde: Monde) -> None:
    assert "Logis de Passage" not in words(read(page, PAGE))
    a_compte(monde.logis_de_passage, "LYS", "commune", part="1/10", organisation=monde.ville)
    text = words(read(page, PAGE))
    assert "Habitat Lys" in text
    assert "Logis de Passage" in text
    answer = page.get(f"{PAGE}?souhaits-{monde.habitat_lys.pk}-format=csv").content.decode("utf-8-sig")
    assert "familles" in answer
    assert "jeunes salariés" not in answer


def test_without_any_account_the_page_says_so(monde: Monde, settings: Any) -> None:
    settings.GEF_JOUR = JOUR
    monde.comptes["VILLE"].organisation = None
    monde.comptes["VILLE"].save()
    text = words(read(a_client(monde.agent_ville), PAGE))
    assert "Votre organisation n’a pas encore de convention" in text


def test_the_rights_lead_there(page: Client, monde: Monde) -> None:
    assert f'href="{PAGE}"' in read(page, "/vos-droits")
    assert a_client(a_user("Un Gérant", monde.habitat_lys)).get(PAGE).status_code == 403
