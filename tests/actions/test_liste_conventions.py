"""The list: written conventions with what to do next, parts that came from a file, each one's own only."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.actions.convention_exemple import DEBUT, FIN, a_draft, a_sent, in_force
from tests.builders import JOUR, MOMENT, Monde, an_acteur

from gef.actions.liste_conventions import list_conventions
from gef.actions.remarques_conventions import remarquer


def test_parts_that_came_from_a_file_are_listed_with_where_their_document_is(monde: Monde) -> None:
    rows = list_conventions(an_acteur(monde.gestionnaire), JOUR)
    assert {row.comptes for row in rows} == {("AL",), ("CD",), ("VILLE",), ("ETAT-F",), ("ETAT-P",)}
    assert [row.nom.casefold() for row in rows] == sorted(row.nom.casefold() for row in rows)
    assert {(row.etat, row.vie, row.numero, row.document) for row in rows} == {
        ("en_vigueur", None, 0, "document non indiqué")
    }


def test_a_draft_stands_beside_the_part_that_still_holds(monde: Monde) -> None:
    lue = a_draft(monde)
    rows = [row for row in list_conventions(an_acteur(monde.gestionnaire), JOUR) if row.comptes == ("VILLE",)]
    assert [(row.etat, row.numero, row.part) for row in rows] == [
        ("brouillon", lue.row.pk, Fraction(1, 5)),
        ("en_vigueur", 0, Fraction(1, 5)),
    ]
    assert rows[0].suite.startswith("Compléter")


def test_a_convention_in_force_takes_the_place_of_the_part(monde: Monde) -> None:
    in_force(monde)
    [row] = [row for row in list_conventions(an_acteur(monde.gestionnaire), DEBUT) if row.comptes == ("VILLE",)]
    assert (row.etat, row.debut, row.fin, row.suite) == ("en_vigueur", DEBUT, FIN, "")
    [row] = [row for row in list_conventions(an_acteur(monde.gestionnaire), FIN) if row.comptes == ("VILLE",)]
    assert "reconduction tacite" in row.suite


def test_a_party_reads_its_own_by_bailleur(monde: Monde) -> None:
    a_draft(monde, "CD")
    a_sent(monde)
    rows = list_conventions(an_acteur(monde.agent_ville), JOUR)
    assert [(row.nom, row.etat) for row in rows] == [
        ("Habitat Lys", "transmise"),
        ("Habitat Lys, Ville de Lys", "en_vigueur"),
    ]
    assert [row.nom for row in list_conventions(an_acteur(monde.agent_rive), JOUR)] == [
        "Logis de Passage, Ville de Rive"
    ]


def test_remarks_that_wait_are_the_bailleur_s_next_step(monde: Monde) -> None:
    lue = a_sent(monde)
    remarquer(an_acteur(monde.agent_ville), lue.row.pk, "duree", "Deux ans suffisent.", MOMENT)
    suites = {row.numero: row.suite for row in list_conventions(an_acteur(monde.gestionnaire), JOUR)}
    assert suites[lue.row.pk] == "Répondre à 1 remarque du réservataire."
    own = {row.numero: row.suite for row in list_conventions(an_acteur(monde.agent_ville), JOUR)}
    assert own[lue.row.pk].startswith("Transmettre une nouvelle version")


def test_a_part_that_is_over_is_not_listed(monde: Monde) -> None:
    for row in monde.comptes["VILLE"].conventions.all():
        row.fin = date(2026, 6, 15)
        row.save()
    assert not [row for row in list_conventions(an_acteur(monde.gestionnaire), JOUR) if row.comptes == ("VILLE",)]


def test_the_list_takes_as_many_queries_for_two_as_for_four(monde: Monde) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            list_conventions(an_acteur(monde.gestionnaire), JOUR)
        return len(queries)

    for code in ("VILLE", "CD"):
        a_sent(monde, code)
    before = count()
    for code in ("AL", "ETAT-P"):
        a_sent(monde, code)
    assert count() == before
