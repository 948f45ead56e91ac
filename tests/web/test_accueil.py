"""The year at a glance: the bailleur's, whole, and the réservataire's own part of it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from tests.actions.registre_exemple import a_droit, contest, send
from tests.builders import (
    JOUR,
    Monde,
    a_compte,
    a_fait,
    a_liberation,
    a_user,
    an_acteur,
    an_organisation,
    an_orientation,
)
from tests.builders_parc import a_client, read_text
from tests.web.lecture import PageLue, list_faults

from gef.actions.annee import Annee, LigneSolde
from gef.db.flux.models import Liberation, Reservataire
from gef.web.accueil import BARRES_MAX, figure_soldes, say_montres


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def accueil(user: Any, **asked: str) -> str:
    response = a_client(user).get("/", asked)
    assert response.status_code == 200
    text = read_text(response)
    assert list_faults(response.content.decode()) == []
    return text


def soldes(page: str) -> dict[str, list[str]]:
    """Read the table of the soldes: cells by name."""
    body = page.partition('id="t-soldes"')[2].partition("</table>")[0].partition("<tbody")[2]
    rows = [PageLue(f"<table><tr>{row}</table>") for row in body.split("<tr role")[1:]]
    read = {}
    for row in rows:
        ((_, head),) = row.all("th")
        read[head] = [text for _, text in row.all("td")]
    return read


def test_before_any_orientation_the_year_says_what_will_come(monde: Monde) -> None:
    page = accueil(monde.gestionnaire)
    assert PageLue(page).text("h1") == "L’année 2026, à 199 jours de la fin"
    assert "2 logements sont vides et attendent votre décision." in page
    assert "Pas encore de solde" in page
    assert "Orienter 3 logements" in page


def test_the_last_day_of_the_year_is_day_zero(monde: Monde, settings: Any) -> None:
    settings.GEF_JOUR = date(2026, 12, 31)
    assert "à 0 jour de la fin" in accueil(monde.gestionnaire)


def test_each_account_shows_report_rights_received_and_solde(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"], date=date(2025, 12, 1))
    an_orientation(an_acteur(monde.gestionnaire), "L-2026-0002", "VILLE")
    page = accueil(monde.gestionnaire)
    read = soldes(page)
    assert read["Action Logement"] == ["−0,60", "0,40", "0", "−0,20"]
    assert read["Ville de Lys"] == ["+0,20", "0,20", "1", "−0,60"]
    assert read["Ensemble"] == ["0,00", "1,00", "1", "0,00"]
    assert len(read) == 7
    assert "<svg" in page


def test_on_the_first_of_january_the_new_year_opens_empty(monde: Monde, settings: Any) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    settings.GEF_JOUR = date(2027, 1, 1)
    assert soldes(accueil(monde.gestionnaire))["Ville de Lys"] == ["−0,80", "0,00", "0", "−0,80"]


def test_the_sum_is_checked_even_while_a_dwelling_was_given_back(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    assert "contrôle : elle doit être nulle" in accueil(monde.gestionnaire)
    a_fait(monde.liberations[0], "refus", monde.comptes["VILLE"])
    page = accueil(monde.gestionnaire)
    assert "contrôle : elle doit être de 1 logement rendu, à orienter de nouveau" in page
    assert soldes(page)["Ensemble"][-1] == "+1,00"
    assert "dont 1 refus" in page


def test_nothing_of_another_bailleur_shows(monde: Monde) -> None:
    a_fait(monde.liberation_autre, "orientation")
    page = accueil(monde.gestionnaire)
    assert "Ville de Rive" not in page
    assert "Logis de Passage" not in page
    assert "Ville de Rive" in accueil(monde.gestionnaire_autre)


def test_a_reader_sees_the_same_year(monde: Monde) -> None:
    assert soldes(accueil(monde.lecteur)) == soldes(accueil(monde.gestionnaire))


@pytest.mark.parametrize("nom", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"])
def test_what_people_write_is_shown_never_run(monde: Monde, nom: str) -> None:
    Liberation.objects.filter(reference=monde.reference).update(programme=nom)
    Reservataire.objects.filter(code="AL").update(nom=nom)
    an_orientation(an_acteur(monde.gestionnaire), "L-2026-0002", "AL")
    page = accueil(monde.gestionnaire)
    table, chart = page.partition('id="t-soldes"')[2], page.partition("<svg")[2].partition("</svg>")[0]
    for part in (page.partition('id="t-a-orienter"')[2], table, chart):
        assert nom in unescape(part)
    assert nom == escape(nom) or nom not in page
    assert not [tag for tag, a in PageLue(page).elements if "onerror" in a or (tag == "script" and "src" not in a)]


@pytest.mark.parametrize("reference", ["L/2026/1", "L 2026?a=b#c", "é%20", "L&lt;", "../../x"])
def test_a_reference_of_any_shape_leads_to_its_page(monde: Monde, reference: str) -> None:
    a_liberation(monde.habitat_lys, reference, libre_le=date(2026, 1, 2))
    page = PageLue(accueil(monde.gestionnaire))
    (address,) = [a["href"] for a, text in page.all("a") if text == reference]
    response = a_client(monde.gestionnaire).get(address)
    assert response.status_code == 200
    assert PageLue(response.content.decode()).texts


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_soldes_are_exported_as_they_are_shown(monde: Monde, extension: str) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    response = a_client(monde.gestionnaire).get("/", {"soldes-format": extension})
    assert response["Content-Disposition"].endswith(f'-2026-06-15.{extension}"')
    if extension == "csv":
        assert "Ville de Lys;0;0,2;1;-0,8" in response.content.decode("utf-8-sig")


def test_the_table_of_soldes_is_sorted_on_demand(monde: Monde) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    page = accueil(monde.gestionnaire, **{"soldes-tri": "reservataire"})
    names = list(soldes(page))[:-1]
    assert names == [
        "Action Logement",
        "Département de Lys",
        "État, agents publics",
        "État, publics prioritaires",
        "Non réservé",
        "Ville de Lys",
    ]
    assert 'aria-sort="ascending"' in page


def queries(user: Any) -> int:
    client = a_client(user)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    return len(asked)


@pytest.mark.parametrize("who", ["gestionnaire", "agent_ville"])
def test_query_count_does_not_follow_the_dwellings(monde: Monde, who: str) -> None:
    counted = []
    for last in (3, 30):
        for rank in range(len(counted) * 3, last):
            row = a_liberation(monde.habitat_lys, f"N-{rank}", libre_le=JOUR - timedelta(days=rank))
            a_liberation(monde.habitat_lys, f"W-{rank}", libre_le=JOUR)
            a_fait(row, "orientation", monde.comptes["VILLE"])
        counted.append(queries(getattr(monde, who)))
    assert counted[0] == counted[1]
    assert counted[0] <= 17


class TestReservataire:
    def test_he_sees_first_what_he_must_answer_then_his_accounts_and_the_rest(self, monde: Monde) -> None:
        ville = monde.comptes["VILLE"]
        a_fait(monde.liberations[0], "orientation", ville)
        a_fait(monde.liberations[2], "orientation", ville)
        a_fait(monde.liberations[2], "transmission", ville, date=date(2026, 6, 9))
        a_fait(monde.liberations[1], "orientation", monde.comptes["AL"])
        page = accueil(monde.agent_ville)
        assert PageLue(page).text("h1") == "1 logement vous attend"
        assert "avant le 16 juin 2026" in page
        assert "Répondre pour le plus urgent" in page
        assert page.index("L-2026-0003") < page.index("Habitat Lys : Ville de Lys") < page.index("L-2026-0001")
        assert "à désigner" in page
        assert "−1,60" in page
        assert "L-2026-0002" not in page

    def test_nothing_of_the_others_shows(self, monde: Monde) -> None:
        for dwelling, code in zip(monde.liberations[:3], ("VILLE", "AL", "ETAT-P"), strict=True):
            a_fait(dwelling, "orientation", monde.comptes[code])
        page = accueil(monde.agent_ville)
        for hidden in ("Action Logement", "publics prioritaires", "Département de Lys", "L-2026-0003", "Ville de Rive"):
            assert hidden not in page

    def test_the_etat_sees_its_two_accounts(self, monde: Monde) -> None:
        page = accueil(a_user("Agent État", monde.prefecture))
        assert "Habitat Lys : État, publics prioritaires" in page
        assert "Habitat Lys : État, agents publics" in page
        assert "Tous vos comptes" in page

    def test_with_two_bailleurs_he_sees_both(self, monde: Monde) -> None:
        a_compte(monde.logis_de_passage, "VILLE", "commune", part="1/10", organisation=monde.ville)
        page = accueil(monde.agent_ville)
        assert page.index("Habitat Lys : Ville de Lys") < page.index("Logis de Passage : Ville de Lys")

    def test_without_account_the_page_says_why_it_is_empty(self, monde: Monde) -> None:
        page = accueil(a_user("Agent Neuf", an_organisation("Ville Neuve", "commune", "06088")))
        assert PageLue(page).text("h1") == "Aucun compte"
        assert "n’a pas encore de convention enregistrée" in page


def test_one_dwelling_to_orient_is_said_in_the_singular(monde: Monde) -> None:
    for dwelling in monde.liberations[1:3]:
        a_fait(dwelling, "orientation", monde.comptes["AL"])
    page = accueil(monde.gestionnaire)
    assert "Orienter 1 logement<" in page
    assert "1 logement est vide et attend votre décision." in page


def test_when_all_is_decided_the_page_says_so(monde: Monde) -> None:
    for dwelling in monde.liberations[:3]:
        a_fait(dwelling, "orientation", monde.comptes["AL"])
    assert "Aucun logement n’attend de décision." in accueil(monde.gestionnaire)


def test_a_dwelling_that_he_refused_is_no_longer_among_his(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    assert monde.reference in a_client(monde.agent_ville).get("/").content.decode()
    a_fait(monde.liberations[0], "refus", monde.comptes["VILLE"])
    assert monde.reference not in a_client(monde.agent_ville).get("/").content.decode()


def test_a_reservataire_is_told_first_what_he_has_to_read(monde: Monde) -> None:
    droit = a_droit(monde)
    assert "à relire" not in accueil(monde.agent_ville)
    send(monde)
    assert "4 droits à relire avant le 15 juillet 2026" in accueil(monde.agent_ville)
    contest(monde, droit)
    assert "à relire" not in accueil(monde.agent_ville)


def test_a_chart_of_very_many_accounts_keeps_the_two_ends() -> None:
    lignes = tuple(
        LigneSolde(f"C{rank}", f"Compte {rank}", "commune", Fraction(0), Fraction(0), 0, Fraction(100 - rank), 0)
        for rank in range(BARRES_MAX + 40)
    )
    figure = figure_soldes(Annee(2026, lignes, 1, Fraction(0), 0), Fraction(4, 5))
    assert figure is not None
    for shown in (0, BARRES_MAX // 2 - 1, BARRES_MAX + 39):
        assert f">Compte {shown}<" in figure.ample
    assert f">Compte {BARRES_MAX // 2}<" not in figure.ample
    assert say_montres(BARRES_MAX) == ""
    assert say_montres(BARRES_MAX + 40) == "Les 30 plus en retard et les 30 plus en avance, sur 100"
