"""What the fonts of the documents can print: every character that a PDF holds must have its drawing in its font."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from gef.outputs.nombres import FINE, INSECABLE

FICHIERS: Final = ("SourceSans3-Regular.ttf", "SourceSans3-Semibold.ttf")
ABSENT: Final = "\N{WHITE SQUARE}"  # « □ »: what stands for a character without drawing
ESPACES: Final = frozenset({" ", INSECABLE, FINE})  # the typesetter makes the narrow one from the plain one
INVISIBLES: Final = frozenset({"Cf"})  # marks of direction, joiners, soft hyphens: nothing to print
COUVERTURE_ETENDUE: Final = 12  # number of the table of characters that covers all of Unicode


def keep_printable(texte: str) -> str:
    """Make a text that the fonts can print whole.

    Args:
        texte: Any text, whoever typed it.

    Returns:
        The text, composed; any blank is a space, a character without drawing is « □ », invisible marks are gone.

    Examples:
        >>> keep_printable("Œuvre : n° 3"), keep_printable("Lys 日")
        ('Œuvre : n° 3', 'Lys □')
    """
    return "".join(_print(c) for c in unicodedata.normalize("NFC", texte))


def _print(caractere: str) -> str:
    if caractere in ESPACES:
        return caractere
    if caractere.isspace():
        return " "
    if unicodedata.category(caractere) in INVISIBLES:
        return ""
    return caractere if ord(caractere) in load_couverture() else ABSENT


@cache
def load_couverture() -> frozenset[int]:
    """Read the characters that all the fonts of the documents have.

    Returns:
        Their code points.
    """
    folder = files("gef.outputs").joinpath("polices")
    return frozenset.intersection(*(frozenset(_list_codes(folder.joinpath(nom).read_bytes())) for nom in FICHIERS))


def _list_codes(police: bytes) -> Iterator[int]:
    """List the code points of a TrueType font: groups of its extended table, each with the glyph of its first one."""
    table = _find_couverture(police)
    (count,) = struct.unpack_from(">I", police, table + 12)
    for debut, fin, _glyph in struct.iter_unpack(">III", police[table + 16 : table + 16 + 12 * count]):
        yield from range(debut, fin + 1)


def _find_couverture(police: bytes) -> int:
    """Find the offset of the extended table of characters."""
    (tables,) = struct.unpack_from(">H", police, 4)
    directory = (struct.unpack_from(">4sIII", police, 12 + 16 * rang) for rang in range(tables))
    cmap = next(offset for nom, _somme, offset, _taille in directory if nom == b"cmap")
    (count,) = struct.unpack_from(">H", police, cmap + 2)
    for rang in range(count):
        (offset,) = struct.unpack_from(">I", police, cmap + 4 + 8 * rang + 4)
        (forme,) = struct.unpack_from(">H", police, cmap + offset)
        if forme == COUVERTURE_ETENDUE:
            return int(cmap + offset)
    raise AssertionError("the fonts of the package have an extended table of characters")
