"""The page of the template: its keys, one to take, one to bring, why another is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from tests.builders import JOUR, Monde
from tests.web.pages import read, words

from gef.outputs.convention import read_gabarit

PAGE = "/conventions/gabarit"


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any, tmp_path: Any) -> Client:
    settings.GEF_JOUR, settings.MEDIA_ROOT = JOUR, tmp_path
    client.force_login(monde.gestionnaire)
    return client


def bring(page: Client, texte: str, nom: str = "la-notre.docx") -> Any:
    document = Document(io.BytesIO(read_gabarit()))
    document.add_paragraph(texte)
    written = io.BytesIO()
    document.save(written)
    return page.post(PAGE, {"fichier": SimpleUploadedFile(nom, written.getvalue())}, follow=True)


def test_the_shipped_template_is_given_with_its_keys(page: Client) -> None:
    text = words(read(page, PAGE))
    assert "Vos documents suivent le gabarit livré" in text
    assert "duree_en_mots" in text
    assert page.get(f"{PAGE}.docx").content == read_gabarit()


def test_a_template_is_brought_then_left(page: Client) -> None:
    text = words(bring(page, "Les nôtres.").content.decode())
    assert "Vos documents suivent « la-notre.docx »" in text
    assert page.get(f"{PAGE}.docx").content != read_gabarit()
    assert page.get(f"{PAGE}.docx?livre").content == read_gabarit()
    text = words(page.post(PAGE, {"acte": "revenir"}, follow=True).content.decode())
    assert "Le gabarit livré sert de nouveau." in text


def test_a_refused_template_names_its_keys(page: Client) -> None:
    answer = bring(page, "{{ loyer }} et {{ reservatair }}")
    text = words(answer.content.decode())
    assert answer.status_code == 422
    assert "Clé inconnue : « loyer »" in text
    assert "attendu peut-être : « reservataire »" in text
    assert page.post(PAGE, {}).status_code == 422
