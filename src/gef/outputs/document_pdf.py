"""A document of several parts as a PDF to print and to hand over: A4, tagged (PDF/UA-1), in French.

The texts go to the typesetter as JSON and are printed as text: nothing that a person wrote is ever read as markup. The
bytes depend on nothing but the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from gef.outputs.composition import Ordre, composer, composer_suite
from gef.outputs.document import Document, Section
from gef.outputs.pdf import (
    CARACTERES_PAYSAGE,
    CARACTERES_PORTRAIT,
    SANS_TITRE,
    Json,
    describe_source,
    describe_table,
    say,
)
from gef.outputs.tables import Table

GABARIT: Final = "bilan"
CARACTERES_COLONNE: Final = 49  # digits that a line of one of two columns holds
Known = dict[tuple[int, int], tuple[Table, Json]]
LIGNES_MAX: Final = 300  # of a table in a document: beyond, the spreadsheet serves better


def write_document(document: Document) -> bytes:
    """Write a document.

    Args:
        document: What is printed.

    Returns:
        The whole file; the same bytes for the same document.

    Raises:
        CompositionError: the typesetter failed.
    """
    ordre = to_ordre(document)
    return composer(ordre.document, ordre.instant_unix, ordre.gabarit)


def write_documents(documents: Iterable[Document]) -> Iterator[bytes]:
    """Write many documents on the cores of the machine.

    Args:
        documents: Read as they are needed.

    Yields:
        Each file, in order.

    Raises:
        CompositionError: the typesetter failed.
    """
    known: Known = {}
    yield from composer_suite(to_ordre(document, known) for document in documents)


def to_ordre(document: Document, known: Known | None = None) -> Ordre:
    """Give a document as the template reads it.

    Args:
        document: What is printed.
        known: Tables already described, by identity: those that many documents share are described once.
    """
    known = {} if known is None else known
    tables = [table for section in document.sections for table in section.tables]
    data: Json = {
        "titre": say(document.titre) or SANS_TITRE,
        "auteur": say(document.auteur),
        "pied": say(", ".join(part for part in (document.auteur, document.titre) if part)),
        "paysage": False,
        "reference": say(document.reference),
        "resume": say(document.resume),
        "mentions": list(map(say, document.mentions)),
        "chiffres": [
            {"libelle": say(c.libelle), "valeur": say(c.valeur), "detail": say(c.detail)} for c in document.chiffres
        ],
        "alertes": list(map(say, document.alertes)),
        "sections": [_describe(section, known) for section in document.sections],
        "origine": list(map(say, document.origine)),
        "aides": _list_aides(tables),
        "sources": [describe_source(s) for s in dict.fromkeys(s for table in tables for s in table.sources)],
    }
    return Ordre(GABARIT, data, int(document.moment.timestamp()))


def _describe(section: Section, known: Known) -> Json:
    line = CARACTERES_PAYSAGE if section.is_paysage else CARACTERES_PORTRAIT
    line = CARACTERES_COLONNE if section.is_double else line
    return {
        "titre": say(section.titre),
        "double": section.is_double,
        "paysage": section.is_paysage,
        "tables": [
            _describe_once(t, line, known) if section.is_partagee else describe_table(t, line, t.titre)
            for t in section.tables
        ],
    }


def _describe_once(table: Table, line: int, known: Known) -> Json:
    key = (id(table), line)
    if key not in known:
        known[key] = (table, describe_table(table, line, table.titre))  # the table is held, so that its id is its own
    return known[key][1]


def _list_aides(tables: Iterable[Table]) -> list[Json]:
    aides = dict.fromkeys((c.libelle, c.aide) for table in tables for c in table.colonnes if c.aide)
    return [{"libelle": say(libelle), "aide": say(aide)} for libelle, aide in aides]
