"""The page of the relogements: the charter's objectives against what was given; a réservataire reads his own."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse
from tests.actions.test_chartes import SAISIE
from tests.builders import JOUR, MOMENT, Monde, a_compte, a_fait, a_liberation, an_acteur
from tests.builders_parc import a_client
from tests.web.test_programmes import page

from gef.actions.chartes import fixer_objectif, imputer, inscrire_charte
from gef.core.relogements import ObjectifRelogement
from gef.db.programmes.models import CharteRelogement, ImputationRelogement, ObjectifCharte

PAGE = "web:relogements"


@pytest.fixture(autouse=True)
def _jour(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


@pytest.fixture
def charte(monde: Monde) -> CharteRelogement:
    acteur = an_acteur(monde.gestionnaire)
    row = inscrire_charte(acteur, SAISIE, MOMENT)
    for objectif in (ObjectifRelogement("VILLE", nombre=3), ObjectifRelogement("AL", part=Fraction(1, 2))):
        fixer_objectif(acteur, row.pk, objectif, MOMENT)
    for nom in ("R-1", "R-2"):
        let = a_liberation(monde.habitat_lys, nom, libre_le=date(2026, 3, 1), hors_flux="anru")
        a_fait(let, "bail", date=date(2026, 4, 1))
    imputer(acteur, row.pk, "R-1", "VILLE", motif="", connu=0, moment=MOMENT)
    return row


def send(user: Any, acte: str, **data: object) -> Any:
    return a_client(user).post(reverse(PAGE), {"acte": acte, **data})


def test_the_bailleur_reads_each_gap_and_what_waits(monde: Monde, charte: CharteRelogement) -> None:
    text = page(monde.gestionnaire, reverse(PAGE))
    assert "1 relogement réalisé, il en manque 3" in text
    for words in (
        "Ville de Lys",
        "Action Logement",
        "50,0 % des relogements",
        "R-2",
        "Charte de relogement du 4 mai 2024",
    ):
        assert words in text
    assert "Aucune charte de relogement" in page(monde.gestionnaire_autre, reverse(PAGE))


def test_a_reservataire_reads_his_own_line_and_dwellings(monde: Monde, charte: CharteRelogement) -> None:
    text = page(monde.agent_ville, reverse(PAGE))
    assert "1 relogement réalisé, il en manque 2" in text
    assert ("R-1" in text, "R-2" in text, "Action Logement" in text) == (True, False, False)
    assert "Autres réservataires" in text
    for table in (f"charte-{charte.pk}", "imputes", "a-imputer"):
        file = a_client(monde.agent_ville).get(reverse(PAGE), {f"{table}-format": "csv"}).content.decode()
        assert "R-2" not in file
        assert "Action Logement" not in file
    assert "Aucune charte de relogement" in page(monde.agent_rive, reverse(PAGE))


def test_the_same_code_at_two_bailleurs_is_not_the_same_account(monde: Monde, charte: CharteRelogement) -> None:
    """Ville de Rive is « AL » at another bailleur, and has a small account here: she must not read Action Logement's."""
    a_compte(monde.logis_de_passage, "AL", "autre", part=None, organisation=monde.rive)
    a_compte(monde.habitat_lys, "RIVE", "autre", part=None, organisation=monde.rive)
    fixer_objectif(an_acteur(monde.gestionnaire), charte.pk, ObjectifRelogement("RIVE", nombre=1), MOMENT)
    imputer(an_acteur(monde.gestionnaire), charte.pk, "R-2", "AL", motif="", connu=1, moment=MOMENT)
    text = page(monde.agent_rive, reverse(PAGE))
    assert "0 relogement réalisé, il en manque 1" in text
    assert "R-2" not in text


def test_a_charter_an_objective_and_an_imputation_are_written_from_the_page(monde: Monde) -> None:
    user = monde.gestionnaire
    form = {"nom": "Quartier des Pins", "document": "Charte", "debut": "2024-05-04", "dernier": "2029-12-31"}
    assert send(user, "charte", **form | {"debut": ""}).status_code == 422
    assert send(user, "charte", **form).status_code == 302
    row = CharteRelogement.objects.get()
    assert row.fin == date(2030, 1, 1)
    objectif = {"objectif-charte": row.pk, "objectif-compte": "VILLE", "objectif-nombre": "3", "objectif-part": "20"}
    assert send(user, "objectif", **objectif).status_code == 422
    assert send(user, "objectif", **objectif | {"objectif-part": ""}).status_code == 302
    assert ObjectifCharte.objects.get().nombre == 3
    a_liberation(monde.habitat_lys, "R-1", libre_le=date(2026, 3, 1), hors_flux="anru")
    imputation = {
        "imputer-charte": row.pk,
        "imputer-logement": "R-1",
        "imputer-compte": "VILLE",
        "imputer-motif": "",
        "imputer-connu": 0,
    }
    assert send(user, "imputer", **imputation | {"imputer-logement": "L-2026-0004"}).status_code == 422
    assert send(user, "imputer", **imputation).status_code == 302
    assert send(user, "imputer", **imputation).status_code == 302  # told, and not written twice
    assert ImputationRelogement.objects.count() == 1


def test_nobody_else_writes(monde: Monde, charte: CharteRelogement) -> None:
    for user in (monde.lecteur, monde.agent_ville):
        for acte in ("charte", "objectif", "imputer"):
            assert send(user, acte).status_code == 403
