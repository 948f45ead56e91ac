"""Files of the tests, made by code: deposits, spreadsheets, archives that mean harm. Every dwelling is fictitious."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from gef.imports.rpls_depot import POSITIONS

ENTETE = (
    "2026",
    "060000001",
    "HABITAT LYS",
    "",
    "",
    "",
    "1 RUE DU PORT",
    "",
    "06400 CANNES",
    "73282932000074",
    "3",
    "",
)
LOGEMENT: dict[str, str] = {
    "IDENT_REP": "0612345678",
    "IDENT_INT": "LYS-0001",
    "DROIT": "1",
    "DEPCOM": "06029",
    "CODEPOSTAL": "06400",
    "LIBCOM": "CANNES",
    "NUMVOIE": "12",
    "INDREP": "BIS",
    "TYPVOIE": "RUE",
    "NOMVOIE": "DES LYS",
    "COMPLGEO": "LES LYS",
    "QPV": "2",
    "TYPECONST": "C",
    "NBPIECE": "3",
    "SURFHAB": "62",
    "CONSTRUCT": "1974",
    "LOCAT": "1975",
    "PATRIMOINE": "1975",
    "ORIGINE": "1",
    "FINAN": "13",
    "CONV": "1",
    "NUMCONV": "06/1980/03/79444/1/006015/001",
    "DATCONV": "01/03/1980",
    "SORTIEPATRIM": "9",
    "MODE": "1",
    "BAIL": "09/2019",
    "LOYERPRINC": "402",
    "LOYERACC": "999",
    "CUS": "14",
    "DPEDATE": "01/1900",
    "CODSEGPATRIM": "S1",
    "LIBSEGPATRIM": "Littoral",
    "CONTRESLOG": "2",
}


def a_logement(rang: int = 1, **changes: str) -> dict[str, str]:
    """Give a dwelling of a deposit, as text by variable; its identifiers follow its rank."""
    return {**LOGEMENT, "IDENT_REP": f"06123456{rang:02}", "IDENT_INT": f"LYS-{rang:04}", **changes}


def to_champs(logement: Mapping[str, str]) -> list[str]:
    """Put a dwelling into the 64 fields of the deposit."""
    return [logement.get(nom, "") for nom in POSITIONS]


def a_depot(*logements: Mapping[str, str] | str, entete: Sequence[str] | None = None, fin: str = "\r\n") -> str:
    """Write a deposit; a text among the dwellings stands as a raw line. The header announces their number."""
    champs = list(entete if entete is not None else ENTETE)
    if entete is None:
        champs[10] = str(len(logements))
    lignes = [";".join(champs)] if champs else []
    lignes += [row if isinstance(row, str) else ";".join(to_champs(row)) for row in logements]
    return fin.join(lignes) + fin


def a_table(entetes: Sequence[str], *rows: Sequence[str], separateur: str = ";", fin: str = "\n") -> str:
    """Write a table as CSV, without quotes."""
    return fin.join(separateur.join(row) for row in (entetes, *rows)) + fin


def a_xlsx(
    *feuilles: Iterable[Sequence[Any]] | tuple[str, Iterable[Sequence[Any]]], cachees: Iterable[str] = ()
) -> bytes:
    """Write a workbook; strings are written as strings, « = » makes a formula with the value 0."""
    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as classeur:
        for rang, feuille in enumerate(feuilles, start=1):
            nom, rows = (
                feuille if isinstance(feuille, tuple) and isinstance(feuille[0], str) else (f"Feuil{rang}", feuille)
            )
            page = classeur.add_worksheet(nom)
            if nom in cachees:
                page.hide()
            for n, row in enumerate(rows):
                for c, cellule in enumerate(row):
                    if isinstance(cellule, str) and not cellule.startswith("="):
                        page.write_string(n, c, cellule)
                    elif cellule is not None:
                        page.write(n, c, cellule)
    return sortie.getvalue()


MANIFESTE = '<?xml version="1.0"?><manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest>'
CONTENU = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Parc">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def a_ods(*rows: Sequence[str], brut: str = "", manifeste: str = "") -> bytes:
    """Write a minimal ODS; `brut` adds table rows as they are, `manifeste` adds to the manifest."""
    cellule = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lignes = "".join(f"<table:table-row>{''.join(cellule.format(c) for c in row)}</table:table-row>" for row in rows)
    return a_zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": CONTENU.format(lignes + brut).encode(),
            "META-INF/manifest.xml": MANIFESTE.format(manifeste).encode(),
        }
    )


def a_zip(membres: Mapping[str, bytes]) -> bytes:
    """Write an archive."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in membres.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def replace_membre(classeur: bytes, nom: str, contenu: bytes) -> bytes:
    """Replace one member of a workbook."""
    with zipfile.ZipFile(io.BytesIO(classeur)) as archive:
        membres = {m: archive.read(m) for m in archive.namelist()}
    return a_zip({**membres, nom: contenu})


def lie_about_size(archive: bytes, nom: str, taille: int) -> bytes:
    """Change the size that the directory declares for a member."""
    with zipfile.ZipFile(io.BytesIO(archive)) as lue:
        vraie = lue.getinfo(nom).file_size
    return archive.replace(struct.pack("<I", vraie), struct.pack("<I", taille))


def a_ole2(flux: str) -> bytes:
    """Write the start of an OLE2 container whose directory names a stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + flux.encode("utf-16-le") + bytes(600)
