"""A page read as a browser and a screen reader do: what its HTML promises, and what it breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

Attributes = dict[str, str]

VIDES = frozenset({"meta", "link", "input", "br", "hr", "img", "path", "rect", "line", "circle", "use"})
CHAMPS = frozenset({"input", "select", "textarea"})
SANS_NOM = frozenset({"hidden", "submit", "button"})
# French wants an unbreakable space there; code and addresses are not prose.
_TYPOGRAPHY = re.compile(r"(?<=\w) [:;?!»%](?=\s|$)|« |\w'\w")
_SANS_PROSE = frozenset({"code", "svg", "script", "style", "textarea", "title", "option"})


class PageLue(HTMLParser):
    """Elements with their attributes and text, in order.

    Attributes:
        elements: (tag, attributes) of every element.
        texts: Text by element, in the same order; what its children say included.
        prose: Text that a person reads, by piece.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.texts: list[str] = []
        self.prose: list[str] = []
        self.faults: list[str] = []
        self._open: list[tuple[str, int]] = []
        self.feed(html)
        self.faults += [f"<{tag}> is not closed" for tag, _ in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {nom: valeur or "" for nom, valeur in attrs}))
        self.texts.append("")
        if tag not in VIDES:
            self._open.append((tag, len(self.elements) - 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VIDES:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()
        elif tag not in VIDES:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        for _, rank in self._open:
            self.texts[rank] += data
        if not _SANS_PROSE & {tag for tag, _ in self._open}:
            self.prose.append(data)

    def all(self, tag: str) -> list[tuple[Attributes, str]]:
        """Attributes and text of every element of a kind."""
        return [(a, " ".join(t.split())) for (n, a), t in zip(self.elements, self.texts, strict=True) if n == tag]

    def text(self, tag: str) -> str:
        """Text of the only element of a kind."""
        ((_, text),) = self.all(tag)
        return text


def list_faults(html: str) -> list[str]:
    """List what a page breaks: closed elements, one title, ids, labels, nothing inline."""
    page = PageLue(html)
    checks = (_structure, _ids, _champs, _inline)
    return [*page.faults, *(fault for check in checks for fault in check(page))]


def list_slips(html: str) -> list[str]:
    """List the places where French wants an unbreakable space or a curved apostrophe."""
    pieces = (" ".join(re.split(r"[ \n\t]+", piece)) for piece in PageLue(html).prose)
    return [text[max(0, m.start() - 25) : m.end() + 5] for text in pieces for m in _TYPOGRAPHY.finditer(text)]


def _structure(page: PageLue) -> Iterator[str]:
    if len(page.all("h1")) != 1:
        yield f"{len(page.all('h1'))} h1"
    titles = page.all("title")  # those of the charts come after the one of the page
    if not titles or not titles[0][1] or titles[0][1].startswith("–"):
        yield "no title"
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    yield from (f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1)
    yield from (f"empty link to {a.get('href')}" for a, text in page.all("a") if not text and "aria-label" not in a)
    yield from (f"empty button {a}" for a, text in page.all("button") if not text and "aria-label" not in a)


def _ids(page: PageLue) -> Iterator[str]:
    ids = Counter(a["id"] for _, a in page.elements if "id" in a)
    yield from (f"id {nom} {n} times" for nom, n in ids.items() if n > 1)
    for tag, a in page.elements:
        named = [*a.get("aria-labelledby", "").split(), *a.get("aria-describedby", "").split()]
        named += [a["for"]] if tag == "label" and "for" in a else []
        named += [a["href"][1:]] if a.get("href", "").startswith("#") else []
        named += [a[nom][1:] for nom in ("hx-target", "hx-select") if a.get(nom, "").startswith("#")]
        yield from (f"{tag} names #{nom}, which is nowhere" for nom in named if nom not in ids)


def _champs(page: PageLue) -> Iterator[str]:
    labelled = {a["for"] for a, text in page.all("label") if "for" in a and text}
    inside = sum(1 for a, text in page.all("label") if "for" not in a and text)
    fields = [a for tag, a in page.elements if tag in CHAMPS and a.get("type", "text") not in SANS_NOM]
    bare = [a for a in fields if a.get("id") not in labelled and "aria-label" not in a]
    if len(bare) > inside:
        yield f"fields without a label: {bare}"


def _inline(page: PageLue) -> Iterator[str]:
    yield from (f"inline style on {tag}" for tag, a in page.elements if "style" in a)
    yield from (f"{nom} on {tag}" for tag, a in page.elements for nom in a if nom.startswith("on"))
    yield from ("style element" for tag, _ in page.elements if tag == "style")
    yield from ("inline script" for a, _ in page.all("script") if "src" not in a)
    yield from (f"javascript: in {tag}" for tag, a in page.elements if a.get("href", "").startswith("javascript:"))
