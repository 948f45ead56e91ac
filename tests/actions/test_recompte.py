"""The recount of a bailleur from the database: the same as from files, asked once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.actions.monde_complet import complete
from tests.builders import MOMENT, Monde, a_fait
from tests.builders_parc import keep_files_in

from gef.actions.dossier import load_dossier
from gef.actions.entrees_recompte import compute_recompte
from gef.actions.recompte import read_recompte
from gef.core.recompte import RegleDecompte

DEBUT, FIN = date(2026, 1, 1), date(2027, 1, 1)
REGLE = RegleDecompte("attribution", "compte")


@pytest.fixture
def complet(monde: Monde, settings: Any, tmp_path: Any) -> Monde:
    keep_files_in(tmp_path, settings)
    complete(monde)
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"])
    a_fait(monde.liberations[1], "refus", monde.comptes["VILLE"])
    return monde


def counts(monde: Monde) -> dict[str, tuple[int, int]]:
    lignes = read_recompte(monde.habitat_lys, DEBUT, FIN, REGLE).lignes
    return {ligne.reservataire: (ligne.convention, ligne.regle) for ligne in lignes if ligne.convention or ligne.regle}


def test_the_facts_of_the_database_are_counted_both_ways(complet: Monde) -> None:
    assert counts(complet) == {"AL": (1, 0), "VILLE": (0, 1)}
    dossier = load_dossier(complet.habitat_lys)
    assert read_recompte(complet.habitat_lys, DEBUT, FIN, REGLE) == compute_recompte(dossier, DEBUT, FIN, REGLE)


def test_what_is_written_is_counted_at_once(complet: Monde) -> None:
    counts(complet)
    a_fait(complet.liberations[0], "attribution", complet.comptes["AL"], ecrit_le=MOMENT)
    assert counts(complet) == {"AL": (1, 1), "VILLE": (0, 1)}
    a_fait(complet.liberations[0], "annulation", ecrit_le=MOMENT)
    assert counts(complet) == {"AL": (1, 0), "VILLE": (0, 1)}


def test_a_requalified_dwelling_counts_for_nobody(complet: Monde) -> None:
    a_fait(complet.liberations[2], "qualification_hors_flux", precision={"categorie": "lhi"})
    [dwelling] = [row for row in load_dossier(complet.habitat_lys).list_liberees() if row.reference == "L-2026-0003"]
    assert dwelling.hors_flux == "lhi"
    a_fait(complet.liberations[2], "abandon")
    assert all(row.reference != "L-2026-0003" for row in load_dossier(complet.habitat_lys).list_liberees())


@pytest.mark.django_db(transaction=True)
def test_the_same_question_is_answered_from_memory(complet: Monde) -> None:
    read_recompte(complet.habitat_lys, DEBUT, FIN, REGLE)
    with CaptureQueriesContext(connection) as asked:
        read_recompte(complet.habitat_lys, DEBUT, FIN, REGLE)
    assert not [query for query in asked if '"flux_fait"."precision"' in query["sql"]]
