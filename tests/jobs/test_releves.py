"""All the statements of a bailleur in one archive: one file each, the same as one by one, with progress."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from tests.perf.grand_bailleur import JOUR, build_grand_dossier

from gef.actions.donnees import RESERVATIONS, Dossier
from gef.actions.releves import ReleveInconnuError, codes_releves, ecrire_releves, preparer_releves
from gef.jobs import releves
from gef.jobs.releves import RelevesVidesError, demande_releves, write_archive

MOMENT = datetime(JOUR.year, JOUR.month, JOUR.day, 10, 42, 31, 5, tzinfo=ZoneInfo("Europe/Paris"))


class Signes:
    """Keeps what a job says of its progress."""

    def __init__(self) -> None:
        self.said: list[tuple[int, str]] = []
        self.total = 0

    def annoncer(self, total: int, message: str = "") -> None:
        self.total = total

    def avancer(self, fait: int, message: str = "") -> None:
        self.said.append((fait, message))


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return build_grand_dossier(1_500, 20, seed=5)


def test_every_account_has_its_statement_the_same_as_alone(dossier: Dossier) -> None:
    signes = Signes()
    produit = write_archive(dossier, "csv", MOMENT, signes)
    codes = codes_releves(dossier)
    alone = dict(ecrire_releves(preparer_releves(dossier, JOUR), codes, "csv", MOMENT))
    with zipfile.ZipFile(io.BytesIO(produit.contenu)) as archive:
        assert archive.testzip() is None
        assert {nom: archive.read(nom) for nom in archive.namelist()} == alone
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 22, 10, 42, 30)}
    assert produit.nom_fichier == "releves-2026-11-22-csv.zip"
    assert produit.message == f"{len(codes)}\u00a0relevés."
    assert (signes.total, [fait for fait, _ in signes.said]) == (len(codes), [*range(1, len(codes) + 1)])
    assert signes.said[0][1] == dossier.noms()[codes[0]]


def test_the_same_dossier_gives_the_same_archive(dossier: Dossier) -> None:
    first = write_archive(dossier, "xlsx", MOMENT, Signes())
    assert write_archive(dossier, "xlsx", MOMENT, Signes()) == first


def test_a_statement_too_long_for_paper_is_a_spreadsheet(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    def ecrire(_releves: object, codes: Iterable[str], asked: str, _moment: datetime) -> Iterator[tuple[str, bytes]]:
        for rang, code in enumerate(codes):
            yield f"{code}.{asked if rang else 'xlsx'}", asked.encode()

    monkeypatch.setattr(releves, "ecrire_releves", ecrire)
    produit = write_archive(dossier, "pdf", MOMENT, Signes())
    with zipfile.ZipFile(io.BytesIO(produit.contenu)) as archive:
        assert [nom for nom in archive.namelist() if nom.endswith(".xlsx")] == [f"{codes_releves(dossier)[0]}.xlsx"]
        assert len(archive.namelist()) == len(codes_releves(dossier))
    assert "dont 1 en classeur" in produit.message


def test_without_a_reserved_dwelling_there_is_nothing_to_write(dossier: Dossier) -> None:
    empty = replace(dossier, reservations=pl.DataFrame(schema=RESERVATIONS))
    with pytest.raises(RelevesVidesError, match="importez la liste"):
        write_archive(empty, "csv", MOMENT, Signes())


def test_what_is_asked_is_said_to_the_minute() -> None:
    demande = demande_releves("pdf", MOMENT)
    assert demande.libelle == "Relevés détaillés de tous les réservataires, en PDF"
    assert demande.arguments == {"format": "pdf", "moment": "2026-11-22T10:42:00+01:00"}
    with pytest.raises(ReleveInconnuError, match="« docx » ; attendu : xlsx, csv, pdf"):
        demande_releves("docx", MOMENT)
