"""A form read as a browser would send it untouched."""

from __future__ import annotations

from html.parser import HTMLParser


def read_form(html: str, classe: str = "pile large") -> dict[str, str]:
    """Give what a browser sends of the form of that class, left as it is."""
    form = _Form(classe)
    form.feed(html)
    return form.values


class _Form(HTMLParser):
    def __init__(self, classe: str) -> None:
        super().__init__()
        self.classe, self.values = classe, dict[str, str]()
        self.select = self.area = ""
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {nom: value or "" for nom, value in attrs}
        if tag == "form":
            self.is_inside = given.get("class", "") == self.classe
        elif self.is_inside and tag in ("input", "select", "textarea", "option"):
            getattr(self, f"_read_{tag}")(given)

    def _read_input(self, given: dict[str, str]) -> None:
        self.values[given["name"]] = given.get("value", "")

    def _read_select(self, given: dict[str, str]) -> None:
        self.select = given["name"]

    def _read_option(self, given: dict[str, str]) -> None:
        if self.select not in self.values or "selected" in given:
            self.values[self.select] = given.get("value", "")

    def _read_textarea(self, given: dict[str, str]) -> None:
        self.area = given["name"]
        self.values[self.area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data.strip("\n")
