"""Documents joined to the dialogue on screen: sent with an answer, listed, saved by both sides, refused with a reason."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.actions.registre_exemple import MOTIF, a_droit, contest, send
from tests.builders import JOUR, Monde
from tests.builders_parc import a_client, keep_files_in
from tests.web.pages import read, words

from gef.db.dialogue.models import PieceAvis
from gef.db.flux.models import AvisDroit, Droit

PDF = b"%PDF-1.7 deliberation"


@pytest.fixture(autouse=True)
def _world(settings: Any, tmp_path: Path) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)


def plain(html: str) -> str:
    return words(html).replace("\u202f", " ").replace("\u00a0", " ")


def a_contest(monde: Monde, contenu: bytes = PDF, nom: str = "délibération.pdf") -> tuple[Droit, Any]:
    droit = a_droit(monde)
    send(monde)
    body = {"avis": "conteste", "motif": MOTIF, "rang": "1", "piece": SimpleUploadedFile(nom, contenu)}
    return droit, a_client(monde.agent_ville).post(f"/vos-droits/{droit.pk}/avis", body, follow=True)


def test_both_sides_read_the_document_of_a_contest(monde: Monde) -> None:
    droit, answered = a_contest(monde)
    piece = PieceAvis.objects.get()
    assert "Pièce : délibération.pdf (21 octets)" in plain(answered.content.decode())
    page = read(a_client(monde.gestionnaire), f"/etat-des-lieux/registre/{droit.pk}")
    assert reverse("web:piece", args=[piece.pk]) in page
    for user in (monde.agent_ville, monde.gestionnaire, monde.lecteur):
        got = a_client(user).get(reverse("web:piece", args=[piece.pk]))
        assert (got.status_code, got.content, got["Content-Type"]) == (200, PDF, "application/pdf")
        assert got["Content-Disposition"] == "attachment; filename*=utf-8''d%C3%A9lib%C3%A9ration.pdf"
        assert (got["Cache-Control"], got["X-Content-Type-Options"]) == ("private, no-store", "nosniff")


def test_a_stranger_and_a_visitor_do_not(monde: Monde, client: Any) -> None:
    a_contest(monde)
    address = reverse("web:piece", args=[PieceAvis.objects.get().pk])
    assert [a_client(user).get(address).status_code for user in (monde.agent_rive, monde.gestionnaire_autre)] == [
        404
    ] * 2
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("nom", "contenu", "message"),
    [
        ("page.html", b"<script>", "type de fichier refusé"),
        ("acte.pdf", b"<script>", "le contenu n’est pas celui d’un fichier PDF"),
        ("acte.pdf", b"", "Ce fichier est vide (0 octet)."),
    ],
)
def test_a_document_that_is_refused_stops_the_answer_with_its_reason(
    monde: Monde, nom: str, contenu: bytes, message: str
) -> None:
    _, answered = a_contest(monde, contenu, nom)
    assert answered.status_code == 422
    assert message in plain(answered.content.decode())
    assert AvisDroit.objects.filter(type="conteste").count() == 0


def test_the_bailleur_joins_his_own_to_what_he_holds(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    contest(monde, droit)
    body = {"motif": MOTIF, "rang": "2", "piece": SimpleUploadedFile("convention.pdf", PDF)}
    answered = a_client(monde.gestionnaire).post(f"/etat-des-lieux/registre/{droit.pk}/maintenir", body, follow=True)
    assert "Pièce : convention.pdf" in plain(answered.content.decode())
    assert "Pièce : convention.pdf" in plain(read(a_client(monde.agent_ville), "/vos-droits"))


def test_the_deadline_of_the_bailleur_stands_on_both_sides_and_its_passing_too(monde: Monde, settings: Any) -> None:
    droit = a_droit(monde)
    body = {"reservataire": "", "echeance": "2026-07-15", "delai": "10"}
    a_client(monde.gestionnaire).post("/etat-des-lieux/registre/transmettre", body)
    contest(monde, droit)
    [said] = AvisDroit.objects.filter(type="conteste")
    awaited = said.ecrit_le.date() + timedelta(days=11)
    pages = {monde.agent_ville: "/vos-droits", monde.gestionnaire: f"/etat-des-lieux/registre/{droit.pk}"}
    before = f"avant le {awaited.day} juin 2026"
    for user, address in pages.items():
        assert before in plain(read(a_client(user), address))
    settings.GEF_JOUR = awaited + timedelta(days=2)
    for user, address in pages.items():
        assert "réponse du bailleur en retard de 3 jours" in plain(read(a_client(user), address))
    assert "dont 1 réponse en retard" in plain(read(a_client(monde.gestionnaire), "/etat-des-lieux/registre"))
