"""Behind the conversion: the calculation of a part and its proof, the objectives of a method, every control."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from django.test import Client
from tests.builders import JOUR, MOMENT, Monde, a_compte, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.web.pages import read, words

from gef.actions.conversion import calculer_et_garder
from gef.actions.derogations import SaisieDerogation, inscrire_derogation
from gef.db.flux.models import Convention, Droit

PART, COMMUNES, PLAFONDS = "/conversion/part/", "/conversion/communes", "/conversion/plafonds"


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any, tmp_path: Any) -> Client:
    settings.GEF_JOUR, settings.MEDIA_ROOT = JOUR, tmp_path
    write_dossier(monde)
    client.force_login(monde.gestionnaire)
    return client


@pytest.fixture
def calculee(page: Client, monde: Monde) -> Client:
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    return page


def test_a_part_is_explained_from_the_rights_to_the_dwellings(calculee: Client) -> None:
    text = words(read(calculee, f"{PART}VILLE"))
    assert "Ville de Lys : 2,40 logements par an" in text
    assert "Cannes : part de 8,00 % du flux prévu" in text
    assert "Part réduite, Cannes" in text
    assert "CCH art. R. 441-5-3, depuis le 22/02/2020" in text
    assert "commune:" not in text


def test_each_method_has_its_page_and_its_assumptions(calculee: Client) -> None:
    text = words(read(calculee, f"{PART}VILLE?methode=droits_uniques"))
    assert "Méthode « droits uniques », exercice 2026" in text
    assert "Part des libérations qui entre dans le flux" in text
    assert "Rotation inconnue pour 30 droits" in text
    assert "Méthode « part du parc »" in words(read(calculee, f"{PART}VILLE?methode=<b>"))


def test_the_proof_is_exact_and_says_which_run(calculee: Client) -> None:
    response = calculee.get(f"{PART}AL?methode=ponderee_rotation&format=json")
    assert response["Content-Disposition"] == 'attachment; filename="part-AL-ponderee_rotation-2026.json"'
    proof = json.loads(response.content)
    assert (proof["version"], proof["methode"], proof["resultat"]["part"]) == (1, "ponderee_rotation", "2/5")
    assert proof["reservataire"]["lots"][0] == {
        "nombre": 80,
        "nature": "un_pourcent",
        "rotation": "1/5",
        "echeance": None,
    }
    assert len(proof["empreinte"]) == 64


def test_the_steps_are_also_a_spreadsheet(calculee: Client) -> None:
    response = calculee.get(f"{PART}AL?calcul-format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert "Part avant plafonds" in [cell.value for cell in sheet["A"]]


def test_what_nobody_holds_is_no_part(calculee: Client) -> None:
    assert [calculee.get(f"{PART}{code}").status_code for code in ("BAILLEUR", "X")] == [404, 404]


def test_a_method_is_rounded_for_everybody_then_for_one(calculee: Client) -> None:
    text = words(read(calculee, f"{COMMUNES}?methode=part_du_parc"))
    assert "Ce que donnerait la méthode « part du parc »" in text
    assert "sans les reports de l’année passée" in text
    text = words(read(calculee, f"{COMMUNES}?methode=negociee&qui=AL"))
    assert "Action Logement, commune par commune" in text
    one = calculee.get(f"{COMMUNES}?methode=negociee&qui=AL&communes-format=csv").content.decode("utf-8-sig")
    assert "Cannes;12;0;12;0" in one
    csv = calculee.get(f"{COMMUNES}?methode=negociee&cellules-format=csv").content.decode("utf-8-sig")
    assert "Action Logement;AL;Cannes;06029;12;0;12;0" in csv


def test_parts_above_the_whole_have_no_whole_objective(page: Client, monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(part=Fraction(75, 100))
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    text = words(read(page, f"{COMMUNES}?methode=negociee"))
    assert "Pas d’objectif entier pour cette méthode" in text
    assert "Voir la réduction proposée" in text


def test_every_control_is_listed_with_its_act(page: Client, monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    acte = SaisieDerogation("agents", Fraction(8, 100), "sécurité publique", "arrêté du 2 janvier", exercice=2026)
    inscrire_derogation(acteur, acte, MOMENT)
    calculer_et_garder(acteur, EXERCICE, MOMENT)
    text = words(read(page, PLAFONDS))
    assert "contrôles demandent une suite" in text
    assert "sécurité publique (arrêté du 2 janvier)" in text
    assert "lecture 2" in text
    csv = page.get(f"{PLAFONDS}?format=csv&f-methode=part_du_parc").content.decode("utf-8-sig")
    assert "dont agents publics de l’État;Part du parc;réduit;Département;" in csv


def test_nothing_wrong_is_said_too(page: Client, monde: Monde) -> None:
    Droit.objects.all().delete()
    Convention.objects.all().delete()
    for compte in monde.comptes.values():
        compte.delete()
    a_compte(monde.habitat_lys, "ETAT-P", "etat_prio", part="30/100")
    Droit.objects.create(
        reservataire_id=monde.habitat_lys.comptes.get().pk,
        nature="etat",
        type_droit="suite",
        nombre=120,
        debut="2020-01-01",
    )
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    assert "Tous les contrôles sont conformes" in words(read(page, PLAFONDS))


@pytest.mark.parametrize("address", [COMMUNES, PLAFONDS, "/conversion/droits-uniques", "/conversion/retenir"])
def test_before_any_run_one_is_sent_to_the_conversion(page: Client, address: str) -> None:
    assert page.get(address).headers["Location"] == "/conversion"
    assert page.get(f"{PART}AL").status_code == 404
