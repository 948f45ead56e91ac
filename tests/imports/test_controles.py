from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from gef.imports.anomalies import EXEMPLES_MAX, Collecteur
from gef.imports.colonnes import Colonne
from gef.imports.controles import (
    A_CORRIGER,
    BLOQUE,
    Controle,
    build_controles,
    convertir_lot,
    executer,
    find_doublons,
    report_repetes,
    valeur_de,
)

COMMUNE = Colonne(
    "commune",
    "Commune",
    "5 caractères",
    nature="commune",
    essentielle=True,
    is_reparable=True,
    cause="Commune mal formée",
    gravite="bloquant",
)
FINAN = Colonne(
    "finan", "Financement", "un code", nature="code", codes={"PLAI": "PLAI", "PLUS": "PLUS"}, cause="Hors liste"
)
NUMERO = Colonne("numero", "Numéro", "un numéro", is_fragile=True)
COLONNES = (COMMUNE, FINAN, NUMERO)


def run(**colonnes: list[str | None]) -> tuple[pl.DataFrame, Collecteur]:
    hauteur = len(next(iter(colonnes.values())))
    bruts = pl.DataFrame(
        {"ligne": list(range(2, hauteur + 2)), **{c.nom: colonnes.get(c.nom, [None] * hauteur) for c in COLONNES}},
        schema={"ligne": pl.Int64, **{c.nom: pl.String for c in COLONNES}},
    )
    presents = [c for c in build_controles(COLONNES) if set(c.requiert) <= set(colonnes)]
    collecteur = Collecteur()
    return executer(convertir_lot(bruts, COLONNES), presents, collecteur, {"commune": "INSEE"}), collecteur


def summary(collecteur: Collecteur) -> list[tuple[str, str, str, int, list[tuple[int, str | None, str]]]]:
    return [
        (c.code, c.colonne, c.gravite, c.nombre, [(a.ligne, a.valeur, a.attendu) for a in c.exemples])
        for c in collecteur.causes()
    ]


def test_the_declaration_of_a_column_gives_its_checks() -> None:
    lot, collecteur = run(
        commune=["06029", "6029", None, "06 029", "CANNES"],
        finan=["plus", "PLUSAI", None, "zz", "PLAI"],
        numero=["1", "6.2E+20", "7190-01-01", None, "a"],
    )
    assert summary(collecteur) == [
        (
            "illisible",
            "INSEE",
            "bloquant",
            2,
            [(5, "06 029", "5 caractères ; lire 06029 ?"), (6, "CANNES", "5 caractères")],
        ),
        ("absent", "INSEE", "bloquant", 1, [(4, None, "5 caractères")]),
        (
            "illisible",
            "finan",
            "a_corriger",
            2,
            [(3, "PLUSAI", "un code ; le plus proche : PLUS"), (5, "zz", "un code")],
        ),
        ("change_en_date", "numero", "a_corriger", 1, [(4, "7190-01-01", "un numéro")]),
        ("notation_scientifique", "numero", "a_corriger", 1, [(3, "6.2E+20", "un numéro")]),
        ("zero_perdu", "INSEE", "information", 1, [(3, "6029", "5 caractères ; lu comme 06029")]),
    ]
    assert lot.get_column("=commune").to_list() == ["06029", "06029", None, None, None]
    assert lot.get_column(BLOQUE).to_list() == [False, False, True, True, True]
    assert lot.get_column(A_CORRIGER).to_list() == [False, True, True, True, False]


def test_a_clean_lot_leaves_no_mark() -> None:
    lot, collecteur = run(commune=["06029", "06004"])
    assert collecteur.causes() == ()
    assert lot.get_column(BLOQUE).to_list() == [False, False]
    assert lot.get_column(A_CORRIGER).to_list() == [False, False]


def test_an_empty_lot_passes() -> None:
    lot, collecteur = run(commune=[])
    assert (lot.height, collecteur.causes()) == (0, ())


def test_counts_go_on_when_examples_stop() -> None:
    collecteur = Collecteur()
    controle = Controle("x", "X", "commune", pl.lit(value=True), "y", "information")
    lot = convertir_lot(pl.DataFrame({"ligne": range(EXEMPLES_MAX), "commune": ["a"] * EXEMPLES_MAX}), (COMMUNE,))
    for _ in range(3):
        executer(lot, [controle], collecteur, {})
    [cause] = collecteur.causes()
    assert (cause.nombre, len(cause.exemples)) == (3 * EXEMPLES_MAX, EXEMPLES_MAX)


def test_what_is_shown_may_be_computed() -> None:
    collecteur = Collecteur()
    lot = pl.DataFrame({"ligne": [2], "=a": [3]})
    controle = Controle(
        "x", "X", "a", valeur_de("a") > 2, "y", "information", valeur=pl.format("{} m²", valeur_de("a"))
    )
    executer(lot, [controle], collecteur, {})
    assert summary(collecteur) == [("x", "a", "information", 1, [(2, "3 m²", "y")])]


@given(st.lists(st.one_of(st.none(), st.sampled_from("abc")), max_size=12))
def test_doubles_are_those_that_a_slow_reading_finds(valeurs: list[str | None]) -> None:
    table = pl.DataFrame(
        {"ligne": range(2, len(valeurs) + 2), "v": valeurs}, schema={"ligne": pl.Int64, "v": pl.String}
    )
    premiers: dict[str, int] = {}
    attendus = []
    for ligne, valeur in table.iter_rows():
        if valeur is not None and premiers.setdefault(valeur, ligne) != ligne:
            attendus.append((ligne, valeur, premiers[valeur]))
    assert find_doublons(table, pl.col("v")).rows() == attendus


def test_doubles_say_where_the_first_one_is() -> None:
    collecteur = Collecteur()
    table = pl.DataFrame({"ligne": [1086, 1120], "v": ["a", "a"]})
    report_repetes(find_doublons(table, pl.col("v")), collecteur, "IDENT_REP", "En double", "bloquant")
    report_repetes(find_doublons(table.head(1), pl.col("v")), collecteur, "AUTRE", "En double", "bloquant")
    assert summary(collecteur) == [
        ("doublon", "IDENT_REP", "bloquant", 1, [(1120, "a", "une valeur unique ; déjà en ligne 1\u202f086")])
    ]
