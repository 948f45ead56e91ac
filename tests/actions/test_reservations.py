"""The list set on the parc: each line finds its dwelling by either identifier, and is read on its day."""

from __future__ import annotations

from datetime import date

import polars as pl
from tests.actions.petit_etat import LISTE, a_liste, a_petit_dossier
from tests.builders import JOUR

from gef.actions.donnees import Dossier
from gef.actions.entrees_registre import list_reservations
from gef.actions.reservations import number_groups, placer_reservations
from gef.core.registre_droits import read_survie, situer_droit


def placer(dossier: Dossier) -> pl.DataFrame:
    situes = [situer_droit(droit, JOUR, read_survie(JOUR)) for _, droit in list_reservations(dossier)]
    return placer_reservations(dossier, situes, JOUR)


def test_every_line_keeps_its_place_and_finds_its_dwelling_by_either_identifier() -> None:
    placed = placer(a_petit_dossier())
    assert placed.get_column("logement").to_list() == [row[0] for row in LISTE]
    assert placed.get_column("ligne").to_list() == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, None]


def test_lines_are_read_with_the_register() -> None:
    rows = {row["logement"]: row for row in placer(a_petit_dossier()).iter_rows(named=True)}
    delegated = rows["LY00000005"]
    assert (delegated["titulaire"], delegated["utilisateur"]) == ("EPCI", "VILLE")
    assert (rows["LY00000009"]["etat"], rows["LY00000001"]["etat"]) == ("echue", "en_cours")
    assert rows["LY00000001"]["fin_retenue"] == date(2040, 1, 1)
    assert (rows["LY00000006"]["is_droit_connu"], rows["LY00000007"]["is_droit_connu"]) == (False, True)


def test_an_identifier_of_two_dwellings_names_the_first() -> None:
    dossier = a_petit_dossier(reservations=a_liste(("HL-0001", "VILLE", "", None)))
    twice = dossier.parc.with_columns(ident_int=pl.lit("HL-0001"))
    placed = placer(a_petit_dossier(parc=twice, reservations=dossier.reservations))
    assert placed.get_column("ligne").to_list() == [2]


def test_an_empty_list_gives_an_empty_table_of_the_same_columns() -> None:
    full, empty = placer(a_petit_dossier()), placer(a_petit_dossier(reservations=a_liste()))
    assert (empty.height, empty.schema) == (0, full.schema)


def test_groups_are_numbered_and_counted_nulls_included() -> None:
    table = pl.DataFrame({"a": ["x", None, "x", None], "b": [1, 2, 1, 2], "c": [1, 2, 3, 4]})
    numbered, groupes = number_groups(table, ("a", "b"))
    assert numbered.get_column("groupe").to_list() == [0, 1, 0, 1]
    assert groupes.rows() == [(0, "x", 1, 2), (1, None, 2, 2)]
