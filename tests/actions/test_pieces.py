"""Documents joined to a word: kept whole beside the database, given back to those who see the dialogue, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from tests.actions.registre_exemple import MOTIF, a_delegation, a_droit, send
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_parc import keep_files_in

from gef.actions.avis import LigneChangeeError, donner_avis, maintenir
from gef.actions.pieces import PieceAltereeError, lire_piece
from gef.core.avis import Avis
from gef.db.dialogue.models import PieceAvis
from gef.db.flux.models import AvisDroit, Droit
from gef.db.journal.models import Acte
from gef.imports.pieces import Piece, read_piece

PDF = b"%PDF-1.7 deliberation"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    keep_files_in(tmp_path, settings)


def a_piece(nom: str = "délibération.pdf") -> Piece:
    return read_piece(nom, PDF)


def contest(monde: Monde, droit: Droit, rang: int = 1) -> PieceAvis:
    word = Avis("conteste", MOMENT.date(), MOTIF)
    acteur = an_acteur(monde.agent_ville)
    return donner_avis(acteur, droit.pk, word, rang_vu=rang, moment=MOMENT, piece=a_piece()).piece


def test_a_contest_keeps_its_document_under_a_name_of_its_own(monde: Monde, settings: Any) -> None:
    droit = a_droit(monde)
    send(monde)
    piece = contest(monde, droit)
    assert (piece.nom, piece.type, piece.taille) == ("délibération.pdf", "pdf", len(PDF))
    assert piece.chemin == f"pieces/{piece.empreinte[:2]}/{piece.empreinte}.pdf"
    assert (Path(settings.MEDIA_ROOT) / piece.chemin).read_bytes() == PDF
    acte = Acte.objects.get(acte="avis-conteste")
    assert acte.details["piece"] == {"nom": "délibération.pdf", "empreinte": piece.empreinte}
    assert "piece" not in Acte.objects.get(acte="transmission-droits").details


def test_the_bailleur_answers_with_his_own(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    contest(monde, droit)
    bailleur = an_acteur(monde.gestionnaire)
    word = maintenir(bailleur, droit.pk, MOTIF, rang_vu=2, moment=MOMENT, piece=a_piece("convention.pdf"))
    assert word.piece.nom == "convention.pdf"
    assert PieceAvis.objects.count() == 2


def test_who_sees_the_dialogue_reads_the_document_and_nobody_else(monde: Monde) -> None:
    droit = a_delegation(monde)
    send(monde)
    piece = contest(monde, droit)
    for reader in (monde.gestionnaire, monde.lecteur, monde.agent_ville):
        assert lire_piece(an_acteur(reader), piece.pk) == (piece, PDF)
    for stranger in (monde.gestionnaire_autre, monde.agent_rive):
        with pytest.raises(Http404):
            lire_piece(an_acteur(stranger), piece.pk)


def test_a_word_that_is_refused_keeps_no_document(monde: Monde, settings: Any) -> None:
    droit = a_droit(monde)
    send(monde)
    with pytest.raises(LigneChangeeError):
        contest(monde, droit, rang=0)
    assert (PieceAvis.objects.count(), AvisDroit.objects.filter(type="conteste").count()) == (0, 0)
    assert not (Path(settings.MEDIA_ROOT) / "pieces").exists()


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_file_that_is_no_longer_the_one_joined_is_not_given(monde: Monde, settings: Any, damage: str) -> None:
    droit = a_droit(monde)
    send(monde)
    piece = contest(monde, droit)
    path = Path(settings.MEDIA_ROOT) / piece.chemin
    path.unlink() if damage == "gone" else path.write_bytes(b"%PDF-1.7 autre")
    with pytest.raises(PieceAltereeError, match="attendu : "):
        lire_piece(an_acteur(monde.gestionnaire), piece.pk)
