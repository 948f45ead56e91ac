from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pytest
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from tests.outputs.lecture_pdf import read_text
from tests.outputs.tables_exemples import a_ligne, a_table

from gef.outputs.tables import Colonne, Ligne, Table, TableInvalideError
from gef.web.tableaux import VueTableau, montrer_table, repondre_tableau, repondre_tableaux

NOMS = ("Fontaine", "Évian", "Annecy")
TABLE = a_table(
    *(a_ligne(nom, recus=rang) for rang, nom in enumerate(NOMS)), total=Ligne({"nom": "Ensemble", "recus": 3})
)


@pytest.fixture(autouse=True)
def _jour(settings) -> None:
    settings.GEF_JOUR = date(2026, 11, 22)


def ask(query: str = "", table: Table = TABLE, **options) -> VueTableau:
    vue = repondre_tableau(RequestFactory().get(f"/soldes?{query}"), table, **options)
    assert isinstance(vue, VueTableau)
    return vue


def download(query: str, table: Table = TABLE, **options) -> HttpResponse:
    reponse = repondre_tableau(RequestFactory().get(f"/soldes?{query}"), table, **options)
    assert isinstance(reponse, HttpResponse)
    return reponse


def names(vue: VueTableau) -> list[str]:
    return [rangee.cellules[0].texte for rangee in vue.rangees]


def params(adresse: str) -> dict[str, str]:
    assert urlsplit(adresse).path == "/soldes"
    return dict(parse_qsl(urlsplit(adresse).query))


def sort_of(vue: VueTableau, code: str) -> tuple[dict[str, str], str]:
    entete = next(e for e in vue.entetes if e.colonne.code == code)
    return params(entete.lien), entete.aria_sort


def test_without_a_wish_the_table_is_as_declared() -> None:
    vue = ask()
    assert names(vue) == list(NOMS)
    assert vue.compte == "3\u00a0comptes"
    assert vue.total is not None
    assert {e.aria_sort for e in vue.entetes} == {""}


def test_sort_is_read_announced_and_reversed_by_its_link() -> None:
    vue = ask("tri=nom&sens=croissant")
    assert names(vue) == ["Annecy", "Évian", "Fontaine"]
    assert sort_of(vue, "nom") == ({"tri": "nom", "sens": "decroissant"}, "ascending")
    assert vue.compte == "3\u00a0comptes, tri par réservataire"


def test_numbers_are_first_sorted_from_the_greatest() -> None:
    assert sort_of(ask(), "recus") == ({"tri": "recus", "sens": "decroissant"}, "")
    assert sort_of(ask(), "nom") == ({"tri": "nom", "sens": "croissant"}, "")


def test_the_sort_of_the_page_holds_until_the_reader_chooses() -> None:
    assert names(ask(tri="recus", sens="decroissant")) == ["Annecy", "Évian", "Fontaine"]
    assert names(ask("tri=recus", tri="nom")) == list(NOMS)


@pytest.mark.parametrize("query", ["tri=inconnue", "tri=", "sens=decroissant", "page=x", "page=-1", "page=" + "9" * 40, "format=exe", "f-solde=9", "f-=1"])  # fmt: skip
def test_an_address_mended_by_hand_always_shows_the_table(query: str) -> None:
    assert names(ask(query)) == list(NOMS)


@given(st.dictionaries(st.sampled_from(["tri", "sens", "q", "page", "f-nom", "f-qpv", "autre"]), st.text(max_size=20)))
def test_no_address_fails(champs: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(champs)
    assert ask(query.urlencode()).page.pages == 1


def test_filters_narrow_say_so_and_can_be_lifted() -> None:
    vue = ask("tri=nom&f-nom=an&autre=1&page=1")
    assert names(vue) == ["Annecy", "Évian"]
    assert vue.compte == "2\u00a0comptes sur 3, tri par réservataire"
    assert vue.total is None
    assert params(vue.sans_filtre) == {"tri": "nom", "autre": "1"}
    assert dict(vue.caches) == {"tri": "nom", "autre": "1"}
    assert ask("tri=nom").sans_filtre == ""


def test_filters_are_offered_as_declared() -> None:
    filtres = {f.nom: f for f in ask("f-qpv=oui").filtres}
    assert set(filtres) == {"f-nom", "f-financement", "f-qpv"}
    assert filtres["f-financement"].choix == (("plus", "PLUS"),)
    assert (filtres["f-qpv"].valeur, filtres["f-nom"].choix) == ("oui", ())


def test_search_is_offered_when_the_eye_cannot_scan() -> None:
    longue = a_table(*(a_ligne(f"Ville {rang:02d}") for rang in range(16)))
    assert "q" not in {f.nom for f in ask().filtres}
    assert ask("q=ville 07", longue).filtres[0].valeur == "ville 07"
    assert names(ask("q=ville 07", longue)) == ["Ville 07"]


def test_csv_is_all_that_was_shown_in_its_order() -> None:
    reponse = download("format=csv&f-nom=an&tri=nom&sens=decroissant&page=2", taille=1)
    lignes = reponse.content.decode("utf-8-sig").splitlines()
    assert [ligne.split(";")[0] for ligne in lignes] == ["Réservataire", "Évian", "Annecy"]
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert reponse["Content-Disposition"] == 'attachment; filename="soldes-des-reservataires-2026-11-22.csv"'


def test_xlsx_is_all_that_was_shown_with_its_total() -> None:
    reponse = download("format=xlsx&tri=nom")
    feuille = openpyxl.load_workbook(io.BytesIO(reponse.content)).worksheets[0]
    assert [c.value for c in feuille["A"]] == ["Réservataire", "Annecy", "Évian", "Fontaine", "Ensemble"]
    assert reponse["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert reponse["Content-Disposition"].endswith('.xlsx"')


def test_pdf_is_all_that_was_shown_with_its_total() -> None:
    reponse = download("format=pdf&tri=nom")
    text = read_text(reponse.content)
    places = [text.index(nom) for nom in ("Annecy", "Évian", "Fontaine", "Ensemble")]
    assert places == sorted(places)
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["Content-Disposition"].endswith('-2026-11-22.pdf"')


def test_a_pdf_of_thousands_of_rows_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.web.tableaux.LIGNES_MAX", len(NOMS) - 1)
    assert [nom for nom, _ in ask().exports] == ["XLSX", "CSV"]
    assert "PDF" in dict(ask("f-nom=an").exports)


def test_a_pdf_of_thousands_of_rows_is_refused_for_the_spreadsheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.outputs.pdf.LIGNES_MAX", len(NOMS) - 1)
    with pytest.raises(TableInvalideError, match="prenez le classeur XLSX"):
        download("format=pdf")


def test_exports_ask_for_what_is_shown() -> None:
    exports = dict(ask("tri=nom&f-nom=an&page=2").exports)
    assert list(exports) == ["XLSX", "CSV", "PDF"]
    assert params(exports["CSV"]) == {"tri": "nom", "f-nom": "an", "format": "csv"}


def test_several_tables_do_not_hear_each_other() -> None:
    autre = replace(TABLE, code="autre")
    vues = repondre_tableaux(RequestFactory().get("/soldes?soldes-tri=nom&autre-q=annecy&tri=recus"), TABLE, autre)
    assert isinstance(vues, dict)
    assert names(vues["soldes"]) == ["Annecy", "Évian", "Fontaine"]
    assert names(vues["autre"]) == ["Annecy"]
    assert params(vues["autre"].sans_filtre) == {"soldes-tri": "nom", "tri": "recus"}
    assert params(vues["soldes"].exports[1][1])["autre-q"] == "annecy"


def test_the_file_of_one_table_among_several() -> None:
    autre = replace(TABLE, code="autre", titre="Autre")
    reponse = repondre_tableaux(RequestFactory().get("/soldes?autre-format=csv"), TABLE, autre)
    assert isinstance(reponse, HttpResponse)
    assert "autre-2026-11-22.csv" in reponse["Content-Disposition"]


@pytest.mark.parametrize(
    ("page", "attendu"),
    [(1, [1, 2, 3, 0, 10]), (5, [1, 0, 3, 4, 5, 6, 7, 0, 10]), (10, [1, 0, 8, 9, 10]), (4, [1, 2, 3, 4, 5, 6, 0, 10])],
)
def test_pagination_shows_ends_and_neighbours(page: int, attendu: list[int]) -> None:
    longue = a_table(*(a_ligne(f"Ville {rang:02d}") for rang in range(20)))
    vue = ask(f"page={page}&tri=nom", longue, taille=2)
    assert [lien.numero for lien in vue.pages] == attendu
    assert [lien.numero for lien in vue.pages if lien.is_courante] == [page]
    assert params(vue.pages[0].adresse) == {"tri": "nom", "page": "1"}


def test_one_page_needs_no_pagination() -> None:
    assert ask().pages == ()


def test_a_calculation_keeps_its_order_and_offers_no_sort() -> None:
    calcul = a_table(a_ligne("b"), replace(a_ligne("a"), genre="soustotal"))
    vue = ask("tri=nom", calcul)
    assert names(vue) == ["b", "a"]
    assert {e.lien for e in vue.entetes} == {""}
    assert vue.compte == "2\u00a0comptes"


def test_a_missing_value_is_worded_in_rows_and_blank_in_the_total() -> None:
    vue = ask(table=a_table(Ligne({"nom": "Lys"}), total=Ligne({"nom": "Ensemble"})))
    assert vue.total is not None
    assert (vue.rangees[0].cellules[-1].texte, vue.total.cellules[-1].texte) == ("inconnu", "")


def test_a_phone_shrinks_figures_and_makes_sheets_of_words() -> None:
    chiffres = Table("c", "C", (Colonne("n", "Nom"), Colonne("a", "A", "entier"), Colonne("b", "B", "solde")), ())
    assert montrer_table(chiffres).mode == "mince"
    assert montrer_table(TABLE).mode == "fiches"


def test_a_table_only_shown_has_no_controls() -> None:
    vue = montrer_table(TABLE)
    assert (vue.exports, vue.filtres, vue.pages, vue.compte) == ((), (), (), "")
    assert len(vue.rangees) == 3
    assert {e.lien for e in vue.entetes} == {""}
