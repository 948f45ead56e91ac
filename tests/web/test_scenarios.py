"""The pages of the scenarios: quick ones, the form that composes without a script, one scenario, two side by side."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.builders_parc import keep_files_in

from gef.access.models import Utilisateur
from gef.actions import conversion
from gef.actions.scenarios import list_scenarios, read_entree
from gef.core.changements import LIBELLES_CHANGEMENTS, DroitEteint
from gef.db.journal.models import Execution

PAGE = "/conversion/scenarios"
ENTETE = {"nom": "Essai", "methode": "negociee", "genre": "liberations"}


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)
    write_dossier(monde)


@pytest.fixture
def calculee(monde: Monde) -> None:
    conversion.calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)


def sign_in(client: Client, who: Utilisateur) -> Client:
    client.force_login(who)
    return client


def words(html: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(html).replace("&#x27;", "'"))


def read(client: Client, address: str = PAGE) -> str:
    reponse = client.get(address)
    assert reponse.status_code == 200
    return reponse.content.decode()


def post(client: Client, status: int = 200, **data: str) -> str:
    reponse = client.post(PAGE, data)
    assert reponse.status_code == status
    return reponse.content.decode()


def compose(client: Client, *changements: dict[str, str], **entete: str) -> Any:
    """Send a form with its changes, as a browser does."""
    data = {**ENTETE, "action": "calculer", **entete}
    for rank, change in enumerate(changements):
        data |= {f"c{rank}-{nom}": valeur for nom, valeur in change.items()}
    return client.post(PAGE, data)


def last_changements(monde: Monde) -> tuple[Any, ...]:
    newest = Execution.objects.filter(calcul="scenario").latest("version")
    return read_entree(newest).demande.changements


def test_routes_have_their_names() -> None:
    assert reverse("web:conversion-scenarios") == PAGE
    assert reverse("web:conversion-scenario", args=[3]) == f"{PAGE}/3"
    assert reverse("web:conversion-scenarios-comparer") == f"{PAGE}/comparer"


def test_before_any_conversion_the_page_says_what_to_do(client: Client, monde: Monde) -> None:
    text = words(read(sign_in(client, monde.gestionnaire)))
    assert "Un scénario part d’une conversion" in text
    assert "La conversion 2026 n’est pas calculée" in text
    assert sign_in(client, monde.gestionnaire).post(PAGE, {"rapide": "9/10"}).status_code == 200
    assert not Execution.objects.filter(calcul="scenario").exists()


def test_a_quick_button_keeps_a_scenario_and_shows_it(client: Client, monde: Monde, calculee: None) -> None:
    sign_in(client, monde.gestionnaire)
    assert "−10 % de logements libérés" in words(read(client)).replace("\u202f", " ")
    reponse = client.post(PAGE, {"rapide": "9/10"})
    assert (reponse.status_code, reponse["Location"]) == (302, f"{PAGE}/1")
    text = words(read(client, f"{PAGE}/1")).replace("\u202f", " ").replace("\xa0", " ")
    assert "−10 % de logements libérés : 36 logements à partager au lieu de 40 logements (−4,0)" in text
    assert "Perdent 6 Action Logement (−1,6), État, publics prioritaires (−1,0)" in text
    assert "Gagnent 0 personne" in text
    assert "assiette 2026, version 1 ; conversion 2026, version 1" in text
    assert "Aucun plafond n’est franchi d’un côté seulement" in text


def test_a_quick_factor_that_is_not_offered_is_ignored(client: Client, monde: Monde, calculee: None) -> None:
    post(sign_in(client, monde.gestionnaire), rapide="1/100")
    assert list_scenarios(monde.habitat_lys, EXERCICE) == []


def test_changes_are_added_and_taken_away_without_losing_what_was_typed(
    client: Client, monde: Monde, calculee: None
) -> None:
    sign_in(client, monde.gestionnaire)
    first = post(client, **ENTETE, action="ajouter")
    assert 'name="c0-genre" value="liberations"' in first
    assert 'value="Essai"' in first
    data = {**ENTETE, "genre": "retrait", "action": "ajouter", "c0-genre": "liberations", "c0-variation": "-7,5"}
    second = post(client, **data)
    assert 'name="c1-genre" value="retrait"' in second
    assert 'value="-7,5"' in second
    assert "Ce champ est obligatoire" not in second
    data |= {"action": "retirer-0", "c1-genre": "retrait", "c1-logements": "12", "c1-commune": "06004"}
    third = post(client, **data)
    assert 'name="c0-genre" value="retrait"' in third
    assert 'value="12"' in third
    assert "c1-genre" not in third


def test_every_kind_is_composed_at_once(client: Client, monde: Monde, calculee: None) -> None:
    sign_in(client, monde.gestionnaire)
    reponse = compose(
        client,
        {"genre": "liberations", "variation": "-10"},
        {"genre": "rotation", "reservataire": "", "variation": "", "taux": "12,5"},
        {"genre": "rotation", "reservataire": "AL", "variation": "5"},
        {
            "genre": "livraison",
            "commune": "antibes",
            "logements": "30",
            "nature": "terrain",
            "reservataire": "CD",
            "droits": "3",
        },
        {"genre": "retrait", "commune": "06029", "logements": "10", "motif": "vente"},
        {"genre": "droit_eteint", "ligne": "VILLE:1", "nombre": "5"},
        {"genre": "droit_ajoute", "reservataire": "CD", "nombre": "4", "nature": "garantie", "echeance": "2040"},
        {"genre": "part_negociee", "reservataire": "AL", "part": "30", "document": "projet"},
        {"genre": "methode", "methode": "negociee"},
        {"genre": "plafond", "code": "garanties", "valeur": "25", "fondement": "hypothese", "clause": "réforme"},
        {"genre": "prevision", "categorie": "vente", "nombre": "2", "variation": ""},
    )
    assert reponse.status_code == 302
    changes = last_changements(monde)
    assert {c.genre for c in changes} == set(LIBELLES_CHANGEMENTS)
    assert changes[5] == DroitEteint("VILLE", 1, 5)
    text = words(read(client, reponse["Location"]))
    assert "Un plafond supposé n’est pas le droit en vigueur" in text
    assert "hypothèse, et non le droit : réforme" in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"genre": "liberations", "variation": ""}, "Ce champ est obligatoire"),
        ({"genre": "liberations", "variation": "-101"}, "-100"),
        ({"genre": "livraison", "commune": "Nulle part", "logements": "3", "nature": "autre"}, "Commune inconnue"),
        ({"genre": "rotation", "variation": "5", "taux": "5"}, "2 valeurs ; attendu"),
        (
            {"genre": "retrait", "commune": "06004", "logements": "101", "motif": "vente"},
            "101 logements retirés de 100",
        ),
        ({"genre": "droit_eteint", "ligne": "VILLE:9"}, "Sélectionnez un choix valide"),
        ({"genre": "droit_eteint", "ligne": "VILLE", "nombre": "31"}, "31 pour 30 en cours"),
        (
            {"genre": "livraison", "commune": "06004", "logements": "3", "nature": "autre", "droits": "2"},
            "pas plus que",
        ),
    ],
)
def test_a_refused_change_is_said_beside_it(
    client: Client, monde: Monde, calculee: None, change: dict[str, str], message: str
) -> None:
    reponse = compose(sign_in(client, monde.gestionnaire), change)
    assert reponse.status_code == 422
    assert message in words(reponse.content.decode()).replace("\u202f", " ").replace("\xa0", " ")
    assert not Execution.objects.filter(calcul="scenario").exists()


def test_a_scenario_needs_a_name(client: Client, monde: Monde, calculee: None) -> None:
    reponse = compose(sign_in(client, monde.gestionnaire), nom="")
    assert reponse.status_code == 422
    assert "Donnez un nom" in reponse.content.decode()


def test_parts_above_the_flux_are_shown_without_objectives(client: Client, monde: Monde, calculee: None) -> None:
    sign_in(client, monde.gestionnaire)
    address = compose(client, {"genre": "part_negociee", "reservataire": "AL", "part": "90"})["Location"]
    text = words(read(client, address))
    assert "Un plafond de plus est franchi" in text
    assert "non calculé" in text
    assert "ni objectif ni solde" in text
    assert "À régler dans ce scénario" in text


def test_two_scenarios_side_by_side_and_their_files(client: Client, monde: Monde, calculee: None) -> None:
    sign_in(client, monde.gestionnaire)
    for factor in ("9/10", "4/5"):
        client.post(PAGE, {"rapide": factor})
    assert "Comparer" in read(client)
    address = f"{PAGE}/comparer?a=1&b=2"
    text = words(read(client, address)).replace("\u202f", " ").replace("\xa0", " ")
    assert "« −10 % de logements libérés » face à « −20 % de logements libérés »" in text
    assert "32 logements à partager au lieu de 36 logements (−4,0)" in text
    assert "Ces deux scénarios ne partent pas de la même base" not in text
    csv = client.get(f"{address}&ecarts-format=csv")
    assert "Action Logement;Département;14,4;12,8;-1,6" in csv.content.decode("utf-8-sig")
    xlsx = client.get(f"{address}&soldes-format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.content)).worksheets[0]
    assert any(cell.value == "Action Logement" for cell in sheet["A"])
    assert "?format=xlsx&amp;a=1&amp;b=2" in read(client, address)
    whole = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}&format=xlsx").content))
    assert len(whole.worksheets) >= 3


def test_two_bases_are_said(client: Client, monde: Monde, calculee: None) -> None:
    sign_in(client, monde.gestionnaire)
    client.post(PAGE, {"rapide": "9/10"})
    compose(client, methode="part_du_parc", nom="Autre base")
    assert "ne partent pas de la même base" in read(client, f"{PAGE}/comparer?a=1&b=2")


@pytest.mark.parametrize(("query", "status"), [("", 302), ("?a=1", 302), ("?a=9&b=1", 404), ("?a=1&b=9", 404)])
def test_what_cannot_be_compared(client: Client, monde: Monde, calculee: None, query: str, status: int) -> None:
    sign_in(client, monde.gestionnaire).post(PAGE, {"rapide": "9/10"})
    assert client.get(f"{PAGE}/comparer{query}").status_code == status


def test_an_unknown_version_is_not_found(client: Client, monde: Monde, calculee: None) -> None:
    assert sign_in(client, monde.gestionnaire).get(f"{PAGE}/7").status_code == 404


def test_a_reader_reads_and_keeps_nothing(client: Client, monde: Monde, calculee: None) -> None:
    html = read(sign_in(client, monde.lecteur))
    assert "Composer un scénario" not in words(html)
    assert client.post(PAGE, {"rapide": "9/10"}).status_code == 403


def test_a_reservataire_has_no_business_there(client: Client, monde: Monde, calculee: None) -> None:
    assert sign_in(client, monde.agent_ville).get(PAGE).status_code == 403
