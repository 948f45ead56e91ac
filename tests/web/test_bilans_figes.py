"""The pages of the frozen bilans: frozen, sent, read by each within his rows, answered; the returns beside them."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from tests.actions.bilan_exemple import LERINS, a_bilan_fige
from tests.builders import JOUR, MOMENT, Monde, a_fait, a_user, an_acteur
from tests.builders_parc import a_client, keep_files_in
from tests.outputs.lecture_pdf import read_text
from tests.web.pages import read, words

from gef.access.models import Organisation
from gef.actions.avis_bilans import transmettre_bilan
from gef.actions.bilans_figes import figer_bilan
from gef.db.bilans.models import AvisBilan, BilanFige
from gef.db.flux.models import Fait
from gef.db.journal.models import Travail

OTHERS = ("Action Logement", "Département de Lys", "État, publics", "État, agents", "Non réservé")


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)


@pytest.fixture
def fige(monde: Monde) -> BilanFige:
    return a_bilan_fige(monde)


@pytest.fixture
def transmis(monde: Monde, fige: BilanFige) -> BilanFige:
    transmettre_bilan(an_acteur(monde.gestionnaire), fige, [], MOMENT)
    return fige


def page(bilan: BilanFige, more: str = "") -> str:
    return f"/bilans/{bilan.bailleur_id}/{bilan.exercice}/{bilan.version}{more}"


def correct(monde: Monde) -> BilanFige:
    waiting = monde.habitat_lys.liberations.filter(faits__type="orientation").exclude(faits__type="attribution")
    after = MOMENT + timedelta(days=1)
    a_fait(waiting.order_by("libre_le")[0], "attribution", monde.comptes["AL"], date=date(2025, 12, 1), ecrit_le=after)
    return figer_bilan(an_acteur(monde.gestionnaire), 2025, after, "Saisie en retard.")


def test_a_bilan_is_frozen_from_its_page_then_sent(monde: Monde) -> None:
    bilan = a_bilan_fige(monde)
    BilanFige.objects.all().delete()
    client = a_client(monde.gestionnaire)
    reponse = client.post("/bilan/2025/figer")
    bilan = BilanFige.objects.get()
    assert reponse.headers["Location"] == page(bilan)
    text = words(read(client, page(bilan)))
    assert "Pas encore transmis. Il part avant le 28 février 2026" in text
    assert "Transmettre à 5 destinataires" in text
    client.post(page(bilan, "/transmettre"))
    text = words(read(client, page(bilan)))
    assert "Transmis à 5 destinataires : 0 accepté, 0 contesté, 5 sans réponse." in text
    assert "Transmettre à" not in text
    assert "Ouvrir le bilan figé" in words(read(client, "/bilan/2025"))


def test_freezing_twice_the_same_says_why_not(monde: Monde, fige: BilanFige) -> None:
    client = a_client(monde.gestionnaire)
    reponse = client.post("/bilan/2025/figer", {"motif": "encore"}, follow=True)
    assert "Rien n’a changé" in words(reponse.content.decode())
    reponse = client.post("/bilan/2026/figer", follow=True)
    assert "n’est pas terminé" in words(reponse.content.decode())
    assert BilanFige.objects.count() == 1


def test_a_reservataire_reads_his_bilan_and_nobody_else_s_rows(monde: Monde, transmis: BilanFige) -> None:
    client = a_client(monde.agent_ville)
    assert "1 bilan à lire" in words(read(client, "/bilans"))
    html = read(client, page(transmis))
    assert "Bilan 2025 de la gestion en flux, pour Ville de Lys" in words(html)
    assert [nom for nom in OTHERS if nom in html] == []
    files = [client.get(page(transmis, f"/document?forme={forme}")) for forme in ("pdf", "xlsx")]
    assert "bilan-2025-v1-ville-de-lys.pdf" in files[0]["Content-Disposition"]
    pdf = "".join(read_text(files[0].content).split())
    book = openpyxl.load_workbook(io.BytesIO(files[1].content))
    cells = " ".join(str(c.value) for sheet in book.worksheets for row in sheet.iter_rows() for c in row)
    for nom in OTHERS:
        assert "".join(nom.split()) not in pdf
        assert nom not in cells


def test_he_accepts_or_contests_and_the_bailleur_sees_it(monde: Monde, transmis: BilanFige) -> None:
    ville, bailleur = a_client(monde.agent_ville), a_client(monde.gestionnaire)
    asked = {"avis": "conteste", "motif": "", "rang": "1"}
    assert "Dites pourquoi" in words(ville.post(page(transmis, "/avis"), asked, follow=True).content.decode())
    said = ville.post(page(transmis, "/avis"), {**asked, "motif": "<b>Faux</b>"}, follow=True).content.decode()
    assert "bilan contesté. Le bailleur est averti." in words(said)
    html = read(bailleur, page(transmis))
    assert "1 contesté" in words(html)
    assert "&lt;b&gt;Faux" in html
    assert "Ville de Lys conteste" in words(html)
    who = {"destinataire": str(monde.ville.pk), "rang": "2", "motif": "C’est exact."}
    assert "maintenu" in words(bailleur.post(page(transmis, "/maintenir"), who, follow=True).content.decode())
    ville.post(page(transmis, "/avis"), {"avis": "accepte", "rang": "3"})
    assert [row.type for row in AvisBilan.objects.filter(destinataire=monde.ville)] == [
        "transmis",
        "conteste",
        "maintenu",
        "accepte",
    ]
    assert "1 accepté" in words(read(bailleur, page(transmis)))


@pytest.mark.parametrize("avis", ["", "maintenu", "transmis", "n’importe quoi"])
def test_a_word_that_is_not_his_changes_nothing(monde: Monde, transmis: BilanFige, avis: str) -> None:
    a_client(monde.agent_ville).post(page(transmis, "/avis"), {"avis": avis, "motif": "m", "rang": "1"})
    assert AvisBilan.objects.filter(destinataire=monde.ville).count() == 1


def test_the_avertissement_leads_to_the_bilan(monde: Monde, transmis: BilanFige) -> None:
    html = read(a_client(monde.agent_ville), "/avertissements")
    assert "1 bilan annuel transmis" in words(html)
    assert f'href="{page(transmis)}"' in html


def test_before_it_is_sent_it_is_not_there(monde: Monde, fige: BilanFige) -> None:
    for who in (monde.agent_ville, monde.agent_rive, monde.gestionnaire_autre):
        for more in ("", "/document"):
            assert a_client(who).get(page(fige, more)).status_code == 404
    assert "Aucun bilan reçu" in words(read(a_client(monde.agent_ville), "/bilans"))


def test_a_correction_is_shown_and_the_former_is_said_replaced(monde: Monde, transmis: BilanFige) -> None:
    corrected = correct(monde)
    client = a_client(monde.gestionnaire)
    text = words(read(client, page(corrected)))
    assert "Bilan 2025 de la gestion en flux, corrigé" in text
    assert "Ce qui change depuis la version précédente" in text
    assert "Motif de la correction : Saisie en retard." in text
    assert "Ce bilan est remplacé" in words(read(client, page(transmis)))
    client.post(page(corrected, "/transmettre"))
    ville = a_client(monde.agent_ville)
    assert "Ce qui change depuis la version précédente" in words(read(ville, page(corrected)))
    assert "Accepter ce bilan" not in read(ville, page(transmis))
    assert "remplacé" in words(read(ville, "/bilans"))


def test_a_change_since_the_freeze_is_said_on_the_page_of_the_year(monde: Monde, fige: BilanFige) -> None:
    client = a_client(monde.gestionnaire)
    assert "ne sont plus ceux du bilan figé" not in words(read(client, "/bilan/2025"))
    correct(monde)
    BilanFige.objects.filter(version=2).delete()
    assert "ne sont plus ceux du bilan figé" in words(read(client, "/bilan/2025"))
    assert "Figer un bilan corrigé" in words(read(client, "/bilan/2025"))


def test_a_replay_is_one_click_away(monde: Monde, fige: BilanFige) -> None:
    client = a_client(monde.gestionnaire)
    assert "octet pour octet" in words(read(client, page(fige, "?rejouer=1")))
    Fait.objects.filter(type="bail").update(date=date(2026, 1, 5))
    assert "Différent : " in words(read(client, page(fige, "?rejouer=1")))
    BilanFige.objects.update(donnees=b"")
    assert client.get(page(fige)).status_code >= 400


def test_the_bailleur_reads_the_document_of_each_in_one_click(monde: Monde, transmis: BilanFige) -> None:
    client = a_client(monde.lecteur)
    html = read(client, page(transmis))
    assert f"{page(transmis)}?destinataire={monde.ville.pk}" in html
    own = read(client, page(transmis, f"?destinataire={monde.ville.pk}"))
    assert "pour Ville de Lys" in words(own)
    assert f"{page(transmis)}/document?forme=pdf&amp;destinataire={monde.ville.pk}" in own
    for stranger in (str(monde.rive.pk), "0", "x", "9" * 40):
        assert client.get(page(transmis, f"?destinataire={stranger}")).status_code == 404
    assert client.get(page(transmis, "/document?forme=odt")).status_code == 404


def test_all_the_bilans_are_a_work_in_the_background(monde: Monde, fige: BilanFige) -> None:
    reponse = a_client(monde.lecteur).post(page(fige, "/tous"))
    travail = Travail.objects.get(genre="bilans")
    assert reponse.headers["Location"] == f"/travaux/{travail.pk}"
    assert travail.arguments == {"bilan": fige.pk}


def test_the_return_to_the_epci_is_read_by_the_epci_and_the_etat(monde: Monde, transmis: BilanFige) -> None:
    bailleur = monde.habitat_lys.pk
    assert "2 EPCI à informer" in words(read(a_client(monde.gestionnaire), "/bilan/2025/epci"))
    etat = a_client(a_user("Prénom Préfète", monde.prefecture))
    assert "CA de Sophia Antipolis" in words(read(etat, f"/bilan/2025/epci?bailleur={bailleur}"))
    assert a_client(monde.agent_ville).get("/bilan/2025/epci").status_code == 404
    assert a_client(monde.gestionnaire).get("/bilan/1999/epci").status_code == 404
    csv = a_client(monde.gestionnaire).get("/bilan/2025/epci?bilan-epci-format=csv").content.decode("utf-8-sig")
    assert "CA Cannes Pays de Lérins;" in csv


def test_an_epci_without_account_reads_the_totals_it_was_sent(monde: Monde, transmis: BilanFige) -> None:
    epci = a_client(a_user("Prénom Élue", Organisation.objects.get(territoire=LERINS)))
    html = read(epci, page(transmis))
    assert "pour CA Cannes Pays de Lérins" in words(html)
    assert "Ville de Lys" not in html


def test_the_statement_to_the_prefet_is_the_bailleur_s(monde: Monde, fige: BilanFige) -> None:
    text = words(read(a_client(monde.gestionnaire), "/bilan/2025/prefet"))
    assert "2 attributions en 2025, à déclarer au préfet" in text
    assert "arrêté du 7 mars 2008" in text
    assert a_client(monde.agent_ville).get("/bilan/2025/prefet").status_code == 403
    assert a_client(monde.gestionnaire).get("/bilan/2025/prefet?format=xlsx").status_code == 200


def test_a_reader_reads_and_does_not_write(monde: Monde, fige: BilanFige) -> None:
    client = a_client(monde.lecteur)
    assert client.post("/bilan/2025/figer").status_code == 403
    assert client.post(page(fige, "/transmettre")).status_code == 403
    assert "Transmettre à" not in read(client, page(fige))
