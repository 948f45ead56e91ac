"""Documents joined to the dialogue on a right: kept whole, checked when they are given back, never changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from gef.access.acteur import Acteur
from gef.access.visible import fetch
from gef.actions.fichiers_gardes import keep_file
from gef.db.dialogue.models import PieceAvis
from gef.db.flux.models import AvisDroit
from gef.errors import GefError
from gef.imports.pieces import Piece


class PieceAltereeError(GefError):
    """A kept document is gone, or is no longer the one that was joined."""


def garder_piece(parole: AvisDroit, piece: Piece) -> PieceAvis:
    """Keep a document with the word that it goes with, in the transaction of that word.

    Args:
        parole: The word, just written.
        piece: The document, already accepted.
    """
    chemin = f"pieces/{piece.empreinte[:2]}/{piece.empreinte}.{piece.type}"
    keep_file(chemin, piece.contenu)
    row = PieceAvis(
        avis=parole,
        nom=piece.nom,
        type=piece.type,
        taille=len(piece.contenu),
        empreinte=piece.empreinte,
        chemin=chemin,
    )
    row.save(force_insert=True)
    return row


def lire_piece(acteur: Acteur, piece_id: int) -> tuple[PieceAvis, bytes]:
    """Give back a document of a dialogue that the actor sees.

    Args:
        acteur: Who reads.
        piece_id: Which document.

    Returns:
        The row and the bytes.

    Raises:
        Http404: it goes with a dialogue that he does not see.
        PieceAltereeError: the file is gone or was changed.
    """
    row = fetch(PieceAvis, acteur, pk=piece_id)
    try:
        content = (Path(settings.MEDIA_ROOT) / row.chemin).read_bytes()
    except OSError as error:
        raise PieceAltereeError(
            f"« {row.nom} » : fichier absent du dossier des fichiers gardés ; attendu : le fichier déposé. "
            "Rétablissez-le depuis une sauvegarde."
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != row.empreinte:
        raise PieceAltereeError(
            f"« {row.nom} » : empreinte {found[:12]}… ; attendu : {row.empreinte[:12]}…, celle du fichier déposé. "
            "Rétablissez-le depuis une sauvegarde."
        )
    return row, content
