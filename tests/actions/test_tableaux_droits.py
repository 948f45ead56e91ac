"""The tables of the rights: totals that add up, disagreements that show, missing dates that are said."""

from __future__ import annotations

from datetime import date

import pytest

from gef.actions.tableaux_droits import (
    table_contingents,
    table_droits,
    table_par_commune,
    table_par_reservataire,
)
from gef.core.etat_des_lieux import DroitReservation, EtatDesLieux, LogementParc, count_parc, dresser_etat_des_lieux

NOMS = {"VILLE": "Ville de Lys", "AL": "Action Logement"}


def a_reservation(code: str, type_: str, nombre: int, **fields: object) -> DroitReservation:
    values: dict[str, object] = {
        "nature": "terrain",
        "type_droit": "suite",
        "commune": "06029",
        "territoire": "Les Goélands",
        "debut": date(2010, 1, 1),
        "fin": None,
        "echeance_pret": None,
        "formalise": True,
    }
    return DroitReservation(reservataire=code, type_reservataire=type_, nombre=nombre, **values | fields)  # type: ignore[arg-type]


@pytest.fixture
def etat() -> EtatDesLieux:
    parc = [
        LogementParc(
            f"ligne {n}", "06029", None, n == 1, "T3", "PLUS", contingent, "1949_1974", "pli" if n == 5 else None
        )
        for n, contingent in enumerate(["3", "3", "4", "7", None], start=1)
    ]
    droits = [
        a_reservation("VILLE", "commune", 2, type_droit="unique"),
        a_reservation("VILLE", "commune", 1, commune="06004", formalise=False),
        a_reservation("AL", "action_logement", 4, commune=None),
        a_reservation("AL", "action_logement", 9, fin=date(2020, 1, 1)),
        a_reservation("VILLE", "commune", 6, nature="garantie", debut=date(2027, 1, 1), fin=date(2060, 1, 1)),
    ]
    return dresser_etat_des_lieux(count_parc(parc), droits, date(2026, 6, 15))


def test_each_reservataire_has_a_row_and_the_whole_is_their_sum(etat: EtatDesLieux) -> None:
    table = table_par_reservataire(etat, NOMS)
    assert [row.valeurs["reservataire"] for row in table.lignes] == ["Action Logement", "Ville de Lys"]
    assert table.total is not None
    for code in ("suite", "simple", "unique", "total", "survie", "informels", "sans_terme"):
        assert table.total.valeurs[code] == sum(row.valeurs[code] for row in table.lignes)
    assert table.lignes[1].marques == {"informels": "retard"}


def test_rights_stand_by_commune_in_alphabetical_order(etat: EtatDesLieux) -> None:
    table = table_par_commune(etat, NOMS)
    assert [tuple(row.valeurs.values()) for row in table.lignes] == [
        ("Antibes", "Ville de Lys", 1),
        ("Cannes", "Ville de Lys", 2),
        ("toutes les communes", "Action Logement", 4),
    ]
    assert table.total is not None
    assert table.total.valeurs["droits"] == 7


def test_expired_rights_stand_apart_from_those_to_come(etat: EtatDesLieux) -> None:
    (echu,) = table_droits(etat, NOMS, "echus").lignes
    assert (echu.valeurs["nombre"], echu.valeurs["fin"]) == (9, date(2020, 1, 1))
    assert echu.details["pret"] == "sans objet"
    table = table_droits(etat, NOMS, "a_venir")
    assert (table.code, table.lignes[0].details["pret"]) == ("a-venir", "inconnu")


def test_the_aggregate_by_contingent_keeps_every_dwelling(etat: EtatDesLieux) -> None:
    table = table_contingents(etat)
    assert table.total is not None
    for code in ("logements", "exclus", "eligibles", "en_qpv"):
        assert table.total.valeurs[code] == sum(row.valeurs[code] for row in table.lignes)
    assert [row.valeurs["contingent"] for row in table.lignes][-1] == "non renseigné"
