"""What holds for every page: one title, ids that are not used twice, nothing that a strict policy would block."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.utils.html import strip_tags


class _Balises(HTMLParser):
    """Tags of a page, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.balises: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append((tag, dict(attrs)))


def check_page(html: str) -> None:
    """Check that a page has one h1, ids of its own and no style or script written in it."""
    page = _Balises()
    page.feed(html)
    tags = Counter(tag for tag, _ in page.balises)
    assert (tags["h1"], tags["main"], tags["style"]) == (1, 1, 0)
    assert all("src" in attrs for tag, attrs in page.balises if tag == "script")
    inline = {name for _, attrs in page.balises for name in attrs if name == "style" or name.startswith("on")}
    assert inline == set()
    ids = Counter(attrs["id"] for _, attrs in page.balises if "id" in attrs)
    assert [name for name, count in ids.items() if count > 1] == []


def read(client: Client, address: str) -> str:
    """Open a page that must be there and be sound."""
    reponse: Any = client.get(address)
    assert reponse.status_code == 200, address
    html = str(reponse.content.decode())
    check_page(html)
    return html


def words(html: str) -> str:
    """Read what a page says, with plain spaces."""
    return re.sub(r"\s+", " ", strip_tags(html).replace("&#x27;", "'"))
