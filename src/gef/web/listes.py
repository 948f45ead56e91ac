"""A table whose rows stay in the database: narrowed, sorted and cut in pages by it, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.contrib import messages
from django.db.models import Case, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gef.outputs.nombres import entier, pluriel
from gef.outputs.pdf import LIGNES_MAX
from gef.outputs.tables import Table
from gef.outputs.vues import Page
from gef.web.demandes import Demande, read_demande
from gef.web.tableaux import FORMATS, Filtre, LienPage, VueTableau, link_exports, repondre_tableau

TAILLE_LISTE: Final = 30  # rows of a list that has a page for itself
TAILLE_PARTIE: Final = 12  # rows of a table among others
EXPORT_MAX: Final = 100_000
LOT: Final = 2_000
VOISINES: Final = 2


@dataclass(frozen=True, slots=True)
class FiltreListe:
    """One way to narrow the rows: what the reader asks makes a condition; of choices, only those offered count."""

    nom: str
    libelle: str
    condition: Callable[[str], Q]
    choix: tuple[tuple[str, str], ...] = ()

    def read(self, demande: Demande) -> str:
        valeur = demande.filtres.get(self.nom, "").strip()
        return valeur if not self.choix or valeur in dict(self.choix) else ""


@dataclass(frozen=True, slots=True)
class Liste:
    """Rows of the database and the table that shows them.

    Attributes:
        rows: Rows that the actor may see.
        total: How many they are.
        make: Puts rows into the declared table; called without row, it gives the columns.
        filtres: Ways to narrow them.
        tris: Expression that sorts each column that can be sorted, in the order that the table would give.
    """

    rows: QuerySet[Any]
    total: int
    make: Callable[[Iterable[Any]], Table]
    filtres: tuple[FiltreListe, ...] = ()
    tris: Mapping[str, F | Case] = field(default_factory=dict)


def repondre_parties(request: HttpRequest, *tables: Table) -> HttpResponse | dict[str, VueTableau]:
    """Answer a page made of many tables, each cut short enough for the eye to reach the next one: views by code."""
    vues: dict[str, VueTableau] = {}
    for table in tables:
        vue = repondre_tableau(request, table, prefixe=f"{table.code}-", taille=TAILLE_PARTIE)
        if isinstance(vue, HttpResponse):
            return vue
        vues[table.code] = vue
    return vues


def repondre_liste(request: HttpRequest, liste: Liste) -> HttpResponse | VueTableau:
    """Answer a page that shows rows of the database: a page of them, or the file of all those asked for.

    Two queries whatever the number of rows: a count, and a page.
    """
    demande = read_demande(request, f"{liste.make(()).code}-")
    rows = _sort(_narrow(liste, demande), liste.tris, demande)
    nombre = rows.count()
    if demande.format in FORMATS:
        return _export(request, liste, rows, nombre)
    page = cut_page(nombre, demande.page)
    shown = liste.make(rows[max(0, page.premiere - 1) : page.derniere])
    # The page alone goes through the usual table: its headings and links say what the address asks.
    vue = repondre_tableau(request, shown, prefixe=demande.prefixe)
    assert isinstance(vue, VueTableau)
    return replace(
        vue,
        page=replace(page, lignes=shown.lignes),
        compte=say_count(shown, nombre, liste.total),
        filtres=tuple(_to_field(filtre, demande) for filtre in liste.filtres),
        pages=tuple(link_pages(page, demande)),
        exports=link_exports(demande, nombre),
    )


def _narrow(liste: Liste, demande: Demande) -> QuerySet[Any]:
    asked = ((filtre, filtre.read(demande)) for filtre in liste.filtres)
    conditions = (filtre.condition(valeur) for filtre, valeur in asked if valeur)
    return liste.rows.filter(*conditions)


def _sort(rows: QuerySet[Any], tris: Mapping[str, F | Case], demande: Demande) -> QuerySet[Any]:
    expression = tris.get(demande.tri)
    if expression is None:
        return rows.order_by("pk")
    if demande.sens == "decroissant":
        return rows.order_by(expression.desc(nulls_last=True), "pk")
    return rows.order_by(expression.asc(nulls_last=True), "pk")


def _export(request: HttpRequest, liste: Liste, rows: QuerySet[Any], nombre: int) -> HttpResponse:
    demande = read_demande(request, f"{liste.make(()).code}-")
    if too_many := refuse_export(request, demande, nombre):
        return too_many
    answer = repondre_tableau(request, liste.make(rows.iterator(LOT)), prefixe=demande.prefixe)
    assert isinstance(answer, HttpResponse)
    return answer


def refuse_export(request: HttpRequest, demande: Demande, nombre: int) -> HttpResponse | None:
    """Send back to the page, with a sentence, who asks for more rows than a file holds."""
    most = LIGNES_MAX if demande.format == "pdf" else EXPORT_MAX
    if nombre <= most:
        return None
    messages.error(
        request, f"{entier(nombre)} lignes à exporter, plus que les {entier(most)} d’un fichier ; filtrez d’abord."
    )
    return redirect(demande.address(without=("format",)))


def cut_page(nombre: int, asked: int) -> Page:
    """Place a page among those of so many rows."""
    pages = max(1, -(-nombre // TAILLE_LISTE))
    numero = min(max(1, asked), pages)
    debut = (numero - 1) * TAILLE_LISTE
    fin = min(nombre, debut + TAILLE_LISTE)
    return Page((), numero, pages, debut + 1 if fin else 0, fin, nombre)


def say_count(table: Table, nombre: int, total: int) -> str:
    """Say how many rows are shown, and among how many."""
    texte = pluriel(nombre, *table.denomination)
    return texte if nombre == total else f"{texte} sur {entier(total)}"


def _to_field(filtre: FiltreListe, demande: Demande) -> Filtre:
    return Filtre(f"{demande.prefixe}f-{filtre.nom}", filtre.libelle, filtre.read(demande), filtre.choix)


def link_pages(page: Page, demande: Demande) -> Iterable[LienPage]:
    """Link the first page, the last one and the neighbours of the current one."""
    if page.pages == 1:
        return
    proches = range(page.numero - VOISINES, page.numero + VOISINES + 1)
    shown = [n for n in range(1, page.pages + 1) if n in {1, page.pages} or n in proches]
    for former, numero in zip([0, *shown], shown, strict=False):
        if numero - former > 1:
            yield LienPage(0)
        yield LienPage(numero, demande.address(without=("format",), page=str(numero)), numero == page.numero)
