"""A Polars table on a page: searched as French readers search, narrowed, sorted, cut, exported."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from gef.outputs.tables import Colonne, Ligne, Table, plier
from gef.web.listes_polars import Choix, ListePolars, fold, list_choix, rank, repondre_lignes
from gef.web.tableaux import VueTableau

NOMS = {"a": "Évian", "b": "Antibes", "c": "Œuvre"}
ROWS = pl.DataFrame(
    {"nom": [f"n° {n:03d}" for n in range(100)], "commune": [("a", "b", "c")[n % 3] for n in range(100)]}
)
COLONNES = (Colonne("nom", "Nom"), Colonne("commune", "Commune"))


def make(rows: pl.DataFrame) -> Table:
    lignes = (Ligne({"nom": nom, "commune": NOMS[commune]}) for nom, commune in rows.iter_rows())
    return Table("t", "Titre", COLONNES, tuple(lignes), denomination=("ligne", "lignes"))


LISTE = ListePolars(
    rows=ROWS,
    make=make,
    textes=("nom",),
    choix={"commune": Choix("Commune", list_choix(ROWS, "commune", NOMS.__getitem__))},
    tris={"nom": pl.col("nom"), "commune": rank(ROWS, "commune", NOMS.__getitem__)},
)


def ask(liste: ListePolars = LISTE, **params: str) -> VueTableau:
    vue = repondre_lignes(RequestFactory().get("/", {f"t-{nom}": valeur for nom, valeur in params.items()}), liste)
    assert isinstance(vue, VueTableau)
    return vue


def names(vue: VueTableau) -> list[str]:
    return [rangee.cellules[0].texte for rangee in vue.rangees]


def test_a_page_of_rows_is_shown_among_all_of_them() -> None:
    vue = ask(page="4")
    assert names(vue) == [f"n° {n:03d}" for n in range(90, 100)]
    assert (vue.page.numero, vue.page.pages, vue.compte) == (4, 4, "100\xa0lignes")
    assert [filtre.nom for filtre in vue.filtres] == ["t-q", "t-f-commune"]


def test_rows_are_narrowed_by_choice_and_by_words() -> None:
    vue = ask(q="07", **{"f-commune": "b"})
    assert names(vue) == ["n° 007", "n° 070", "n° 073", "n° 076", "n° 079"]
    assert vue.compte == "5\xa0lignes sur 100"
    assert ask(**{"f-commune": "inconnue"}).compte == "100\xa0lignes"


def test_codes_are_offered_and_sorted_by_their_names() -> None:
    assert LISTE.choix["commune"].choix == (("b", "Antibes"), ("a", "Évian"), ("c", "Œuvre"))
    first, last = ask(tri="commune"), ask(tri="commune", sens="decroissant")
    assert first.rangees[0].cellules[1].texte == "Antibes"
    assert last.rangees[0].cellules[1].texte == "Œuvre"


def test_a_choice_without_value_is_no_filter() -> None:
    empty = ListePolars(rows=ROWS, make=make, choix={"commune": Choix("Commune", ())})
    assert ask(empty).filtres == ()


@pytest.mark.parametrize("extension", ["csv", "xlsx", "pdf"])
def test_the_file_holds_every_row_asked_for(extension: str) -> None:
    request = RequestFactory().get("/", {"t-format": extension, "t-f-commune": "a"})
    answer: Any = repondre_lignes(request, LISTE)
    assert isinstance(answer, HttpResponse)
    if extension == "csv":
        assert len(answer.content.decode("utf-8-sig").splitlines()) == 1 + 34


@given(st.text(st.sampled_from("aàâäéèêëîïôöùûüÿçœæŒÆÀÉ’' -ßAZ09"), max_size=20))
def test_text_is_folded_as_the_tables_fold_it(texte: str) -> None:
    assert pl.select(fold(pl.lit(texte))).item() == plier(texte)
