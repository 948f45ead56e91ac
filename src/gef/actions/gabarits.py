"""The template of a bailleur: tested, kept, served for the documents to come; the shipped one serves until then."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, visible
from gef.actions.avis import write_acte
from gef.actions.fichiers_gardes import keep_file
from gef.db.conventions.models import GabaritConvention
from gef.db.conventions.requetes import gabarit_of
from gef.errors import GefError
from gef.imports.pieces import read_piece
from gef.outputs.gabarits_convention import GabaritRefuseError, verifier_gabarit

LIVRE: Final = "gabarit livré"


class GabaritAltereError(GefError):
    """A kept template is gone, or is no longer the one that was brought."""


def deposer_gabarit(acteur: Acteur, nom: str, contenu: bytes, moment: datetime) -> GabaritConvention:
    """Keep a template, once its keys are tested; it serves for the documents to come.

    Args:
        acteur: Who brings it, for a bailleur.
        nom: Name of the file.
        contenu: Its bytes.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        GabaritRefuseError: it cannot serve; the message names the keys.
    """
    check_can_write(acteur)
    read = verifier_gabarit(contenu, moment)
    piece = read_piece(nom, contenu)
    if piece.type != "docx":
        raise GabaritRefuseError("Gabarit refusé. Attendu : un document Word (.docx).")
    chemin = f"gabarits/{piece.empreinte[:2]}/{piece.empreinte}.docx"
    keep_file(chemin, contenu)
    row = GabaritConvention(
        bailleur=acteur.organisation,
        nom=piece.nom,
        empreinte=piece.empreinte,
        chemin=chemin,
        sujets_absents=list(read.sujets_absents),
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
    )
    return _write(acteur, row, moment)


def revenir_au_livre(acteur: Acteur, moment: datetime) -> GabaritConvention:
    """Go back to the shipped template; the one that was brought stays in the register.

    Raises:
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    row = GabaritConvention(bailleur=acteur.organisation, nom=LIVRE, auteur_id=acteur.utilisateur_id, ecrit_le=moment)
    return _write(acteur, row, moment)


def _write(acteur: Acteur, row: GabaritConvention, moment: datetime) -> GabaritConvention:
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        row.save(force_insert=True)
        details = {"empreinte": row.empreinte, "sujets_absents": row.sujets_absents}
        write_acte(acteur, "convention-gabarit", row.nom, details, moment)
    return row


def find_gabarit(acteur: Acteur) -> GabaritConvention | None:
    """Template that serves for the actor's documents; None for the shipped one."""
    row = visible(GabaritConvention, acteur).select_related("auteur").order_by("-pk").first()
    return row if row and row.chemin else None


def read_gabarit_du_bailleur(bailleur_id: int) -> bytes | None:
    """Give the template that serves for a bailleur; None for the shipped one.

    Raises:
        GabaritAltereError: the file is gone or was changed.
    """
    row = gabarit_of(bailleur_id)
    if row is None:
        return None
    path = Path(settings.MEDIA_ROOT) / row.chemin
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != row.empreinte:
        raise GabaritAltereError(
            f"Gabarit « {row.nom} » : fichier absent ou changé ; attendu : celui qui a été déposé. Rétablissez-le "
            "depuis une sauvegarde, ou revenez au gabarit livré."
        )
    return content
