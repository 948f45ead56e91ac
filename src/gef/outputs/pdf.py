"""Tables as a PDF to print and to hand over: A4, tagged (PDF/UA-1), in French, with notes and sources under each table.

The texts go to the typesetter as JSON and are printed as text: nothing that a person wrote is ever read as markup. The
fonts are those of the package; no network, no file of the machine. The bytes depend on nothing but the arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from gef.core.motifs import Source
from gef.outputs.composition import composer
from gef.outputs.explication import NATURES
from gef.outputs.glyphes import keep_printable
from gef.outputs.nombres import instant
from gef.outputs.tables import Colonne, Ligne, Table, TableInvalideError, afficher
from gef.outputs.typographie import hold_spaces

LIGNES_MAX: Final = 5_000  # beyond, nobody reads it on paper: the spreadsheet serves better
CARACTERES_PORTRAIT, CARACTERES_PAYSAGE = 104, 156  # digits that a line holds at `CORPS[0]`
CORPS: Final = (90, 85, 80, 75, 70, 65)  # tenths of a point, the first that fits
MARGE: Final = 2  # digit, between two columns
MOT_MAX: Final = 24  # characters; a longer word may be cut anywhere
COURT: Final = 16  # characters; a column that holds no longer text stays on one line
LARGE: Final = 40  # characters beyond which a column of text asks for no more room
COUPE: Final = "\u200b"  # zero-width space
LONG: Final = re.compile(rf"\S{{{MOT_MAX + 1},}}")
ADRESSE: Final = re.compile(r"https?://[!-~]+\Z")
POLICE: Final = "Source Sans 3"
SANS_TITRE: Final = "Document sans titre"
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class ImagePdf:
    """A drawing beside a table: its markup, what it shows in one sentence, and its shades with their words.

    Attributes:
        svg: Markup, as `gef.outputs.graphiques.draw` gives it.
        description: Alternative text.
        legende: How full each shade is, from 0 to 1, and what it stands for.
    """

    svg: str
    description: str
    legende: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document that is read: a heading, paragraphs, then a table or none."""

    titre: str
    paragraphes: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class _Besoin:
    """Room that a column asks for, in digits: what it cannot do without, and what would keep it on few lines."""

    minimum: int
    souhait: int


def write_pdf(
    tables: Sequence[Table],
    *,
    titre: str,
    moment: datetime,
    sous_titre: str = "",
    auteur: str = "",
    images: Mapping[str, ImagePdf] = MappingProxyType({}),
) -> bytes:
    """Write tables as a document.

    Args:
        tables: Tables as the reader sees them, one after the other.
        titre: What the document shows; its first heading, and the title of the file.
        moment: When it is drawn up, in the reader's time zone, which it names.
        sous_titre: The sentence under the title.
        auteur: Whose figures they are: a bailleur.
        images: What stands beside a table, by code of the table.

    Returns:
        The whole file; the same bytes for the same arguments.

    Raises:
        TableInvalideError: there is no table, or one of more rows than paper can serve.
        CompositionError: the typesetter failed.
    """
    longest = max((len(table.lignes) for table in tables), default=0)
    if not tables or longest > LIGNES_MAX:
        raise TableInvalideError(
            f"« {titre} » : {len(tables)} tableaux, {longest} lignes ; attendu : un tableau au moins, et {LIGNES_MAX} "
            "lignes au plus par tableau. Au-delà, prenez le classeur XLSX."
        )
    is_paysage = any(count_souhaits(table) > CARACTERES_PORTRAIT for table in tables)
    line = CARACTERES_PAYSAGE if is_paysage else CARACTERES_PORTRAIT
    # The document has said the title already when it holds one table.
    parts = [
        describe_table(table, line, "" if table.titre == titre else table.titre)
        | {"image": _describe_image(images.get(table.code))}
        for table in tables
    ]
    return _compose(parts, titre, moment, sous_titre, auteur, is_paysage=is_paysage)


def write_pdf_sections(
    sections: Sequence[Section], *, titre: str, moment: datetime, sous_titre: str = "", auteur: str = ""
) -> bytes:
    """Write a document that is read, with its tables where they are spoken of; always upright.

    Args:
        sections: Headings, paragraphs and tables, in order.
        titre: As in `write_pdf`, like the arguments that follow.
        moment: When it is drawn up.
        sous_titre: The sentence under the title.
        auteur: Whose document it is.

    Returns:
        The whole file; the same bytes for the same arguments.

    Raises:
        CompositionError: the typesetter failed.
    """
    return _compose([_describe_section(s) for s in sections], titre, moment, sous_titre, auteur)


def _compose(
    parts: list[Json], titre: str, moment: datetime, sous_titre: str, auteur: str, *, is_paysage: bool = False
) -> bytes:
    document = {
        "titre": say(titre) or SANS_TITRE,
        "sous_titre": say(sous_titre),
        "auteur": say(auteur),
        "pied": say(", ".join(part for part in (auteur, titre) if part)),
        "etabli": f"Établi le {instant(moment)}.",
        "paysage": is_paysage,
        "tables": parts,
    }
    return composer(document, int(moment.timestamp()))


def _describe_image(image: ImagePdf | None) -> Json | None:
    """A drawing as the template reads it; its texts take the font of the document."""
    if image is None:
        return None
    return {
        "svg": image.svg.replace("<svg ", f'<svg font-family="{POLICE}" ', 1),
        "description": say(image.description),
        "legende": [{"opacite": opacite, "libelle": say(libelle)} for opacite, libelle in image.legende],
    }


def _describe_section(section: Section) -> Json:
    """A section as the template reads it: its table, or none, under its own heading and paragraphs."""
    table = section.table or Table("sans", section.titre, (Colonne("rien", ""),), (), vide="")
    described = describe_table(table, CARACTERES_PORTRAIT, section.titre)
    return described | {"paragraphes": [say(texte) for texte in section.paragraphes]}


def count_souhaits(table: Table) -> int:
    """Count the digits that would keep the rows of a table on few lines."""
    return sum(_measure(table, colonne).souhait for colonne in table.colonnes)


def say(texte: str) -> str:
    """Write a text as the page holds it: what the fonts can print, spaces held, long words that may be cut."""
    return LONG.sub(_allow_cuts, hold_spaces(keep_printable(texte)))


def _allow_cuts(mot: re.Match[str]) -> str:
    """Let a long word be cut, or it would cover the next column; the cuts are invisible."""
    texte = mot[0]
    return COUPE.join(texte[rang : rang + MOT_MAX] for rang in range(0, len(texte), MOT_MAX))


def describe_table(table: Table, line: int, titre: str) -> Json:
    """Give a table as the templates read it: cells already written, widths already shared.

    Args:
        table: As the reader sees it.
        line: Digits that the line holds.
        titre: Its heading; "" for none.
    """
    besoins = [_measure(table, colonne) for colonne in table.colonnes]
    muettes = tuple(replace(c, absent="") for c in table.colonnes)  # no « non renseigné » in a total
    rows = [_row(table.colonnes, ligne, ligne.genre) for ligne in table.lignes]
    total = None if table.total is None else _row(muettes, table.total, "total")
    corps, largeurs = _share_width(besoins, line)
    return {
        "titre": say(titre) or (titre and table.code),
        "colonnes": [{"libelle": say(c.libelle), "droite": c.is_numerique} for c in table.colonnes],
        "corps": corps,
        "largeurs": largeurs,
        "lignes": rows,
        "total": total,
        "vide": say(table.vide),
        "image": None,
        "paragraphes": [],
        "notes": [say(note) for note in table.notes],
        "aides": [{"libelle": say(c.libelle), "aide": say(c.aide)} for c in table.colonnes if c.aide],
        "sources": [describe_source(s) for s in table.sources],
    }


def describe_source(source: Source) -> Json:
    """Give a source as the templates read it."""
    return {
        "nature": NATURES[source.nature].capitalize(),
        "reference": say(source.reference),
        "lien": source.lien if ADRESSE.match(source.lien) else "",
    }


def _row(colonnes: Iterable[Colonne], ligne: Ligne, genre: str) -> Json:
    cells = [
        {"texte": say(afficher(c, ligne.valeurs.get(c.code))), "detail": say(ligne.details.get(c.code, ""))}
        for c in colonnes
    ]
    return {"genre": genre, "cellules": cells}


def _share_width(besoins: Sequence[_Besoin], line: int) -> tuple[int, list[int]]:
    """Choose the size of the text and share the line between the columns.

    Returns:
        Tenths of a point, then the width of each column in digits.
    """
    needed = sum(b.minimum for b in besoins)
    corps = next((size for size in CORPS if needed <= line * CORPS[0] // size), CORPS[-1])
    left = max(0, line * CORPS[0] // corps - needed)
    asked = [b.souhait - b.minimum for b in besoins]
    if not any(asked):
        asked[0] = 1
    return corps, [b.minimum + left * ask // sum(asked) for b, ask in zip(besoins, asked, strict=True)]


def _measure(table: Table, colonne: Colonne) -> _Besoin:
    rows = table.lignes if table.total is None else (*table.lignes, table.total)
    textes = [afficher(colonne, row.valeurs.get(colonne.code)) for row in rows]
    details = [row.details[colonne.code] for row in rows if colonne.code in row.details]
    heading = min(max(map(len, colonne.libelle.split()), default=0) + 1, MOT_MAX)
    longest = max(map(len, textes), default=0)
    if colonne.is_numerique and colonne.absent in textes:
        longest = max(longest, len(colonne.absent) + MARGE)  # letters are wider than digits
    if colonne.is_numerique or longest <= COURT:
        minimum = max(heading, longest, _longest_word(details)) + MARGE
        return _Besoin(minimum, max(minimum, min(max(map(len, details), default=0), LARGE)))
    minimum = max(heading, _longest_word([*textes, *details])) + MARGE
    return _Besoin(minimum, max(minimum + 1, min(longest, LARGE)))


def _longest_word(textes: Iterable[str]) -> int:
    return min(max((len(mot) for texte in textes for mot in texte.split(" ")), default=0), MOT_MAX)
