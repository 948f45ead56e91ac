"""Whatever the bytes, a reader gives a table and a report, or one clear error. Never anything else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gef.errors import GefError
from gef.imports.flux import iter_flux, read_communes, read_parts, read_reservataires
from gef.imports.modeles import MODELES, read_modele
from gef.imports.parc import FORMATS, SCHEMA_PARC, read_parc
from tests.imports.fabrique import a_depot, a_logement, a_ods, a_table, a_xlsx, a_zip

DEPOT = a_depot(a_logement(1), a_logement(2)).encode()
TABLE = a_table(["commune", "qpv", "surface"], ["06029", "oui", "62"], ["06004", "non", "x"]).encode()
XLSX = a_xlsx([["commune", "qpv"], ["06029", "oui"], [6029, 1.5], ["=1+1", None]])
ODS = a_ods(["commune", "qpv"], ["06029", "oui"])
EXTRAIT = (Path(__file__).parent / "fichiers" / "rpls_2018_extrait.csv").read_bytes()
GRAINES = st.sampled_from([DEPOT, TABLE, XLSX, ODS, EXTRAIT[:3_000], DEPOT.decode().encode("utf-16")])
JETONS = [
    b'"',
    b"\n",
    b"\r",
    b";",
    b",",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"E+20",
    b"<",
    b">",
    b"PK\x03\x04",
    b"\x81",
]


def read_anything(contenu: bytes) -> None:
    """Read as everything; whatever is not a refusal must be a whole result."""
    for read in (_read_parc, _read_depot, _read_modele):
        with suppress(GefError):
            read(contenu)


def _read_parc(contenu: bytes) -> None:
    lecture = read_parc(contenu, nom="x", communes=frozenset({"06029"}), annee=2026)
    assert lecture.table.schema == SCHEMA_PARC
    assert lecture.rapport.lignes_retenues == lecture.table.height <= lecture.rapport.lignes_lues
    assert lecture.rapport.to_dict()["format"] in FORMATS


def _read_depot(contenu: bytes) -> None:
    read_parc(contenu, nom="x", format="rpls_depot")


def _read_modele(contenu: bytes) -> None:
    for modele in MODELES:
        lecture = read_modele(contenu, nom="x", modele=modele)
        assert len(lecture.lignes) == lecture.rapport.lignes_retenues


@given(st.binary(max_size=300))
@example(b"2026;;;;;;;;;;;\n")
@example(b"commune\n#\n")
@example(b'commune;"\n')
@example(b"\xfe\xff\xd8\x00")
@example(b"\xff\xfe\x00\x00a\x00\x00\x00")
@example(b"PK\x05\x06" + bytes(18))
def test_arbitrary_bytes_are_read_or_refused(contenu: bytes) -> None:
    read_anything(contenu)


@given(GRAINES, st.data())
def test_damaged_files_are_read_or_refused(graine: bytes, data: st.DataObject) -> None:
    contenu = bytearray(graine)
    for _ in range(data.draw(st.integers(1, 6))):
        ou = data.draw(st.integers(0, len(contenu)))
        match data.draw(st.sampled_from(["insert", "cut", "drop", "flip"])):
            case "insert":
                contenu[ou:ou] = data.draw(st.sampled_from(JETONS))
            case "cut":
                del contenu[ou:]
            case "drop":
                del contenu[ou : ou + data.draw(st.integers(1, 40))]
            case _ if contenu:
                contenu[ou % len(contenu)] = data.draw(st.integers(0, 255))
    read_anything(bytes(contenu))


XML = [
    b"<",
    b">",
    b'"',
    b"</c>",
    b'<c r="ZZ5">',
    b'<row r="3">',
    b"<v>1e400</v>",
    b' t="s"',
    b' t="d"',
    b"&#0;",
    b"-1",
    b"<!DOCTYPE x>",
]


@given(st.sampled_from([XLSX, ODS]), st.data())
def test_workbooks_damaged_inside_are_read_or_refused(graine: bytes, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(graine)) as archive:
        membres = {nom: archive.read(nom) for nom in archive.namelist()}
    nom = data.draw(st.sampled_from(sorted(n for n in membres if n.endswith(".xml"))))
    contenu = bytearray(membres[nom])
    for _ in range(data.draw(st.integers(1, 3))):
        ou = data.draw(st.integers(0, len(contenu)))
        contenu[ou : ou + data.draw(st.integers(0, 12))] = data.draw(st.sampled_from(XML))
    read_anything(a_zip({**membres, nom: bytes(contenu)}))


@pytest.mark.parametrize(
    "read", [read_communes, read_reservataires, read_parts, lambda contenu: list(iter_flux(contenu))]
)
@given(contenu=st.binary(max_size=200))
def test_strict_files_are_read_or_refused(read: Callable[[bytes], object], contenu: bytes) -> None:
    for entete in (b"", b"commune,epci,parc,rotation,part_qpv,reservataire,type,portee,part\n"):
        with suppress(GefError):
            read(entete + contenu)
