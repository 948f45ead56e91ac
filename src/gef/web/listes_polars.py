"""A table whose rows are a Polars table: narrowed, sorted and cut in pages there; only the page shown becomes rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl
from django.http import HttpRequest, HttpResponse

from gef.outputs.tables import Table, plier
from gef.web.demandes import Demande, read_demande
from gef.web.listes import cut_page, link_pages, refuse_export, say_count
from gef.web.tableaux import FORMATS, Filtre, VueTableau, link_exports, repondre_tableau


@dataclass(frozen=True, slots=True)
class Choix:
    """A column narrowed to one of its values: pairs of value and label, as the reader sees them."""

    libelle: str
    choix: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ListePolars:
    """Rows and the table that shows them.

    Attributes:
        rows: All of them.
        make: Puts rows into the declared table.
        textes: Columns of text that the search reads; the table shows them as they are.
        choix: Columns that the reader narrows to a value.
        tris: What sorts each column that can be sorted, in the order that its texts would give.
    """

    rows: pl.DataFrame
    make: Callable[[pl.DataFrame], Table]
    textes: tuple[str, ...] = ()
    choix: Mapping[str, Choix] = field(default_factory=dict)
    tris: Mapping[str, pl.Expr] = field(default_factory=dict)


def repondre_lignes(request: HttpRequest, liste: ListePolars) -> HttpResponse | VueTableau:
    """Answer a page that shows rows of a Polars table: a page of them, or the file of all those asked for."""
    demande = read_demande(request, f"{liste.make(liste.rows.clear()).code}-")
    rows = _sort(_narrow(liste, demande), liste.tris, demande)
    if demande.format in FORMATS:
        too_many = refuse_export(request, demande, rows.height)
        return too_many or repondre_tableau(request, liste.make(rows), prefixe=demande.prefixe)
    page = cut_page(rows.height, demande.page)
    shown = liste.make(rows[max(0, page.premiere - 1) : page.derniere])
    # The page alone goes through the usual table: its headings and links say what the address asks.
    vue = repondre_tableau(request, shown, prefixe=demande.prefixe)
    assert isinstance(vue, VueTableau)
    return replace(
        vue,
        page=replace(page, lignes=shown.lignes),
        compte=say_count(shown, rows.height, liste.rows.height),
        filtres=tuple(_list_filtres(liste, demande)),
        pages=tuple(link_pages(page, demande)),
        exports=link_exports(demande, rows.height),
    )


def _list_filtres(liste: ListePolars, demande: Demande) -> list[Filtre]:
    search = [Filtre(f"{demande.prefixe}q", "Rechercher", demande.q)] if liste.textes else []
    asked = demande.filtres
    return search + [
        Filtre(f"{demande.prefixe}f-{nom}", choix.libelle, asked.get(nom, ""), choix.choix)
        for nom, choix in liste.choix.items()
        if choix.choix
    ]


def _narrow(liste: ListePolars, demande: Demande) -> pl.DataFrame:
    rows = liste.rows
    for nom, choix in liste.choix.items():
        valeur = demande.filtres.get(nom, "")
        if valeur in dict(choix.choix):
            rows = rows.filter(pl.col(nom).cast(pl.String) == valeur)
    if liste.textes and demande.q:
        whole = fold(pl.concat_str(*liste.textes, separator="\n", ignore_nulls=True))
        rows = rows.filter(whole.str.contains(mot, literal=True) for mot in plier(demande.q).split())
    return rows


def list_choix(rows: pl.DataFrame, column: str, name: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Values of a column with their names, in the order of the names; empty ones are left out."""
    codes = (code for code in rows.get_column(column).unique() if code)
    return tuple(sorted(((code, name(code)) for code in codes), key=lambda pair: plier(pair[1])))


def rank(rows: pl.DataFrame, column: str, name: Callable[[str], str]) -> pl.Expr:
    """Sort a column of codes by the names that the reader sees."""
    order = {code: rang for rang, (code, _) in enumerate(list_choix(rows, column, name))}
    return pl.col(column).replace_strict(order, default=None, return_dtype=pl.Int64)


def fold(texte: pl.Expr) -> pl.Expr:
    """Fold a column of text as `gef.outputs.tables.plier` folds a text."""
    lowered = texte.str.to_lowercase().str.replace_many(["œ", "æ", "’", "ß"], ["oe", "ae", "'", "ss"])
    return lowered.str.normalize("NFD").str.replace_all(r"\p{M}", "")


def _sort(rows: pl.DataFrame, tris: Mapping[str, pl.Expr], demande: Demande) -> pl.DataFrame:
    expression = tris.get(demande.tri)
    if expression is None:
        return rows
    return rows.sort(expression, descending=demande.sens == "decroissant", nulls_last=True, maintain_order=True)
