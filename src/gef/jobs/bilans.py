"""The frozen bilan of every recipient, PDF and spreadsheet, in one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.timezone import localtime

from gef.actions.avis_bilans import lire_envoi
from gef.actions.bilans_figes import BilanRefuseError
from gef.actions.documents_bilan import (
    Lecture,
    list_lectures,
    make_document,
    name_document,
    write_bilan_xlsx,
)
from gef.actions.travaux import DemandeTravail, Produit
from gef.db.bilans import requetes
from gef.db.bilans.models import BilanFige
from gef.db.journal.models import Travail
from gef.jobs.suivi import Avancement, Suivi
from gef.outputs.document import Document
from gef.outputs.document_pdf import write_documents
from gef.outputs.nombres import pluriel

GENRE: Final = "bilans"


def demande_bilans(bilan: BilanFige) -> DemandeTravail:
    """Ask for the documents of all the recipients of a frozen bilan."""
    libelle = f"Bilan {bilan.exercice}, version {bilan.version}, de tous les destinataires, en PDF et XLSX"
    return DemandeTravail(GENRE, libelle, {"bilan": bilan.pk})


def produire_bilans(travail: Travail, suivi: Suivi) -> Produit:
    """Write the documents one after the other into an archive.

    Raises:
        BilanRefuseError: the bilan is none of this bailleur.
        BilanAltereError: what is kept is not what was frozen.
    """
    suivi.annoncer(0, "Lecture du bilan figé")
    bilan = requetes.find_bilan(travail.arguments["bilan"])
    if bilan is None or bilan.bailleur_id != travail.organisation_id:
        raise BilanRefuseError(f"Bilan figé n° {travail.arguments['bilan']} : introuvable.")
    return write_archive(bilan, suivi)


def write_archive(bilan: BilanFige, suivi: Avancement) -> Produit:
    """Write the whole bilan and that of each recipient.

    Args:
        bilan: The frozen bilan.
        suivi: Who is told how far it is.
    """
    envoi = lire_envoi(bilan)
    count = len(envoi.destinataires) + len(envoi.sans_acces) + 1
    suivi.annoncer(count, "Documents")
    out, moment = io.BytesIO(), localtime(bilan.fige_le)
    with zipfile.ZipFile(out, "w") as archive:
        lectures = _Pile(list_lectures(bilan, envoi))
        for rang, pdf in enumerate(write_documents(lectures.documents()), start=1):
            lecture, classeur = lectures.pop()
            _add(archive, name_document(bilan, lecture.destinataire, "pdf"), pdf, moment)
            _add(archive, name_document(bilan, lecture.destinataire, "xlsx"), classeur, moment)
            suivi.avancer(rang, lecture.destinataire.nom if lecture.destinataire else bilan.bailleur.nom)
    said = f"{pluriel(count, 'bilan')} en PDF et en XLSX."
    return Produit(f"bilans-{bilan.exercice}-v{bilan.version}.zip", out.getvalue(), said)


class _Pile:
    """The spreadsheets written while the typesetter works on the same bilans."""

    def __init__(self, lectures: Iterator[Lecture]) -> None:
        self.lectures = lectures
        self.waiting: list[tuple[Lecture, bytes]] = []

    def documents(self) -> Iterator[Document]:
        for lecture in self.lectures:
            yield make_document(lecture)
            self.waiting.append((lecture, write_bilan_xlsx(lecture)))

    def pop(self) -> tuple[Lecture, bytes]:
        return self.waiting.pop(0)


def _add(archive: zipfile.ZipFile, nom: str, contenu: bytes, moment: datetime) -> None:
    entry = zipfile.ZipInfo(nom, moment.timetuple()[:6])
    # A spreadsheet is an archive already.
    entry.compress_type = zipfile.ZIP_STORED if nom.endswith(".xlsx") else zipfile.ZIP_DEFLATED
    archive.writestr(entry, contenu)
