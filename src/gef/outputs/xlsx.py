"""Tables as one XLSX workbook: true numbers and dates in French formats, and where they come from.

One sheet per table, then a sheet « Sources » with titles, date, notes, rules and data. The bytes depend on nothing but
the tables and the date given.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final

import xlsxwriter

from gef.outputs.explication import NATURES
from gef.outputs.nombres import instant
from gef.outputs.tables import Colonne, Genre, Ligne, Table, TableInvalideError, Valeur, afficher, aplatir

LIGNES_MAX: Final = 1_048_575  # of a sheet, its heading left out
TEXTE_MAX: Final = 32_767  # characters of a cell
NOM_MAX: Final = 31  # characters of a sheet's name
INTERDITS: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LARGEUR_MIN, LARGEUR_MAX = 9, 60
COLONNES_PORTRAIT: Final = 6
A4: Final = 9
SOURCES: Final = "Sources"
EN_TETE: Final = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
STYLES: Final[Mapping[Genre, Mapping[str, object]]] = {
    "": {},
    "bord": {},
    "retenu": {"bold": True},
    "sous": {"indent": 1},
    "soustotal": {"bold": True, "top": 1},
}
Cells = list[tuple[Colonne, Valeur]]
STYLE_TOTAL: Final = {"bold": True, "top": 1, "bottom": 6}


def write_xlsx(tables: Sequence[Table], cree_le: datetime) -> bytes:
    """Write tables as a workbook.

    Args:
        tables: Tables as the reader sees them, one sheet each.
        cree_le: Date written in the file, in the reader's time zone.

    Returns:
        The whole file; the same bytes for the same arguments.

    Raises:
        TableInvalideError: a table or a text is longer than a spreadsheet can hold.
    """
    flux = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(flux, options) as classeur:
        classeur.set_properties({"title": tables[0].titre, "created": _naive_utc(cree_le)})
        formats = _Formats(classeur)
        plates = [aplatir(table) for table in tables]
        for nom, table in zip(_names(plates), plates, strict=True):
            _write_table(classeur.add_worksheet(nom), table, formats)
        _write_sources(classeur.add_worksheet(SOURCES), plates, cree_le, formats)
    return flux.getvalue()


@dataclass(frozen=True, slots=True)
class _Formats:
    """Formats of a workbook, made once each: a file has few of them, and Excel refuses thousands."""

    classeur: Any
    connus: dict[str, Any] = field(default_factory=dict)

    def get(self, proprietes: Mapping[str, object]) -> Any:
        cle = repr(sorted(proprietes.items()))
        if cle not in self.connus:
            self.connus[cle] = self.classeur.add_format({"valign": "top", **proprietes})
        return self.connus[cle]


def number_format(colonne: Colonne) -> str:
    """Give the spreadsheet's format of a column; Excel shows it with the commas and spaces of the reader's language.

    Args:
        colonne: Column of numbers or dates.

    Returns:
        A format string, "" for text.

    Examples:
        >>> number_format(Colonne("n", "N", "entier")), number_format(Colonne("t", "T", "taux"))
        ('#,##0', '0.0%')
        >>> number_format(Colonne("s", "S", "solde"))
        '+#,##0.00;-#,##0.00;0.00'
    """
    decimales = colonne.decimales_montrees
    queue = f".{'0' * decimales}" if decimales else ""
    if colonne.nature == "taux":
        return f"0{queue}%"
    if colonne.nature == "solde":
        # Conditions ([>=0.005]…) would spare « -0,00 », but spreadsheets disagree on the sign that they add themselves.
        return f"+#,##0{queue};-#,##0{queue};0{queue}"
    if colonne.nature in {"entier", "decimal"}:
        return f"#,##0{queue}"
    return "dd/mm/yyyy" if colonne.nature == "date" else ""


def _naive_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _names(tables: Sequence[Table]) -> Iterator[str]:
    """Sheet names: no forbidden character, no twin (Excel ignores the case), no more than 31 characters."""
    taken = {SOURCES.casefold()}
    for table in tables:
        propre = " ".join(table.titre.translate(INTERDITS).split()) or table.code
        nom, rang = propre[:NOM_MAX].rstrip(), 1
        while nom.casefold() in taken:
            rang += 1
            suffixe = f" {rang}"
            nom = propre[: NOM_MAX - len(suffixe)].rstrip() + suffixe
        taken.add(nom.casefold())
        yield nom


def _write_table(feuille: Any, table: Table, formats: _Formats) -> None:
    if len(table.lignes) + (table.total is not None) > LIGNES_MAX:
        raise TableInvalideError(
            f"Table « {table.code} » : {len(table.lignes)} lignes ; attendu : {LIGNES_MAX} au plus pour un classeur."
        )
    _set_up_page(feuille, table)
    for rang, colonne in enumerate(table.colonnes):
        feuille.set_column(rang, rang, _width(table, colonne))
        droite = {"align": "right"} if colonne.is_numerique else {}
        feuille.write_string(0, rang, colonne.libelle, formats.get({**EN_TETE, **droite}))
    for numero, row in enumerate(table.lignes, start=1):
        _write_row(feuille, numero, _cells(table.colonnes, row), STYLES[row.genre], formats)
    if table.total is not None:
        # What has no total is blank there, not « non renseigné ».
        muettes = [replace(c, absent="") for c in table.colonnes]
        _write_row(feuille, len(table.lignes) + 1, _cells(muettes, table.total), STYLE_TOTAL, formats)


def _cells(colonnes: Iterable[Colonne], row: Ligne) -> Cells:
    return [(colonne, row.valeurs.get(colonne.code)) for colonne in colonnes]


def _set_up_page(feuille: Any, table: Table) -> None:
    feuille.freeze_panes(1, 0)
    feuille.repeat_rows(0)
    feuille.set_paper(A4)
    feuille.fit_to_pages(1, 0)
    if len(table.colonnes) > COLONNES_PORTRAIT:
        feuille.set_landscape()
    titre = table.titre.replace("&", "&&")[:150]
    feuille.set_header(f"&L{titre}&R&P / &N")
    if table.lignes and not table.is_structuree:
        feuille.autofilter(0, 0, len(table.lignes), len(table.colonnes) - 1)


def _write_row(feuille: Any, numero: int, cells: Cells, style: Mapping[str, object], formats: _Formats) -> None:
    for rang, (colonne, valeur) in enumerate(cells):
        forme = formats.get(_cell_style(colonne, valeur, style if rang == 0 else {**style, "indent": 0}))
        _write_cell(feuille, (numero, rang), colonne, valeur, forme)


def _cell_style(colonne: Colonne, valeur: Valeur, style: Mapping[str, object]) -> Mapping[str, object]:
    if not isinstance(valeur, str) and (motif := number_format(colonne)):
        return {**style, "num_format": motif}
    return {**style, "text_wrap": True} if colonne.nature == "texte" else style


def _write_cell(feuille: Any, place: tuple[int, int], colonne: Colonne, valeur: Valeur, forme: Any) -> None:
    if valeur is None and (colonne.is_numerique or colonne.nature == "date" or not colonne.absent):
        feuille.write_blank(*place, None, forme)
    elif isinstance(valeur, date):
        feuille.write_datetime(*place, valeur, forme)
    elif valeur is None or isinstance(valeur, str | bool):
        texte = afficher(colonne, valeur)
        if len(texte) > TEXTE_MAX:
            raise TableInvalideError(
                f"Colonne « {colonne.libelle} », ligne {place[0]} : texte de {len(texte)} caractères ; "
                f"attendu : {TEXTE_MAX} au plus dans une cellule."
            )
        feuille.write_string(*place, texte, forme)
    else:
        feuille.write_number(*place, float(valeur), forme)  # a spreadsheet holds doubles, nothing finer


def _width(table: Table, colonne: Colonne) -> int:
    if colonne.largeur is not None:
        return colonne.largeur
    rows = table.lignes if table.total is None else (*table.lignes, table.total)
    textes = (afficher(colonne, row.valeurs.get(colonne.code)) for row in rows)
    longueur = max((len(t) for t in textes), default=0)
    # Headings wrap: half their length is enough when the cells are short.
    return max(LARGEUR_MIN, min(max(longueur + 2, len(colonne.libelle) // 2 + 3), LARGEUR_MAX))


def _write_sources(feuille: Any, tables: Sequence[Table], cree_le: datetime, formats: _Formats) -> None:
    feuille.freeze_panes(1, 0)
    feuille.set_paper(A4)
    feuille.fit_to_pages(1, 0)
    for rang, (libelle, largeur) in enumerate((("Tableau", 32), ("Rubrique", 16), ("Contenu", 80), ("Adresse", 50))):
        feuille.set_column(rang, rang, largeur)
        feuille.write_string(0, rang, libelle, formats.get(EN_TETE))
    forme = formats.get({"text_wrap": True})
    for numero, textes in enumerate(_sources(tables, cree_le), start=1):
        for rang, texte in enumerate(textes):
            if texte:
                feuille.write_string(numero, rang, texte, forme)


def _sources(tables: Sequence[Table], cree_le: datetime) -> Iterator[tuple[str, str, str, str]]:
    for table in tables:
        yield table.titre, "Établi le", instant(cree_le), ""
        for note in table.notes:
            yield table.titre, "Note", note, ""
        for colonne in table.colonnes:
            if colonne.aide:
                yield table.titre, colonne.libelle, colonne.aide, ""
        for source in table.sources:
            yield table.titre, NATURES[source.nature].capitalize(), source.reference, source.lien
