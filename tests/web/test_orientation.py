"""The worklist, the sheet of a dwelling with its proposal, and the decision."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.builders import (
    ANTIBES,
    JOUR,
    MOTIF,
    Monde,
    a_compte,
    a_fait,
    a_liberation,
    an_acteur,
    an_orientation,
)
from tests.builders_parc import a_client, read_text
from tests.web.lecture import PageLue, list_faults

from gef.core.parts import BAILLEUR
from gef.db.flux.models import Fait, Liberation
from gef.db.journal.models import Acte
from gef.web.demandes import HAUT


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def page_of(user: Any, address: str) -> str:
    response = a_client(user).get(address)
    assert response.status_code == 200
    assert list_faults(response.content.decode()) == []
    return read_text(response)


def sheet(monde: Monde, reference: str = "", who: str = "gestionnaire") -> str:
    return page_of(getattr(monde, who), f"/logements/{reference or monde.reference}")


def post(monde: Monde, who: str = "gestionnaire", **data: Any) -> Any:
    sent = {"reservataire": "AL", "rang": "0", "motif": ""} | data
    reference = sent.pop("reference", monde.reference)
    return a_client(getattr(monde, who)).post(f"/logements/{reference}", sent)


def radios(page: str) -> list[str]:
    return [a["value"] for a, _ in PageLue(page).all("input") if a.get("type") == "radio"]


def nothing_written() -> bool:
    return not Fait.objects.exists() and not Acte.objects.exists()


def test_the_worklist_says_how_many_wait_and_for_how_long(monde: Monde) -> None:
    page = page_of(monde.gestionnaire, "/orientation")
    assert PageLue(page).text("h1") == "3 logements à orienter"
    assert "2 sont déjà vides : 21 jours de vacance cumulés au 15 juin 2026." in page
    links = [text for a, text in PageLue(page).all("a") if a["href"].startswith("/logements/")]
    assert links == ["Commencer par le plus ancien", "L-2026-0001", "L-2026-0002", "L-2026-0003"]


def test_when_nothing_waits_the_worklist_says_so(monde: Monde) -> None:
    for dwelling in monde.liberations[:3]:
        a_fait(dwelling, "orientation", monde.comptes["AL"])
    page = page_of(monde.gestionnaire, "/orientation")
    assert PageLue(page).text("h1") == "Rien à orienter aujourd’hui"


def test_the_worklist_is_exported(monde: Monde) -> None:
    response = a_client(monde.gestionnaire).get("/orientation", {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Logement"] for row in rows if row["Logement"].startswith("L-")] == [
        "L-2026-0001",
        "L-2026-0002",
        "L-2026-0003",
    ]


def test_the_worklist_opens_on_its_key_figures(monde: Monde) -> None:
    page = PageLue(page_of(monde.gestionnaire, "/orientation"))
    figures = [text.replace("\xa0", " ") for _, text in page.all("dd")]
    assert figures[:2] == ["3", "dans le flux"]
    assert "14 jours" in figures
    assert "vide : L-2026-0001" in figures
    assert "au-delà de +0,90" in figures


def test_without_an_empty_dwelling_there_is_no_longest_wait(monde: Monde) -> None:
    for dwelling in monde.liberations[:2]:
        a_fait(dwelling, "orientation", monde.comptes["AL"])
    assert "Plus longue attente" not in page_of(monde.gestionnaire, "/orientation")


def test_who_is_late_today_is_counted_and_the_latest_named(monde: Monde) -> None:
    for rank in range(3):
        a_fait(a_liberation(monde.habitat_lys, f"B-{rank}", libre_le=JOUR), "orientation", None)
    page = PageLue(page_of(monde.gestionnaire, "/orientation"))
    assert [text for _, text in page.all("dd")][-2:] == ["1", "au-delà de +0,90, d’abord Action Logement"]


def test_the_worklist_is_narrowed_by_epci_and_its_boxes_follow(monde: Monde) -> None:
    page = page_of(monde.gestionnaire, "/orientation?f-epci=CA de Sophia Antipolis")
    assert len(boxes(page)) == 1
    assert "L-2026-0003" in boxes(page)[0]


def boxes(page: str) -> list[str]:
    return [a["value"] for a, _ in PageLue(page).all("input") if a.get("type") == "checkbox"]


def test_several_proposals_are_accepted_at_once(monde: Monde) -> None:
    page = page_of(monde.gestionnaire, "/orientation")
    ticked = boxes(page)
    assert len(ticked) == 3
    answer = a_client(monde.gestionnaire).post("/orientation", {"vu": ticked[:2]}, follow=True)
    assert answer.redirect_chain == [("/orientation", 302)]
    assert "2 logements sont orientés : 1 vers Action Logement, 1 vers État, publics prioritaires." in read_text(answer)
    assert [fact.liberation.reference for fact in Fait.objects.order_by("pk")] == ["L-2026-0001", "L-2026-0002"]


def test_when_one_has_changed_none_is_written_and_the_page_says_which(monde: Monde) -> None:
    ticked = boxes(page_of(monde.gestionnaire, "/orientation"))
    an_orientation(an_acteur(monde.gestionnaire), "L-2026-0002")
    answer = a_client(monde.gestionnaire).post("/orientation", {"vu": ticked}, follow=True)
    assert "1 logement coché a changé depuis l’affichage : L-2026-0002." in read_text(answer)
    assert Fait.objects.count() == 1


@pytest.mark.parametrize("vu", [[], [""], ["{}"], ["[[1,2,3]]"], ["[1]"], ['[["a"]]'], ["[" * 50_000], ["null"]])
def test_a_batch_that_the_page_did_not_send_writes_nothing(monde: Monde, vu: list[str]) -> None:
    answer = a_client(monde.gestionnaire).post("/orientation", {"vu": vu}, follow=True)
    assert answer.status_code == 200
    assert "encart erreur" in answer.content.decode()
    assert nothing_written()


def test_a_delivery_is_accepted_in_one_click(monde: Monde) -> None:
    for rank in range(3):
        a_liberation(monde.habitat_lys, f"D-{rank}", libre_le=JOUR, programme="Le Clos")
    page = PageLue(page_of(monde.gestionnaire, "/orientation"))
    (hidden,) = [a["value"] for a, _ in page.all("input") if a.get("name") == "vu" and a.get("type") == "hidden"]
    a_client(monde.gestionnaire).post("/orientation", {"vu": hidden})
    assert {fact.liberation.reference for fact in Fait.objects.all()} == {"D-0", "D-1", "D-2"}


def test_a_reader_has_no_box_to_tick_and_accepts_nothing(monde: Monde) -> None:
    ticked = boxes(page_of(monde.gestionnaire, "/orientation"))
    assert boxes(page_of(monde.lecteur, "/orientation")) == []
    assert a_client(monde.lecteur).post("/orientation", {"vu": ticked}).status_code == 403
    assert nothing_written()


def test_the_sheet_proposes_and_says_why(monde: Monde) -> None:
    page = sheet(monde)
    assert PageLue(page).text("h1") == "Cannes, T3 PLUS : proposé à Action Logement"
    assert "Action Logement : 0,40 droits acquis, 0 logement reçu, solde +0,40." in page
    assert "Après votre décision, son solde passe de +0,40 à −0,60." in page
    assert "vide depuis 14 jours" in page
    assert radios(page) == ["AL", "ETAT-P", "VILLE", "CD", "ETAT-F", BAILLEUR]
    assert "checked" not in page


def test_trying_another_shows_what_follows_and_writes_nothing(monde: Monde) -> None:
    page = sheet(monde, f"{monde.reference}?essai=VILLE")
    assert "Si ce logement va à Ville de Lys" in page
    assert "Personne ne passe le seuil de retard (+0,90)." in page
    assert "Ce que devient chaque solde" in page
    assert "Composition indicative de Ville de Lys" in page
    assert [a["value"] for a, _ in PageLue(page).all("input") if "checked" in a] == ["VILLE"]
    assert nothing_written()


def test_a_reader_may_try_and_not_decide(monde: Monde) -> None:
    page = sheet(monde, f"{monde.reference}?essai=ETAT-P", who="lecteur")
    assert "2 propositions changent" in page
    assert radios(page) == []


@pytest.mark.parametrize("essai", ["", "RIVE", "<script>", "x" * 5000])
def test_trying_an_account_without_a_part_shows_the_sheet_as_it_is(monde: Monde, essai: str) -> None:
    page = sheet(monde, f"{monde.reference}?essai={essai}")
    assert "Si ce logement va" not in page


def test_a_reservataire_tries_nothing(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    a_fait(monde.liberations[0], "refus", monde.comptes["VILLE"])
    assert "Et si je le donne" not in sheet(monde, f"{monde.reference}?essai=AL", who="agent_ville")


@pytest.mark.parametrize(
    ("code", "motif", "kept"),
    [("mixite", "", "Mixité de la résidence"), ("accord", "Lettre.", "Accord entre réservataires\xa0: Lettre.")],
)
def test_a_listed_reason_is_enough(monde: Monde, code: str, motif: str, kept: str) -> None:
    assert post(monde, reservataire="VILLE", code_motif=code, motif=motif).status_code == 302
    assert Fait.objects.get().motif == kept


@pytest.mark.parametrize("code", ["autre", "copinage"])
def test_another_reason_needs_its_words_and_the_choice_is_kept(monde: Monde, code: str) -> None:
    response = post(monde, reservataire="VILLE", code_motif=code, motif="court")
    assert response.status_code == 422
    selected = [a["value"] for a, _ in PageLue(response.content.decode()).all("option") if "selected" in a]
    assert ("autre" in selected) == (code == "autre")
    assert nothing_written()


def test_the_sheet_of_a_dwelling_decided_shows_its_journal_only(monde: Monde) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "CD")
    page = sheet(monde)
    assert PageLue(page).text("h1") == "Cannes, T3 PLUS"
    assert "Orienté vers Département de Lys <b>(écart à la proposition)</b>" in page
    assert f"Motif : {MOTIF}" in page
    assert "Par Camille Gérant." in page
    assert radios(page) == []
    assert "Orienter vers" not in page


def test_what_is_unknown_is_said_unknown(monde: Monde) -> None:
    a_liberation(monde.habitat_lys, "X", libre_le=JOUR, typologie="", financement="", qpv=None, surface_m2=None)
    page = sheet(monde, "X")
    assert "typologie inconnue financement inconnu" in page
    assert "QPV non renseigné" in page
    assert "non renseignée" in page


def test_accepting_writes_and_sends_back_to_the_worklist(monde: Monde) -> None:
    response = post(monde)
    assert (response.status_code, response["Location"]) == (302, "/orientation")
    fact = Fait.objects.get()
    assert (fact.reservataire, fact.auteur, fact.date) == (monde.comptes["AL"], monde.gestionnaire, JOUR)
    assert Acte.objects.get().objet == monde.reference


def test_the_next_page_says_what_was_done_once(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    said = "L-2026-0001 est orienté vers Action Logement. Le compte a suivi."
    answer = client.post(f"/logements/{monde.reference}", {"reservataire": "AL", "rang": "0"}, follow=True)
    assert said in read_text(answer)
    assert said not in read_text(client.get("/orientation"))


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["whole", "htmx"])
def test_departing_without_a_reason_asks_for_it_and_keeps_what_was_typed(monde: Monde, headers: dict[str, str]) -> None:
    client = a_client(monde.gestionnaire)
    data = {"reservataire": "VILLE", "rang": "0", "motif": "<b>court"}
    response = client.post(f"/logements/{monde.reference}", data, headers=headers)
    assert response.status_code == 422
    html = response.content.decode()
    assert list_faults(html) == []
    page = PageLue(html)
    assert "Écrivez le motif, par exemple" in read_text(response)
    (field, typed) = page.all("textarea")[0]
    assert (typed, field["aria-invalid"]) == ("<b>court", "true")
    assert "motif-e" in field["aria-describedby"]
    assert [a["value"] for a, _ in page.all("input") if "checked" in a] == ["VILLE"]
    assert nothing_written()


def test_departing_with_a_reason_keeps_it(monde: Monde) -> None:
    assert post(monde, reservataire="VILLE", motif=MOTIF).status_code == 302
    assert (Fait.objects.get().motif, Fait.objects.get().reservataire) == (MOTIF, monde.comptes["VILLE"])


def test_a_page_out_of_date_decides_nothing_and_says_so(monde: Monde) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference)
    client = a_client(monde.gestionnaire)
    data = {"reservataire": "VILLE", "rang": "0", "motif": MOTIF}
    answer = client.post(f"/logements/{monde.reference}", data, follow=True)
    assert answer.redirect_chain == [(f"/logements/{monde.reference}{HAUT}", 302)]
    assert "rien n’a été changé" in read_text(answer)
    assert Fait.objects.count() == 1


@pytest.mark.parametrize("rang", ["", "-1", "un", "0x0", "٠", "²", "1" * 5000, "1" * 400, " 0"])
def test_a_rank_that_is_none_decides_nothing(monde: Monde, rang: str) -> None:
    assert post(monde, rang=rang).status_code == 302
    assert nothing_written()


@pytest.mark.parametrize("choice", ["", "RIVE", "inconnu", "<script>alert(1)</script>", "x" * 100_000])
def test_an_account_that_has_no_part_there_is_refused(monde: Monde, choice: str) -> None:
    client = a_client(monde.gestionnaire)
    data = {"reservataire": choice, "rang": "0", "motif": MOTIF}
    answer = client.post(f"/logements/{monde.reference}", data, follow=True)
    assert answer.status_code == 200
    assert "n’a pas de part dans cette commune" in read_text(answer)
    assert "<script>alert" not in answer.content.decode()
    assert nothing_written()


def test_the_bailleur_may_keep_it(monde: Monde) -> None:
    assert post(monde, reservataire=BAILLEUR, motif=MOTIF).status_code == 302
    assert Fait.objects.get().reservataire is None


@pytest.mark.parametrize(
    ("who", "code"),
    [("lecteur", 403), ("agent_ville", 404), ("agent_rive", 404), ("sans_organisation", 403)],
)
def test_who_may_not_decide_writes_nothing(monde: Monde, who: str, code: int) -> None:
    assert post(monde, who).status_code == code
    assert nothing_written()


def test_a_reservataire_may_not_reorient_what_he_refused(monde: Monde) -> None:
    for kind in ("orientation", "refus"):
        a_fait(monde.liberations[0], kind, monde.comptes["VILLE"])
    assert post(monde, "agent_ville", rang="2").status_code == 403
    assert not Acte.objects.exists()


def test_nobody_signed_in_is_sent_to_the_door_and_back(monde: Monde) -> None:
    response = Client().post(f"/logements/{monde.reference}", {"reservataire": "AL", "rang": "0"})
    assert response["Location"] == f"/connexion?next=/logements/{monde.reference}"
    assert nothing_written()


def test_without_its_token_the_form_is_refused(monde: Monde) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(monde.gestionnaire)
    assert client.post(f"/logements/{monde.reference}", {"reservataire": "AL", "rang": "0"}).status_code == 403
    assert nothing_written()


def test_a_reader_sees_the_proposal_and_no_button(monde: Monde) -> None:
    page = sheet(monde, who="lecteur")
    assert "Votre rôle permet de lire. Un chargé d’attribution ou un gestionnaire décidera." in page
    assert radios(page) == []
    assert not [text for _, text in PageLue(page).all("button") if text.startswith("Orienter")]


def test_a_reservataire_sees_his_dwelling_without_the_others_business(monde: Monde) -> None:
    for kind, code in (("orientation", "VILLE"), ("refus", "VILLE"), ("orientation", "AL")):
        a_fait(monde.liberations[0], kind, monde.comptes[code])
    page = sheet(monde, who="agent_ville")
    assert "Orienté vers Ville de Lys" in page
    assert "Refusé par Ville de Lys" in page
    for hidden in ("Action Logement", "Pourquoi ce rang", "À orienter", "Numéro RPLS", "L-2026-0002"):
        assert hidden not in page


@pytest.mark.parametrize("who", ["agent_ville", "agent_rive"])
def test_a_dwelling_of_others_is_unknown(monde: Monde, who: str) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    known = a_client(getattr(monde, who)).get(f"/logements/{monde.reference}")
    unknown = a_client(getattr(monde, who)).get("/logements/jamais-vu")
    assert (known.status_code, unknown.status_code) == (404, 404)
    assert PageLue(known.content.decode()).text("main") == PageLue(unknown.content.decode()).text("main")


def test_a_reservataire_reaches_each_of_two_dwellings_of_the_same_reference(monde: Monde) -> None:
    other = a_compte(monde.logis_de_passage, "VILLE", "commune", part="1/10", organisation=monde.ville)
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    a_fait(monde.liberation_autre, "orientation", other)
    page = PageLue(page_of(monde.agent_ville, "/"))
    addresses = {a["href"] for a, text in page.all("a") if text == monde.reference}
    titles = {PageLue(page_of(monde.agent_ville, address)).text("h1") for address in addresses}
    assert titles == {"Cannes, T3 PLUS", "Antibes, T3 PLUS"}


@pytest.mark.parametrize("field", ["programme", "adresse", "forme", "ident_rep"])
def test_what_was_imported_is_shown_never_run(monde: Monde, field: str) -> None:
    hostile = "<i>x</i>"
    Liberation.objects.filter(reference=monde.reference).update(**{field: hostile})
    assert "&lt;i&gt;x&lt;/i&gt;" in sheet(monde)
    assert hostile not in sheet(monde)


def queries(monde: Monde, address: str) -> int:
    client = a_client(monde.gestionnaire)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


@pytest.mark.parametrize(("address", "most"), [("/orientation", 18), ("/logements/L-2026-0001", 22)])
def test_query_count_does_not_follow_the_dwellings(monde: Monde, address: str, most: int) -> None:
    counted = []
    for last in (3, 30):
        for rank in range(len(counted) * 3, last):
            a_liberation(monde.habitat_lys, f"W-{rank}", libre_le=JOUR - timedelta(days=rank), commune=ANTIBES)
        counted.append(queries(monde, address))
    assert counted[0] == counted[1]
    assert counted[0] <= most


def test_query_count_does_not_follow_the_facts_of_a_dwelling(monde: Monde) -> None:
    counted = []
    for _ in range(2):
        for kind in ("orientation", "retour") * 3:
            a_fait(monde.liberations[0], kind, monde.comptes["AL"], auteur=monde.gestionnaire)
        counted.append(queries(monde, f"/logements/{monde.reference}"))
    assert counted[0] == counted[1]
