"""Tables of the bilan: figures of the core under their headings, what is missing on its own row and in words."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction

import openpyxl
import pytest
from tests.builders import MOMENT
from tests.core.builders_bilan import LYS, a_entree, a_ligne

from gef.actions.tableaux_bilan import note_arrondis, table_axe, table_hors_flux, table_reservataires, tables_bilan
from gef.core.bilan import AXES, Bilan, EntreeBilan, ReservataireBilan, dresser_bilan
from gef.outputs.csv import write_csv
from gef.outputs.tables import Table, afficher
from gef.outputs.xlsx import write_xlsx

JOUR = date(2025, 3, 3)


def a_bilan(**champs: object) -> Bilan:
    """Three dwellings: one let by the Ville, one proposed to two accounts, one gone to a mutation."""
    return dresser_bilan(
        a_entree(
            a_ligne(
                "L1", propositions=(("lys", JOUR),), attribue_a="lys", attribue_le=JOUR, bail_le=JOUR, commune="06029"
            ),
            a_ligne("L2", propositions=(("lys", JOUR), ("al", JOUR)), refus=(("lys", JOUR),), typologie=None),
            a_ligne("L3", hors_flux="mutations"),
            **champs,
        )
    )


def column(table: Table, code: str) -> list[object]:
    return [row.valeurs[code] for row in table.lignes]


def test_each_account_has_its_row_and_the_total_is_that_of_the_core() -> None:
    bilan = a_bilan(droits={"lys": Fraction(3, 2), "al": Fraction(1, 2), "bailleur": Fraction(0)})
    table = table_reservataires(bilan)
    assert column(table, "reservataire") == ["Ville de Lys", "Action Logement", "Habitat Lys (non réservé)"]
    assert column(table, "propositions") == [2, 1, 0]
    assert column(table, "refus") == [1, 0, 0]
    assert column(table, "droits") == [Fraction(3, 2), Fraction(1, 2), 0]
    assert column(table, "part") == [Fraction(2, 2), Fraction(1, 2), 0]
    assert table.total is not None
    assert table.total.valeurs["reservataire"] == "Ensemble"
    for code in ("objectif", "droits", "propositions", "attributions", "baux", "refus"):
        assert table.total.valeurs[code] == sum(column(table, code))  # type: ignore[arg-type]


def test_an_account_called_total_keeps_its_name() -> None:
    entree = a_entree(a_ligne(propositions=(("lys", JOUR),)))
    comptes = (ReservataireBilan("lys", "Ensemble des maires", "autre"), *entree.reservataires[1:])
    row, *_ = table_reservataires(dresser_bilan(EntreeBilan(2025, comptes, entree.lignes, {}, {}, {}, {}, {}))).lignes
    assert row.valeurs["reservataire"] == "Ensemble des maires"


def test_what_is_unknown_is_a_dash_in_the_cells_and_a_sentence_in_the_notes() -> None:
    table = table_reservataires(a_bilan(objectifs={}, soldes_fin={}))
    assert column(table, "objectif") == column(table, "solde") == [None, None, None]
    assert [afficher(c, None) for c in table.colonnes if c.code in {"objectif", "droits", "solde"}] == ["–"] * 3
    assert "Ville de Lys;;1;2;1;1;" in write_csv(table).decode("utf-8-sig")  # a figure missing in a file is no text
    assert any(note.startswith("Objectif : non renseigné pour Ville de Lys") for note in table.notes)
    assert any(note.startswith("Solde de fin : non renseigné") for note in table.notes)


def test_a_dwelling_proposed_twice_is_said_once() -> None:
    assert any(
        note.endswith("un logement compte deux fois : 2 en tout.") for note in table_reservataires(a_bilan()).notes
    )


def test_without_a_liberation_there_is_no_share() -> None:
    bilan = dresser_bilan(a_entree(a_ligne(libere_le=date(2024, 12, 1), propositions=(("lys", JOUR),))))
    assert column(table_reservataires(bilan), "part") == [None, None, None]


def test_an_axis_names_communes_and_marks_what_is_missing() -> None:
    axes = {axe.axe: table_axe(axe, 2025) for axe in a_bilan().axes}
    assert column(axes["commune"], "valeur") == ["L’Abergement-Clémenciat", "Cannes"]
    typologie = axes["typologie"]
    assert column(typologie, "valeur") == ["T3", "non renseigné"]
    assert [row.marques for row in typologie.lignes] == [{}, {"valeur": "alerte"}]


def test_a_commune_that_the_cog_does_not_know_keeps_its_code() -> None:
    bilan = dresser_bilan(a_entree(a_ligne(commune="99999", propositions=(("lys", JOUR),))))
    axe = next(axe for axe in bilan.axes if axe.axe == "commune")
    assert column(table_axe(axe, 2025), "valeur") == ["99999"]


def test_hors_flux_is_a_column_when_something_left_only() -> None:
    whole, own = a_bilan().axes[0], a_bilan().reservataires[0].axes[0]
    assert [c.code for c in table_axe(whole, 2025).colonnes][-1] == "hors_flux"
    assert [c.code for c in table_axe(own, 2025).colonnes] == ["valeur", "propositions", "attributions", "baux", "part"]
    for table in (table_axe(whole, 2025), table_axe(own, 2025)):
        assert table.total is not None
        assert table.total.valeurs["part"] == 1
        for code in [c.code for c in table.colonnes[1:]]:
            assert table.total.valeurs[code] == sum(column(table, code))  # type: ignore[arg-type]


def test_an_axis_without_event_says_so() -> None:
    table = table_axe(a_bilan().reservataires[2].axes[0], 2025)
    assert (table.lignes, table.vide) == ((), "Aucun événement dans l’exercice.")


def test_forecast_and_realised_stand_side_by_side() -> None:
    table = table_hors_flux(a_bilan(previsions={"mutations": Fraction(4)}))
    rows = {row.valeurs["categorie"]: row.valeurs for row in table.lignes}
    mutations = rows.pop("mutations internes")
    assert (mutations["prevu"], mutations["liberations"], mutations["ecart"]) == (4, 1, -3)
    assert {row["prevu"] for row in rows.values()} == {None}
    assert [afficher(c, None) for c in table.colonnes[1:]] == ["non renseigné", "", "–"]
    assert "opérations de vente;;0;" in write_csv(table).decode("utf-8-sig")


def test_the_document_has_its_tables_in_order_and_codes_of_their_own() -> None:
    bilan = a_bilan()
    codes = [table.code for table in tables_bilan(bilan)]
    assert codes == ["bilan-reservataires", *(f"bilan-{axe}" for axe in AXES), "bilan-hors-flux"]
    own = tables_bilan(bilan, bilan.reservataires[1].axes)
    assert [table.code for table in own] == codes
    assert own[1].total is not None
    assert own[1].total.valeurs["propositions"] == 1


@pytest.mark.parametrize("rang", range(8))
def test_the_spreadsheet_opens_again_on_the_same_rows(rang: int) -> None:
    table = tables_bilan(a_bilan())[rang]
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx([table], MOMENT))).worksheets[0]
    first = [cell.value for cell in sheet["A"]]
    for row in table.lignes:
        assert row.valeurs[table.colonnes[0].code] in first


def test_no_account_at_all_is_an_empty_table() -> None:
    table = table_reservataires(dresser_bilan(EntreeBilan(2025, (LYS,), (), {}, {}, {}, {}, {})))
    assert table.total is not None
    assert (len(table.lignes), table.total.valeurs["propositions"]) == (1, 0)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([Fraction(1, 3)] * 3, "99 %"),
        ([Fraction(1, 6)] * 6, "102 %"),
        ([Fraction(1, 2)] * 2, None),
        ([Fraction(1, 3), None], None),
        ([], None),
    ],
)
def test_parts_that_do_not_round_to_a_hundred_are_left_so_and_said(
    parts: list[Fraction | None], said: str | None
) -> None:
    notes = note_arrondis(parts)
    assert notes == (() if said is None else (f"Arrondies à l’unité, les parts font {said} ; aucune n’est forcée.",))
