"""Tables of the new programmes: everybody's lines for the bailleur, his own and the others' as one for a réservataire."""

from __future__ import annotations

import pytest
from tests.actions.programme_exemple import MOTIF, PROPOSES, a_livraison, a_programme, answer, etat, propose
from tests.builders import JOUR, Monde

from gef.actions.livraison import PresenceParc
from gef.actions.tableaux_programmes import (
    AUTRES,
    list_lignes,
    table_lots,
    table_neufs,
    table_presences,
    table_programmes,
    table_repartition,
)
from gef.outputs.csv import write_csv

SIENS = frozenset({"VILLE"})


def test_the_list_says_where_each_programme_stands(monde: Monde) -> None:
    row = a_programme(monde)
    [ligne] = table_programmes([etat(row)], {row.pk: "/ici"}).lignes
    assert (ligne.valeurs["statut"], ligne.valeurs["etat"], ligne.valeurs["flux"]) == ("a_proposer", 6, "2027")
    assert (ligne.liens, ligne.details["mise_en_service"]) == ({"programme": "/ici"}, "prévue")


@pytest.mark.parametrize(
    ("codes", "groups"),
    [
        (None, [("AL",), ("CD",), ("ETAT-F",), ("ETAT-P",), ("VILLE",), ("BAILLEUR",)]),
        (SIENS, [("VILLE",), ("AL", "CD", "ETAT-F", "ETAT-P"), ("BAILLEUR",)]),
        (frozenset(PROPOSES) - {"BAILLEUR"}, [("AL",), ("CD",), ("ETAT-F",), ("ETAT-P",), ("VILLE",), ("BAILLEUR",)]),
    ],
)
def test_who_reads_which_line(monde: Monde, codes: frozenset[str] | None, groups: list[tuple[str, ...]]) -> None:
    assert list_lignes(etat(a_programme(monde)), codes) == groups


def test_the_repartition_adds_up_for_every_reader_and_hides_the_others(monde: Monde) -> None:
    row = a_programme(monde)
    propose(monde, row)
    answer(monde, row, "conteste", 6, MOTIF)
    for codes in (None, SIENS):
        table = table_repartition(etat(row), codes, JOUR)
        assert table.total
        assert (
            sum(int(str(ligne.valeurs["logements"])) for ligne in table.lignes)
            == table.total.valeurs["logements"]
            == 20
        )
        [own] = [ligne for ligne in table.lignes if ligne.valeurs["reservataire"] == "Ville de Lys"]
        assert (own.valeurs["reponse"], own.valeurs["demande"], own.details["reponse"]) == ("conteste", 6, MOTIF)
        assert str(own.valeurs["horloge"]) == "2026-06-01"
        assert ("Action Logement" in write_csv(table).decode()) == (codes is None)
    [others] = [ligne for ligne in table.lignes if ligne.valeurs["reservataire"] == AUTRES]
    assert (others.valeurs["logements"], others.valeurs["reponse"]) == (11, None)


def test_the_lots_add_up_both_ways(monde: Monde) -> None:
    for codes in (None, SIENS):
        table = table_lots(etat(a_programme(monde, code=f"P-{codes}"[:20])), codes)
        assert table.total
        for champ in ("lot0", "lot1", "lot2", "total"):
            assert sum(int(str(ligne.valeurs[champ])) for ligne in table.lignes) == table.total.valeurs[champ]


def test_the_dwellings_are_those_of_the_reader(monde: Monde) -> None:
    found = etat(a_livraison(monde))
    assert len(table_neufs(found, found.neufs, {}, None).lignes) == 20
    own = table_neufs(found, found.neufs, {"P-1-001": "/ici"}, SIENS).lignes
    assert {ligne.valeurs["reservataire"] for ligne in own} == {"Ville de Lys"}
    assert {ligne.valeurs["etape"] for ligne in own} == {"stock"}


def test_a_parc_that_counts_too_soon_is_told(monde: Monde) -> None:
    found = etat(a_livraison(monde))
    rows = (PresenceParc(2026, 1, 0), PresenceParc(2027, 19, 20), PresenceParc(2028, 20, 20))
    table = table_presences(rows, found)
    assert [ligne.valeurs["constat"] for ligne in table.lignes] == ["trop_tot", "manque", "conforme"]
    assert "2027" in table.notes[0]
