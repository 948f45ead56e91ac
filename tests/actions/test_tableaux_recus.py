"""The tables of a réservataire say the deadline, how many candidates lack, and where the others stand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.builders import JOUR, Monde, a_fait, an_acteur

from gef.actions.logements_recus import Recus, read_recus
from gef.actions.tableaux_recus import table_attendus, table_comptes, table_recus


def read(monde: Monde) -> Recus:
    ville = monde.comptes["VILLE"]
    for dwelling in monde.liberations[:2]:
        a_fait(dwelling, "orientation", ville, date=date(2026, 6, 1))
    a_fait(monde.liberations[0], "transmission", ville, date=date(2026, 6, 2))
    return read_recus(an_acteur(monde.agent_ville), JOUR)


def links(monde: Monde) -> dict[int, str]:
    return {row.pk: f"/{row.reference}" for row in monde.liberations}


def test_a_deadline_that_is_over_is_said_and_marked(monde: Monde) -> None:
    [row] = table_attendus(read(monde), links(monde)).lignes
    assert (row.valeurs["echeance"], row.valeurs["candidats"]) == (date(2026, 6, 9), "à désigner")
    assert row.details["echeance"].startswith("délai passé")
    assert (row.genre, row.marques) == ("bord", {"echeance": "retard"})
    assert row.liens == {"logement": f"/{monde.reference}"}


def test_the_others_say_where_they_stand(monde: Monde) -> None:
    [row] = table_recus(read(monde), links(monde)).lignes
    assert (row.valeurs["logement"], row.valeurs["type"], row.valeurs["etat"]) == (
        "L-2026-0002",
        "T2 PLAI, QPV",
        "oriente",
    )


def test_the_accounts_add_up_when_there_are_several(monde: Monde) -> None:
    comptes = read(monde).comptes
    alone = table_comptes(comptes, {(monde.habitat_lys.pk, "VILLE"): "/c"}, 2026)
    assert alone.total is None
    assert alone.lignes[0].valeurs["solde"] == Fraction(-8, 5)
    twice = table_comptes((*comptes, *comptes), {(monde.habitat_lys.pk, "VILLE"): "/c"}, 2026)
    assert twice.total is not None
    assert twice.total.valeurs["solde"] == Fraction(-16, 5)
