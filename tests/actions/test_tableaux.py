"""Tables of the flux: the figures are those of the accounts, the marks say who is late."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.builders import CANNES, JOUR, Monde, a_fait, a_liberation, an_attente

from gef.actions.annee import resumer_annee
from gef.actions.flux import load_flux
from gef.actions.orienter import list_en_attente
from gef.actions.tableaux import (
    describe_type,
    nom_commune,
    table_en_attente,
    table_proposition,
    table_soldes,
)
from gef.core.parts import BAILLEUR
from gef.core.regle import LECTURES
from gef.outputs.tables import Ligne, Table


def rows(table: Table, column: str) -> dict[object, Ligne]:
    return {row.valeurs[column]: row for row in table.lignes}


def a_table_soldes(monde: Monde, liens: dict[str, str] | None = None) -> Table:
    annee = resumer_annee(load_flux(monde.habitat_lys.pk), JOUR.year)
    return table_soldes(annee, JOUR, liens or {})


def test_the_soldes_add_up_to_their_total(monde: Monde) -> None:
    for rank in range(5):
        a_fait(a_liberation(monde.habitat_lys, f"N{rank}", libre_le=JOUR), "orientation", monde.comptes["CD"])
    table = a_table_soldes(monde)
    assert table.total is not None
    for column in ("report", "droits", "recus", "solde"):
        assert sum(row.valeurs[column] for row in table.lignes) == table.total.valeurs[column]
    assert table.total.valeurs["recus"] == 5


def test_who_is_late_or_ahead_is_marked_the_bailleur_never(monde: Monde) -> None:
    for rank in range(5):
        a_fait(a_liberation(monde.habitat_lys, f"N{rank}", libre_le=JOUR), "orientation")
    a_fait(a_liberation(monde.habitat_lys, "X", libre_le=JOUR), "orientation", monde.comptes["ETAT-F"])
    marked = {
        nom: (row.marques.get("solde"), row.genre) for nom, row in rows(a_table_soldes(monde), "reservataire").items()
    }
    assert marked["Action Logement"] == ("retard", "bord")
    assert marked["État, agents publics"] == ("avance", "")
    assert marked["Département de Lys"] == (None, "")
    assert marked["Non réservé"] == (None, "")


def test_at_the_threshold_nobody_is_late_yet(monde: Monde) -> None:
    for rank in range(2):  # 2 × 40/100 is 0.80, and late is beyond it
        a_fait(a_liberation(monde.habitat_lys, f"N{rank}", libre_le=JOUR), "orientation")
    row = rows(a_table_soldes(monde), "reservataire")["Action Logement"]
    assert (row.valeurs["solde"], row.marques) == (Fraction(80, 100), {})


def test_refusals_stand_under_the_name_and_lines_behind_it(monde: Monde) -> None:
    for kind in ("orientation", "refus"):
        a_fait(monde.liberations[0], kind, monde.comptes["VILLE"])
    table = a_table_soldes(monde, {"VILLE": "/comptes/1/VILLE"})
    row = rows(table, "reservataire")["Ville de Lys"]
    assert (row.details, row.liens) == ({"reservataire": "dont 1 refus"}, {"reservataire": "/comptes/1/VILLE"})
    assert table.notes[1] == "Contrôle : la somme des soldes doit être de 1\u00a0logement rendu, à orienter de nouveau."


def test_the_worklist_says_what_waits_and_for_whom(monde: Monde) -> None:
    attente = list_en_attente(monde.habitat_lys, JOUR)
    table = table_en_attente(attente, load_flux(monde.habitat_lys.pk).noms(), {monde.reference: "/logements/1"})
    first, _, third = table.lignes
    assert first.valeurs == {
        "libre_le": monde.liberations[0].libre_le,
        "vacance": 14,
        "logement": monde.reference,
        "commune": "Cannes",
        "type": "T3 PLUS",
        "proposition": "Action Logement",
        "motif": "equilibre",
    }
    assert (first.liens, first.marques) == ({"logement": "/logements/1"}, {"vacance": "retard"})
    assert (third.valeurs["vacance"], third.marques, third.liens) == (None, {}, {})


def test_the_proposal_shows_every_candidate_the_chosen_one_first(monde: Monde) -> None:
    proposition = an_attente(monde.habitat_lys, monde.reference).proposition
    table = table_proposition(proposition, load_flux(monde.habitat_lys.pk).noms())
    assert table.lignes[0].valeurs["reservataire"] == "Action Logement"
    assert [row.genre for row in table.lignes] == ["retenu", "", "", "", "", ""]
    by_name = rows(table, "reservataire")
    assert sum(row.valeurs["part"] for row in table.lignes) == 1
    assert by_name["Ville de Lys"].valeurs["part"] == Fraction(1, 5)
    for row in table.lignes:
        values = row.valeurs
        assert values["solde"] == values["droits"] - values["recus"]
        assert values["score"] == values["solde"] + values["profil"] + (values["commune"] or 0)
        assert values["lecture"] in {*LECTURES.values()}
    assert by_name["Action Logement"].valeurs["commune"] is None
    assert by_name["État, publics prioritaires"].valeurs["commune"] is not None


@pytest.mark.parametrize(
    ("typologie", "financement", "is_qpv", "said"),
    [
        ("T3", "PLAI", True, "T3 PLAI, QPV"),
        ("T3", "PLAI", False, "T3 PLAI"),
        ("", "", False, "typologie inconnue financement inconnu"),
    ],
)
def test_a_dwelling_in_a_few_signs(typologie: str, financement: str, is_qpv: bool, said: str) -> None:  # noqa: FBT001
    assert describe_type(typologie, financement, is_qpv=is_qpv) == said


def test_a_commune_by_its_name_or_its_code() -> None:
    assert nom_commune(CANNES) == "Cannes"
    assert nom_commune("06999") == "06999"


def test_an_account_without_a_name_shows_its_code(monde: Monde) -> None:
    proposition = an_attente(monde.habitat_lys, monde.reference).proposition
    assert {row.valeurs["reservataire"] for row in table_proposition(proposition, {}).lignes} >= {"AL", BAILLEUR}
