"""What a PDF says of itself and holds, read by another library than the one that writes it."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import Any

import pikepdf


def open_pdf(contenu: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(contenu))


def list_structure(contenu: bytes) -> Counter[str]:
    """Count the elements of the structure tree by kind: Table, TR, TH, H1…"""
    with open_pdf(contenu) as pdf:
        return Counter(str(node.S) for node in walk(pdf.Root.StructTreeRoot) if "/S" in node)


def walk(node: Any) -> list[Any]:
    """List the elements under one, itself included."""
    if not isinstance(node, pikepdf.Dictionary):
        return []
    children = node.get("/K", [])
    found = [node]
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        found += walk(child)
    return found


def read_text(contenu: bytes) -> str:
    """Read the text of all pages, by the table that each font gives from its glyphs to characters."""
    with open_pdf(contenu) as pdf:
        return "\n".join(_read_page(page) for page in pdf.pages)


def _read_page(page: pikepdf.Page) -> str:
    tables = {str(nom): _to_unicode(font) for nom, font in page.Resources.Font.items()}
    pieces: list[str] = []
    current: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        code = str(operator)
        if code == "Tf":
            current = tables[str(operands[0])]
        elif code in {"Tj", "TJ"}:
            items = operands[0] if code == "TJ" else operands
            pieces += [_decode(bytes(item), current) for item in items if isinstance(item, pikepdf.String)]
        elif code == "ET":
            pieces.append(" ")
    return "".join(pieces)


def _decode(glyphs: bytes, table: dict[str, str]) -> str:
    return "".join(table.get(glyphs[rang : rang + 2].hex(), "") for rang in range(0, len(glyphs), 2))


def _to_unicode(font: Any) -> dict[str, str]:
    cmap = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", cmap)
    return {glyph.lower(): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}
