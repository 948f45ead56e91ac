"""The pages of the commission, as each one walks them: plan, put on the agenda, convene, decide, close, follow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from tests.builders import JOUR, Monde
from tests.builders_caleol import a_fact, a_passage, a_seance, some_candidats, some_decisions
from tests.web.lecture import list_faults, list_slips
from tests.web.pages import read, words

from gef.db.caleol.models import Cloture, DecisionCandidat, NotificationOffre, Passage, Seance
from gef.db.designation.models import Candidat
from gef.db.flux.models import Fait

PAGE = "/caleol"
SEANCE = {"seance-date": "2026-06-15", "seance-heure": "09:30", "seance-lieu": "salle des commissions"}


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(monde.gestionnaire)
    return client


@pytest.fixture
def passage(page: Client, monde: Monde) -> Passage:
    return a_passage(monde)


def fill(passage: Passage, *codes: str, acte: str = "clore") -> dict[str, str]:
    """What a browser sends: one set of fields per candidate."""
    rows = Candidat.objects.filter(liberation=passage.liberation).order_by("ordre")
    data = {"acte": acte, "rang": str(Fait.objects.filter(liberation=passage.liberation).count()), "decision": "0"}
    for place, (row, code) in enumerate(zip(rows, codes, strict=True), start=1):
        data[f"c{row.pk}-code"] = code
        if code == "rang":
            data[f"c{row.pk}-rang"] = str(place)
        if code == "non_attribution":
            data[f"c{row.pk}-motif"] = "dossier"
    return data


def check(html: str) -> str:
    assert list_faults(html) == []
    assert list_slips(html) == []
    return words(html)


def test_a_session_is_planned_then_filled_then_convened(page: Client, monde: Monde) -> None:
    reference = some_candidats(monde)
    said = check(read(page, PAGE))
    assert "Aucune CALEOL à venir" in said
    assert reference in said
    answer = page.post(PAGE, SEANCE, follow=True)
    seance = Seance.objects.get()
    assert "Séance planifiée." in check(answer.content.decode())
    address = f"{PAGE}/{seance.pk}"
    answer = page.post(address, {"acte": "ajouter", "logement": [reference]}, follow=True)
    assert "L’ordre du jour est complété." in check(answer.content.decode())
    assert Passage.objects.get().liberation.reference == reference
    answer = page.post(address, {"acte": "convoquer"}, follow=True)
    assert "Les convocations sont envoyées." in check(answer.content.decode())
    assert f"http://testserver{address}" in mail.outbox[0].body
    assert "Prochaine CALEOL le 15 juin 2026" in check(read(page, PAGE))


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"seance-lieu": ""}, "obligatoire"), ({"seance-date": "2026-06-01"}, "est passé ; attendu")],
)
def test_a_session_that_cannot_be_says_why(page: Client, changes: dict[str, str], message: str) -> None:
    answer = page.post(PAGE, SEANCE | changes)
    assert answer.status_code == 422
    assert message in check(answer.content.decode())
    assert not Seance.objects.exists()


def test_the_agenda_is_changed_and_says_why_it_is_not(page: Client, passage: Passage) -> None:
    address = f"{PAGE}/{passage.seance_id}"
    chosen = {"ordre-passage": str(passage.pk)}
    answer = page.post(address, chosen | {"acte": "avancer"})
    assert answer.status_code == 422
    assert "déjà le premier" in check(answer.content.decode())
    answer = page.post(address, chosen | {"acte": "retirer"})
    assert "motif : vide" in check(answer.content.decode())
    answer = page.post(address, chosen | {"acte": "retirer", "ordre-motif": "travaux"}, follow=True)
    assert "plus à l’ordre du jour" in check(answer.content.decode())
    answer = page.post(address, {"acte": "ajouter"}, follow=True)
    assert "aucun logement coché" in check(answer.content.decode())


def test_a_session_is_held_or_cancelled(page: Client, monde: Monde) -> None:
    first, second = a_seance(monde), a_seance(monde, JOUR + timedelta(days=7))
    answer = page.post(f"{PAGE}/{first.pk}", {"acte": "tenir", "tenir-presents": ""})
    assert answer.status_code == 422
    check(answer.content.decode())
    answer = page.post(f"{PAGE}/{first.pk}", {"acte": "tenir", "tenir-presents": "Ève Martin"}, follow=True)
    assert "Ève Martin" in check(answer.content.decode())
    answer = page.post(f"{PAGE}/{second.pk}", {"acte": "annuler", "annuler-motif": "quorum"}, follow=True)
    assert "annulée" in check(answer.content.decode())


def test_decisions_are_kept_closed_and_followed(page: Client, monde: Monde, passage: Passage) -> None:
    address = f"{PAGE}/logements/{passage.pk}"
    assert "Candidat 1 06" in check(read(page, address))
    answer = page.post(address, fill(passage, "rang", "", "", acte="enregistrer"), follow=True)
    assert "sans clore" in check(answer.content.decode())
    newest = {"decision": str(DecisionCandidat.objects.get().pk)}
    answer = page.post(address, fill(passage, "rang", "rang", "non_attribution") | newest, follow=True)
    assert answer.redirect_chain[-1][0] == f"{PAGE}/{passage.seance_id}"
    assert Cloture.objects.get().fait.type == "attribution"
    said = check(read(page, address))
    assert "Proposé au candidat 1, 06" in said
    assert "jeudi 25/06/2026" in said
    answer = page.post(address, {"acte": "notifier", "notifier-notifiee_le": "2026-06-15"}, follow=True)
    assert "Jour de la notification inscrit" in check(answer.content.decode())
    assert NotificationOffre.objects.count() == 1
    a_fact(monde, passage, "refus_menage", cause="loyer", partie="menage", offre="adaptee")
    assert "Proposer au rang suivant" in check(read(page, address))
    rang = str(Fait.objects.filter(liberation=passage.liberation).count())
    answer = page.post(address, {"acte": "suivant", "rang": rang}, follow=True)
    assert "proposé au rang suivant" in check(answer.content.decode())
    a_fact(monde, passage, "acceptation_menage")
    assert "Il reste à signer le bail" in check(read(page, address))
    a_fact(monde, passage, "bail")
    assert "Bail signé le 15 juin 2026 par 06" in check(read(page, address))
    said = check(read(page, f"{PAGE}/radiations"))
    assert "1 demande à radier au SNE" in said


def test_what_is_refused_says_why_and_keeps_what_was_typed(page: Client, passage: Passage) -> None:
    address = f"{PAGE}/logements/{passage.pk}"
    answer = page.post(address, fill(passage, "attribution", "attribution", "non_attribution"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Attributions : 2, dont 2 sans rang" in check(html)
    assert html.count('value="attribution" selected') == 2
    assert not DecisionCandidat.objects.exists()


def test_a_reservataire_reads_his_own(client: Client, page: Client, monde: Monde, passage: Passage) -> None:
    some_decisions(monde, passage)
    client.force_login(monde.agent_ville)
    assert "1 logement vous concerne" in check(read(client, PAGE))
    said = check(read(client, f"{PAGE}/{passage.seance_id}"))
    assert "Vos candidats pour L-2026-0001" in said
    assert "attribution avec rang 1" in said
    assert "Procès-verbal" not in said


def test_the_mayor_reads_no_number_of_another(client: Client, page: Client, monde: Monde) -> None:
    seance = a_seance(monde, JOUR, some_candidats(monde, compte="AL"))
    client.force_login(monde.agent_ville)
    said = check(read(client, f"{PAGE}/{seance.pk}"))
    assert "L-2026-0001" in said
    assert "06000" not in said


def test_a_reader_reads_no_number(client: Client, page: Client, monde: Monde, passage: Passage) -> None:
    some_decisions(monde, passage)
    client.force_login(monde.lecteur)
    for address in (f"{PAGE}/{passage.seance_id}", f"{PAGE}/logements/{passage.pk}"):
        assert "06000" not in check(read(client, address))


def test_documents_are_files(page: Client, passage: Passage) -> None:
    kinds = {
        "convocation.pdf": b"%PDF",
        "proces-verbal.pdf": b"%PDF",
        "proces-verbal.docx": b"PK",
    }
    for nom, start in kinds.items():
        answer = page.get(f"{PAGE}/{passage.seance_id}/{nom}")
        assert answer.content.startswith(start)
        assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_the_removal_needs_is_exported(page: Client, kind: str) -> None:
    answer = page.get(f"{PAGE}/radiations?debut=hier&radiations-format={kind}")
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
