"""From a request to a table sorted, narrowed, cut in pages, or to the file of what was shown.

vue = repondre_tableau(request, table)
if isinstance(vue, HttpResponse):
    return vue
return render(request, "gef/soldes.html", {"soldes": vue})        # {% tableau soldes %}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from django.http import HttpRequest, HttpResponse

from gef.outputs import nombres
from gef.outputs.csv import write_csv
from gef.outputs.pdf import LIGNES_MAX, write_pdf
from gef.outputs.tables import Colonne, Ligne, Table, afficher, nom_fichier
from gef.outputs.vues import Page, Sens, chercher, choix, filtrer, paginer, trier
from gef.outputs.xlsx import write_xlsx
from gef.web.demandes import Demande, Params, read_demande
from gef.web.jour import now, today

TAILLE_PAGE: Final = 50
LIGNES_SANS_RECHERCHE: Final = 15  # a table that the eye scans needs no search
PAGES_VOISINES: Final = 2
COLONNES_MINCES: Final = 5  # of figures, beside one of words: what a phone holds
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
PDF: Final = "application/pdf"
FORMATS: Final[Mapping[str, str]] = {"xlsx": XLSX, "csv": CSV, "pdf": PDF}
ARIA_SORT: Final[Mapping[Sens, str]] = {"croissant": "ascending", "decroissant": "descending"}
Mode = Literal["mince", "fiches", "figee"]


@dataclass(frozen=True, slots=True)
class Entete:
    """A heading: its sort link when there is one, and how the column is sorted now."""

    colonne: Colonne
    classe: str
    lien: str = ""
    aria_sort: str = ""


@dataclass(frozen=True, slots=True)
class Cellule:
    """A cell ready to print; `etiquette` names its column where rows become sheets."""

    texte: str
    classe: str
    etiquette: str
    is_entete: bool
    lien: str
    detail: str
    marque: str


@dataclass(frozen=True, slots=True)
class Rangee:
    """A row ready to print."""

    genre: str
    cellules: tuple[Cellule, ...]


@dataclass(frozen=True, slots=True)
class Filtre:
    """A field of the form that narrows the table; without choices, it takes text."""

    nom: str
    libelle: str
    valeur: str
    choix: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LienPage:
    """A link of the pagination; 0 stands for the pages left out."""

    numero: int
    adresse: str = ""
    is_courante: bool = False


@dataclass(frozen=True, slots=True)
class VueTableau:
    """All that the tag `tableau` prints; the controls are empty for a table without any."""

    table: Table
    page: Page
    mode: Mode
    entetes: tuple[Entete, ...]
    rangees: tuple[Rangee, ...]
    total: Rangee | None
    compte: str = ""
    filtres: tuple[Filtre, ...] = ()
    caches: Params = ()
    chemin: str = ""
    sans_filtre: str = ""
    pages: tuple[LienPage, ...] = ()
    exports: tuple[tuple[str, str], ...] = ()

    @property
    def aides(self) -> tuple[tuple[str, str], ...]:
        """Headings that a sentence explains."""
        return tuple((c.libelle, c.aide) for c in self.table.colonnes if c.aide)


def repondre_tableau(
    request: HttpRequest,
    table: Table,
    *,
    tri: str = "",
    sens: Sens = "croissant",
    prefixe: str = "",
    taille: int = TAILLE_PAGE,
) -> HttpResponse | VueTableau:
    """Answer a page that shows a table: the view to print, or the file that was asked for.

    Args:
        request: Its address says what the reader wants.
        table: The whole table.
        tri: Column sorted when the reader chose none; "" keeps the order of the rows.
        sens: Direction of that sort.
        prefixe: Put before the parameters when several tables share the page.
        taille: Rows per page.
    """
    demande = read_demande(request, prefixe)
    if table.colonne(demande.tri) is None:
        demande = replace(demande, tri=tri, sens=sens)
    montree = trier(chercher(filtrer(table, demande.filtres), demande.q), demande.tri, demande.sens)
    if demande.format in FORMATS:
        return _file(request, montree, demande.format)
    page = paginer(montree, demande.page, taille)
    return replace(
        _show(montree, page),
        entetes=tuple(_sortable(table, c, demande) for c in table.colonnes),
        compte=_count(table, montree, demande),
        filtres=tuple(_fields(table, demande)),
        caches=demande.keep("q", "page", "format", "f-"),
        chemin=demande.chemin,
        sans_filtre=demande.address(without=("q", "page", "format", "f-")) if demande.narrows else "",
        pages=tuple(_pages(page, demande)),
        exports=link_exports(demande, len(montree.lignes)),
    )


def repondre_tableaux(
    request: HttpRequest, *tables: Table, taille: int = TAILLE_PAGE
) -> HttpResponse | dict[str, VueTableau]:
    """Answer a page that shows several tables: views by code, each with its own parameters."""
    vues: dict[str, VueTableau] = {}
    for table in tables:
        vue = repondre_tableau(request, table, prefixe=f"{table.code}-", taille=taille)
        if isinstance(vue, HttpResponse):
            return vue
        vues[table.code] = vue
    return vues


def montrer_table(table: Table) -> VueTableau:
    """Show a short table that the reader neither sorts, narrows nor exports."""
    return _show(table, paginer(table, 1, max(1, len(table.lignes))))


def link_exports(demande: Demande, nombre: int) -> tuple[tuple[str, str], ...]:
    """Link the files of a table: name and address; no PDF of more rows than anybody reads on paper."""
    formats = (nom for nom in FORMATS if nom != "pdf" or nombre <= LIGNES_MAX)
    return tuple((nom.upper(), demande.address(without=("page",), format=nom)) for nom in formats)


def _file(request: HttpRequest, table: Table, extension: str) -> HttpResponse:
    nom = nom_fichier(table, today(), extension)
    return HttpResponse(
        _write(request, table, extension),
        content_type=FORMATS[extension],
        headers={"Content-Disposition": f'attachment; filename="{nom}"'},
    )


def _write(request: HttpRequest, table: Table, extension: str) -> bytes:
    if extension == "csv":
        return write_csv(table)
    if extension == "xlsx":
        return write_xlsx([table], now())
    acteur = getattr(request, "acteur", None)
    return write_pdf([table], titre=table.titre, moment=now(), auteur=acteur.organisation.nom if acteur else "")


def _show(table: Table, page: Page) -> VueTableau:
    muettes = tuple(replace(c, absent="") for c in table.colonnes)  # no « non renseigné » in a total
    return VueTableau(
        table=table,
        page=page,
        mode=_mode(table),
        entetes=tuple(Entete(c, _class(c)) for c in table.colonnes),
        rangees=tuple(_row(table.colonnes, ligne) for ligne in page.lignes),
        total=None if table.total is None else _row(muettes, table.total),
    )


def _mode(table: Table) -> Mode:
    """Choose what a phone shows: figures shrink, words need a sheet per row."""
    words = [c for c in table.colonnes if not c.is_numerique]
    return "mince" if len(table.colonnes) <= COLONNES_MINCES and len(words) <= 1 else "fiches"


def _row(colonnes: tuple[Colonne, ...], ligne: Ligne) -> Rangee:
    heads = {c.code for c in colonnes if c.entete} or {colonnes[0].code}
    cellules = tuple(
        Cellule(
            texte=afficher(c, ligne.valeurs.get(c.code)),
            classe=_class(c),
            etiquette="" if c.code in heads else c.libelle,
            is_entete=c.code in heads,
            lien=ligne.liens.get(c.code, ""),
            detail=ligne.details.get(c.code, ""),
            marque=ligne.marques.get(c.code, ""),
        )
        for c in colonnes
    )
    return Rangee(ligne.genre, cellules)


def _class(colonne: Colonne) -> str:
    align = "num" if colonne.is_numerique else {"date": "nb", "code": "nb"}.get(colonne.nature, "")
    return f"{align} secondaire".strip() if colonne.secondaire else align


def _sortable(table: Table, colonne: Colonne, demande: Demande) -> Entete:
    if not colonne.triable or table.is_structuree:
        return Entete(colonne, _class(colonne))
    is_current = colonne.code == demande.tri
    first: Sens = "decroissant" if colonne.is_numerique else "croissant"  # the greatest first: what one looks for
    other: Sens = "croissant" if demande.sens == "decroissant" else "decroissant"
    lien = demande.address(without=("page", "format"), tri=colonne.code, sens=other if is_current else first)
    return Entete(colonne, _class(colonne), lien, ARIA_SORT[demande.sens] if is_current else "")


def _count(table: Table, montree: Table, demande: Demande) -> str:
    texte = nombres.pluriel(len(montree.lignes), *table.denomination)
    if len(montree.lignes) != len(table.lignes):
        texte += f" sur {nombres.entier(len(table.lignes))}"
    colonne = table.colonne(demande.tri)
    is_sorted = colonne is not None and colonne.triable and not table.is_structuree
    return f"{texte}, tri par {colonne.libelle.lower()}" if colonne and is_sorted else texte


def _fields(table: Table, demande: Demande) -> Iterable[Filtre]:
    if len(table.lignes) > LIGNES_SANS_RECHERCHE and not table.is_structuree:
        yield Filtre(f"{demande.prefixe}q", "Rechercher", demande.q)
    for colonne in table.colonnes:
        if colonne.filtre:
            offered = choix(table, colonne) if colonne.filtre == "choix" else ()
            nom = f"{demande.prefixe}f-{colonne.code}"
            yield Filtre(nom, colonne.libelle, demande.filtres.get(colonne.code, ""), offered)


def _pages(page: Page, demande: Demande) -> Iterable[LienPage]:
    """Link the first page, the last one and the neighbours."""
    if page.pages == 1:
        return
    proches = range(page.numero - PAGES_VOISINES, page.numero + PAGES_VOISINES + 1)
    shown = [n for n in range(1, page.pages + 1) if n in {1, page.pages} or n in proches]
    for rank, numero in enumerate(shown):
        if rank and numero - shown[rank - 1] > 1:
            yield LienPage(0)
        adresse = demande.address(without=("format",), page=str(numero))
        yield LienPage(numero, adresse, numero == page.numero)
