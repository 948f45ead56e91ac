"""Tables of the management: shares, floor, what lacks, what may still be requalified."""

from __future__ import annotations

from fractions import Fraction

from tests.actions.test_gestion import manage
from tests.builders import Monde

from gef.actions.gestion import read_gestion
from gef.actions.tableaux_gestion import table_gestion, table_requalifiables
from gef.outputs.csv import write_csv

NOMS = {"AL": "Action Logement", "ETAT-P": "État"}


def test_each_reservataire_has_its_shares_and_what_lacks(monde: Monde) -> None:
    manage(monde)
    table = table_gestion(read_gestion(monde.habitat_lys, 2026).lignes, NOMS, 2026)
    al, etat = table.lignes
    assert al.valeurs == {
        "reservataire": "Action Logement",
        "modes": "mixte",
        "orientes": 10,
        "delegues": 0,
        "requalifies": 2,
        "part_designes": Fraction(1, 5),
        "part_requalifies": Fraction(1, 5),
        "plancher": Fraction(3, 10),
        "manquent": 1,
        "requalifiables": 7,
    }
    assert al.marques == {"manquent": "retard"}
    assert (etat.valeurs["modes"], etat.valeurs["part_designes"], etat.valeurs["manquent"]) == ("déléguée", 1, None)
    assert table.total is not None
    assert (table.total.valeurs["orientes"], table.total.valeurs["part_designes"]) == (11, Fraction(3, 11))
    assert "source 004" in " ".join(source.reference for source in table.sources)
    assert table_gestion((), NOMS, 2026).total is None


def test_what_may_be_requalified_is_listed_the_oldest_first(monde: Monde) -> None:
    manage(monde)
    table = table_requalifiables(read_gestion(monde.habitat_lys, 2026).requalifiables, NOMS, {"M-3": "/ici"})
    assert [row.valeurs["logement"] for row in table.lignes] == [f"M-{rank}" for rank in range(3, 10)]
    assert (table.lignes[0].liens, table.lignes[1].liens) == ({"logement": "/ici"}, {})
    assert table.lignes[0].valeurs["etat"] == "orienté"
    assert write_csv(table)
