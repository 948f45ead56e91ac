"""What the address of a page asks of a table, and the addresses that ask otherwise.

Parameters: `tri`, `sens`, `q`, `page`, `format` and `f-<colonne>`, behind a prefix when several tables share the page.
Every other parameter is kept as it is. None can be wrong enough to fail: what means nothing is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest

from gef.outputs.vues import Sens

TEXTE_MAX: Final = 200
CHIFFRES_MAX: Final = 9
FILTRE: Final = "f-"
# A browser keeps the place of the form when an answer sends it on: the message of the act would be out of sight.
HAUT: Final = "#contenu"

Params = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Demande:
    """What an address asks of one table; `params` are all its parameters, this table's and the others'."""

    chemin: str
    prefixe: str
    params: Params
    tri: str = ""
    sens: Sens = "croissant"
    q: str = ""
    page: int = 1
    format: str = ""

    @property
    def filtres(self) -> Mapping[str, str]:
        """What each column is asked to hold."""
        tete = f"{self.prefixe}{FILTRE}"
        return {nom.removeprefix(tete): valeur for nom, valeur in self.params if nom.startswith(tete) and valeur}

    @property
    def narrows(self) -> bool:
        """Whether the reader asked for some rows only."""
        return bool(self.q or self.filtres)

    def address(self, *, without: tuple[str, ...] = (), **changes: str) -> str:
        """Make the address that asks the same, but for some parameters of this table."""
        params = (*self.keep(*without, *changes), *((f"{self.prefixe}{nom}", v) for nom, v in changes.items() if v))
        return f"{self.chemin}?{urlencode(params)}" if params else self.chemin

    def keep(self, *without: str) -> Params:
        """Parameters but some of this table's; "f-" stands for all its filters."""
        dropped = tuple(f"{self.prefixe}{nom}" for nom in without)
        return tuple(
            (nom, valeur)
            for nom, valeur in self.params
            if nom not in dropped
            and not (f"{self.prefixe}{FILTRE}" in dropped and nom.startswith(f"{self.prefixe}{FILTRE}"))
        )


def read_demande(request: HttpRequest, prefixe: str = "") -> Demande:
    """Read what an address asks of the table whose parameters start with `prefixe`."""
    params = tuple((nom, valeur[:TEXTE_MAX]) for nom, valeurs in request.GET.lists() for valeur in valeurs)
    read = {nom.removeprefix(prefixe): valeur for nom, valeur in params if nom.startswith(prefixe)}
    return Demande(
        chemin=request.path,
        prefixe=prefixe,
        params=params,
        tri=read.get("tri", ""),
        sens="decroissant" if read.get("sens") == "decroissant" else "croissant",
        q=read.get("q", "").strip(),
        page=_page(read.get("page", "")),
        format=read.get("format", ""),
    )


def _page(texte: str) -> int:
    return read_entier(texte) or 1


def read_entier(texte: str) -> int | None:
    """Read a small whole number typed by anybody; None when it is none, or has more digits than any of ours."""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) <= CHIFFRES_MAX else None
