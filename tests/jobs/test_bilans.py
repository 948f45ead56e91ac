"""All the bilans in one archive: a PDF and a spreadsheet for everybody, the same as one by one, with progress."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from tests.actions.bilan_exemple import a_bilan_fige
from tests.builders import MOMENT, Monde, a_compte, an_acteur
from tests.jobs.test_releves import Signes

from gef.actions.bilans_figes import BilanRefuseError
from gef.actions.documents_bilan import list_lectures, name_document, render_bilan
from gef.actions.travaux import creer_travail
from gef.jobs.bilans import GENRE, demande_bilans, produire_bilans, write_archive
from gef.jobs.genres import GENRES
from gef.jobs.suivi import Suivi


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_everybody_has_his_two_files_the_same_as_alone(monde: Monde) -> None:
    a_compte(monde.habitat_lys, "SANS", "commune", part="1/100")
    bilan, signes = a_bilan_fige(monde), Signes()
    produit = write_archive(bilan, signes)
    alone = {
        name_document(bilan, lecture.destinataire, forme): render_bilan(lecture, forme)
        for lecture in list_lectures(bilan)
        for forme in ("pdf", "xlsx")
    }
    with zipfile.ZipFile(io.BytesIO(produit.contenu)) as archive:
        assert archive.testzip() is None
        assert {nom: archive.read(nom) for nom in archive.namelist()} == alone
    assert produit.nom_fichier == "bilans-2025-v1.zip"
    assert produit.message == "7\u00a0bilans en PDF et en XLSX."
    assert (signes.total, [fait for fait, _ in signes.said]) == (7, [*range(1, 8)])
    assert signes.said[0][1] == "Habitat Lys"


def test_the_job_makes_the_bilans_of_its_own_bailleur_only(monde: Monde) -> None:
    bilan = a_bilan_fige(monde)
    assert GENRES[GENRE] is produire_bilans
    stranger, _ = creer_travail(an_acteur(monde.gestionnaire_autre), demande_bilans(bilan), MOMENT)
    with pytest.raises(BilanRefuseError, match="introuvable"):
        produire_bilans(stranger, _Muet.__new__(_Muet))
    own, _ = creer_travail(an_acteur(monde.lecteur), demande_bilans(bilan), MOMENT)
    assert produire_bilans(own, _Muet.__new__(_Muet)).nom_fichier == "bilans-2025-v1.zip"


class _Muet(Suivi):
    """Says nothing: no worker has taken the work."""

    def annoncer(self, total: int, message: str = "") -> None:
        """Nobody listens."""

    def avancer(self, fait: int, message: str = "") -> None:
        """Nobody listens."""
