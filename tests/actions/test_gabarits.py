"""The template of a bailleur: tested, kept, used for his documents only; the shipped one comes back on demand."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from docx import Document
from tests.actions.convention_exemple import a_draft
from tests.builders import MOMENT, Monde, an_acteur

from gef.actions.document_convention import write_document
from gef.actions.gabarits import (
    GabaritAltereError,
    deposer_gabarit,
    find_gabarit,
    read_gabarit_du_bailleur,
    revenir_au_livre,
)
from gef.db.conventions.models import GabaritConvention
from gef.db.journal.models import Acte
from gef.errors import GefError
from gef.outputs.convention import read_gabarit


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def edited(texte: str = "Propre à Habitat Lys.") -> bytes:
    document = Document(io.BytesIO(read_gabarit()))
    document.add_paragraph(texte)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def last_line(monde: Monde) -> str:
    lue = a_draft(monde)
    _, content = write_document(lue, lue.derniere, "docx", MOMENT)
    return str(Document(io.BytesIO(content)).paragraphs[-1].text)


def test_a_template_serves_for_the_documents_to_come(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    row = deposer_gabarit(acteur, "convention.docx", edited(), MOMENT)
    assert (find_gabarit(acteur), row.sujets_absents) == (row, [])
    assert last_line(monde) == "Propre à Habitat Lys."
    assert read_gabarit_du_bailleur(monde.logis_de_passage.pk) is None
    assert Acte.objects.filter(acte="convention-gabarit").count() == 1


def test_the_shipped_template_comes_back(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    deposer_gabarit(acteur, "convention.docx", edited(), MOMENT)
    revenir_au_livre(acteur, MOMENT)
    assert find_gabarit(acteur) is None
    assert last_line(monde) != "Propre à Habitat Lys."
    assert GabaritConvention.objects.count() == 2


@pytest.mark.parametrize(
    ("nom", "content", "expected"),
    [
        ("convention.docx", edited("{{ prix }}"), "Clé inconnue : « prix »"),
        ("convention.docx", b"%PDF-1.7", "document Word"),
        ("convention.pdf", edited(), "PDF"),
    ],
)
def test_a_template_that_cannot_serve_is_not_kept(
    monde: Monde, folder: Path, nom: str, content: bytes, expected: str
) -> None:
    with pytest.raises(GefError, match=expected):
        deposer_gabarit(an_acteur(monde.gestionnaire), nom, content, MOMENT)
    assert not GabaritConvention.objects.exists()
    assert not list(folder.rglob("*.docx"))


def test_a_file_that_changed_is_not_used(monde: Monde, folder: Path) -> None:
    deposer_gabarit(an_acteur(monde.gestionnaire), "convention.docx", edited(), MOMENT)
    [kept] = folder.rglob("*.docx")
    kept.write_bytes(b"autre")
    with pytest.raises(GabaritAltereError, match="revenez au gabarit livré"):
        read_gabarit_du_bailleur(monde.habitat_lys.pk)


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_only_who_writes_for_a_bailleur_brings_one(monde: Monde, who: str) -> None:
    with pytest.raises(PermissionDenied):
        deposer_gabarit(an_acteur(getattr(monde, who)), "convention.docx", edited(), MOMENT)
    with pytest.raises(PermissionDenied):
        revenir_au_livre(an_acteur(getattr(monde, who)), MOMENT)
