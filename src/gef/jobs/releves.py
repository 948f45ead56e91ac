"""The detailed statements of all the réservataires of a bailleur, in one archive."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Final

from gef.actions.donnees import Dossier
from gef.actions.dossier import load_dossier
from gef.actions.releves import FORMATS, ReleveInconnuError, codes_releves, ecrire_releves, preparer_releves
from gef.actions.travaux import DemandeTravail, Produit
from gef.db.journal.models import Travail
from gef.errors import GefError
from gef.jobs.suivi import Avancement, Suivi
from gef.outputs.nombres import pluriel

GENRE: Final = "releves"
TABLEUR: Final = "xlsx"


class RelevesVidesError(GefError):
    """Nobody has a dwelling reserved: there is no statement to write."""


def demande_releves(format: str, moment: datetime) -> DemandeTravail:  # noqa: A002  (the word of the trade, and of the command line)
    """Ask for all the statements of a bailleur, as they stand at a moment.

    Args:
        format: A value of `gef.actions.releves.FORMATS`.
        moment: Day of the statements, in the reader's time zone.

    Raises:
        ReleveInconnuError: no such format.
    """
    if format not in FORMATS:
        raise ReleveInconnuError(f"Format « {format} » ; attendu : {', '.join(FORMATS)}.")
    libelle = f"Relevés détaillés de tous les réservataires, en {format.upper()}"
    # To the minute: two requests in the same minute are one.
    arguments = {"format": format, "moment": moment.replace(second=0, microsecond=0).isoformat()}
    return DemandeTravail(GENRE, libelle, arguments)


def produire_releves(travail: Travail, suivi: Suivi) -> Produit:
    """Write the statements one after the other into an archive.

    A statement too long for paper is given as a spreadsheet.

    Raises:
        RelevesVidesError: nobody has a dwelling reserved.
        DossierIncompletError: the bailleur has no parc.
    """
    moment, asked = datetime.fromisoformat(travail.arguments["moment"]), travail.arguments["format"]
    suivi.annoncer(0, "Lecture du parc et du registre")
    return write_archive(load_dossier(travail.organisation), asked, moment, suivi)


def write_archive(dossier: Dossier, asked: str, moment: datetime, suivi: Avancement) -> Produit:
    """Write the statements of a dossier, wherever it comes from; see `produire_releves`."""
    codes = codes_releves(dossier)
    if not codes:
        raise RelevesVidesError("Aucun logement n’est réservé ; importez la liste des logements réservés.")
    suivi.annoncer(len(codes), "Rapprochement des réservations")
    releves, noms = preparer_releves(dossier, moment.date()), dossier.noms()
    out, replaced = io.BytesIO(), 0
    written = ecrire_releves(releves, codes, asked, moment)
    with zipfile.ZipFile(out, "w") as archive:
        for rang, (code, (nom, contenu)) in enumerate(zip(codes, written, strict=True), start=1):
            replaced += not nom.endswith(f".{asked}")
            _add(archive, nom, contenu, moment)
            suivi.avancer(rang, noms.get(code, code))
    return Produit(f"releves-{moment:%Y-%m-%d}-{asked}.zip", out.getvalue(), _say(len(codes), replaced))


def _add(archive: zipfile.ZipFile, nom: str, contenu: bytes, moment: datetime) -> None:
    entry = zipfile.ZipInfo(nom, moment.timetuple()[:6])
    # A spreadsheet is an archive already.
    entry.compress_type = zipfile.ZIP_STORED if nom.endswith(f".{TABLEUR}") else zipfile.ZIP_DEFLATED
    archive.writestr(entry, contenu)


def _say(count: int, replaced: int) -> str:
    said = pluriel(count, "relevé")
    if not replaced:
        return f"{said}."
    return f"{said}, dont {replaced} en classeur : trop longs pour le format demandé."
