"""What each one reads of a session; the queries do not grow with the agenda."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.builders import JOUR, MOMENT, Monde, a_user, an_acteur
from tests.builders_caleol import NON, a_fact, a_passage, a_seance, some_candidats, some_decisions

from gef.actions.decisions import notifier_offre
from gef.actions.seances_lues import find_reponse, list_seances, read_seance
from gef.db.caleol.models import Passage, Seance


def test_the_bailleur_reads_everything_those_retained_first(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur = an_acteur(monde.gestionnaire)
    lue = read_seance(acteur, passage.seance)
    assert (lue.etat, lue.total, lue.restants, lue.passages[0].issue[0]) == ("planifiee", 1, 1, "à examiner")
    some_decisions(monde, passage, [NON, {"code": "rang", "rang": 2}, {"code": "rang", "rang": 1}], clore=False)
    assert read_seance(acteur, passage.seance).passages[0].issue[0] == "décisions à clore"
    some_decisions(monde, passage, [NON, {"code": "rang", "rang": 2}, {"code": "rang", "rang": 1}])
    lue = read_seance(acteur, passage.seance)
    assert [candidat.row.ordre for candidat in lue.passages[0].candidats] == [3, 2, 1]
    assert (lue.restants, lue.passages[0].issue[0]) == (0, "attribué, réponse du ménage attendue")
    attributaire = lue.passages[0].attributaire
    assert attributaire is not None
    assert attributaire.ordre == 3


@pytest.mark.parametrize(
    ("facts", "issue"),
    [
        (("acceptation_menage",), "accepté par le ménage"),
        (("acceptation_menage", "bail"), "loué"),
        (("refus_menage",), "refusé : rang suivant à proposer"),
    ],
)
def test_where_a_dwelling_stands_follows_its_facts(monde: Monde, facts: tuple[str, ...], issue: str) -> None:
    passage = a_passage(monde)
    some_decisions(monde, passage)
    for kind in facts:
        a_fact(monde, passage, kind, days=2)
    assert read_seance(an_acteur(monde.gestionnaire), passage.seance).passages[0].issue[0] == issue


def test_a_reservataire_reads_his_candidates_and_no_draft(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur = an_acteur(monde.agent_ville)
    some_decisions(monde, passage, clore=False)
    (read,) = read_seance(acteur, passage.seance).passages
    assert [lu.decision for lu in read.candidats] == [None, None, None]
    assert read.issue[0] == "à examiner"
    some_decisions(monde, passage)
    (read,) = read_seance(acteur, passage.seance).passages
    assert [lu.decision.code for lu in read.candidats if lu.decision] == ["rang", "rang", "non_attribution"]


def test_the_mayor_reads_how_many_candidates_of_another_and_not_who(monde: Monde) -> None:
    passage = Passage.objects.get(seance=a_seance(monde, JOUR, some_candidats(monde, compte="AL")))
    (read,) = read_seance(an_acteur(monde.agent_ville), passage.seance).passages
    assert (read.nombre, read.candidats) == (3, ())


def test_the_household_answers_ten_days_after_it_was_told(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur = an_acteur(monde.gestionnaire)
    assert find_reponse(acteur, read_seance(acteur, passage.seance).passages[0], JOUR) is None
    some_decisions(monde, passage)
    before = find_reponse(acteur, read_seance(acteur, passage.seance).passages[0], JOUR)
    assert before is not None
    assert "jeudi 25/06/2026" in before.phrase
    notifier_offre(acteur, passage.pk, date(2026, 6, 17), MOMENT + timedelta(days=4))
    told = find_reponse(acteur, read_seance(acteur, passage.seance).passages[0], JOUR)
    assert told is not None
    assert "lundi 29/06/2026" in told.phrase  # the tenth day is a Saturday
    a_fact(monde, passage, "acceptation_menage", days=4)
    assert find_reponse(acteur, read_seance(acteur, passage.seance).passages[0], JOUR) is None


def test_sessions_to_come_are_first_then_the_newest(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    days = [JOUR - timedelta(days=14), JOUR - timedelta(days=7), JOUR, JOUR + timedelta(days=7)]
    for jour in days:
        a_seance(monde, jour)
    assert [lue.seance.date for lue in list_seances(acteur, JOUR)] == [days[2], days[3], days[1], days[0]]
    assert [lue.seance.date for lue in list_seances(acteur, JOUR, 1)] == [days[2], days[3], days[1]]
    assert list_seances(an_acteur(a_user("Agent CD", monde.departement)), JOUR) == ()


def test_as_many_queries_for_three_dwellings_as_for_one(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    seance = a_seance(monde, JOUR, some_candidats(monde, 0, "AL"))
    counts = [count_queries(monde, seance)]
    more = [some_candidats(monde, place, "AL") for place in (1, 2)]
    other = a_seance(monde, JOUR + timedelta(days=1), *more)
    counts.append(count_queries(monde, other))
    assert counts[0] == counts[1]
    assert acteur.is_bailleur


def count_queries(monde: Monde, seance: Seance) -> int:
    acteur = an_acteur(monde.gestionnaire)
    read_seance(acteur, seance)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read_seance(acteur, seance)
    return len(queries)
