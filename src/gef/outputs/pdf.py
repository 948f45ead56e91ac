"""Tables as a PDF to print and to hand over: A4, tagged (PDF/UA-1), in French, with notes and sources under each table.

The texts go to the typesetter as JSON and are printed as text: nothing that a person wrote is ever read as markup. The
fonts are those of the package; no network, no file of the machine. The bytes depend on nothing but the arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

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
SANS_TITRE: Final = "Document sans titre"
Json = dict[str, object]


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
) -> bytes:
    """Write tables as a document.

    Args:
        tables: Tables as the reader sees them, one after the other.
        titre: What the document shows; its first heading, and the title of the file.
        moment: When it is drawn up, in the reader's time zone, which it names.
        sous_titre: The sentence under the title.
        auteur: Whose figures they are: a bailleur.

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
    besoins = [[_measure(table, colonne) for colonne in table.colonnes] for table in tables]
    is_paysage = any(sum(b.souhait for b in row) > CARACTERES_PORTRAIT for row in besoins)
    parts = [_describe(t, row, titre, is_paysage=is_paysage) for t, row in zip(tables, besoins, strict=True)]
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
    return _compose([_describe_section(s, titre) for s in sections], titre, moment, sous_titre, auteur)


def _compose(
    parts: list[Json], titre: str, moment: datetime, sous_titre: str, auteur: str, *, is_paysage: bool = False
) -> bytes:
    document = {
        "titre": _say(titre) or SANS_TITRE,
        "sous_titre": _say(sous_titre),
        "auteur": _say(auteur),
        "pied": _say(", ".join(part for part in (auteur, titre) if part)),
        "etabli": f"Établi le {instant(moment)}.",
        "paysage": is_paysage,
        "tables": parts,
    }
    return composer(document, int(moment.timestamp()))


def _describe_section(section: Section, document: str) -> Json:
    """A section as the template reads it: its table, or none, under its own heading and paragraphs."""
    table = section.table or Table("sans", section.titre, (Colonne("rien", ""),), (), vide="")
    besoins = [_measure(table, colonne) for colonne in table.colonnes]
    described = _describe(table, besoins, document, is_paysage=False)
    return described | {"titre": _say(section.titre), "paragraphes": [_say(texte) for texte in section.paragraphes]}


def _say(texte: str) -> str:
    return LONG.sub(_allow_cuts, hold_spaces(keep_printable(texte)))


def _allow_cuts(mot: re.Match[str]) -> str:
    """Let a long word be cut, or it would cover the next column; the cuts are invisible."""
    texte = mot[0]
    return COUPE.join(texte[rang : rang + MOT_MAX] for rang in range(0, len(texte), MOT_MAX))


def _describe(table: Table, besoins: Sequence[_Besoin], document: str, *, is_paysage: bool) -> Json:
    """A table as the template reads it: cells already written, widths already shared."""
    muettes = tuple(replace(c, absent="") for c in table.colonnes)  # no « non renseigné » in a total
    rows = [_row(table.colonnes, ligne, ligne.genre) for ligne in table.lignes]
    total = None if table.total is None else _row(muettes, table.total, "total")
    corps, largeurs = _share_width(besoins, CARACTERES_PAYSAGE if is_paysage else CARACTERES_PORTRAIT)
    return {
        # The document has said it already when it holds one table.
        "titre": "" if table.titre == document else _say(table.titre) or table.code,
        "colonnes": [{"libelle": _say(c.libelle), "droite": c.is_numerique} for c in table.colonnes],
        "corps": corps,
        "largeurs": largeurs,
        "lignes": rows,
        "total": total,
        "vide": _say(table.vide),
        "paragraphes": [],
        "notes": [_say(note) for note in table.notes],
        "aides": [{"libelle": _say(c.libelle), "aide": _say(c.aide)} for c in table.colonnes if c.aide],
        "sources": [
            {
                "nature": NATURES[s.nature].capitalize(),
                "reference": _say(s.reference),
                "lien": s.lien if ADRESSE.match(s.lien) else "",
            }
            for s in table.sources
        ],
    }


def _row(colonnes: Iterable[Colonne], ligne: Ligne, genre: str) -> Json:
    cells = [
        {"texte": _say(afficher(c, ligne.valeurs.get(c.code))), "detail": _say(ligne.details.get(c.code, ""))}
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
    if colonne.is_numerique or longest <= COURT:
        minimum = max(heading, longest, _longest_word(details)) + MARGE
        return _Besoin(minimum, max(minimum, min(max(map(len, details), default=0), LARGE)))
    minimum = max(heading, _longest_word([*textes, *details])) + MARGE
    return _Besoin(minimum, max(minimum + 1, min(longest, LARGE)))


def _longest_word(textes: Iterable[str]) -> int:
    return min(max((len(mot) for texte in textes for mot in texte.split(" ")), default=0), MOT_MAX)
