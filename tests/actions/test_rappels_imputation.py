"""What is still to be confirmed: before the commission, once it retained somebody, after a refusal, after the lease."""

from __future__ import annotations

from typing import Any

from tests.actions.imputation_exemple import agree, confirm, present, read
from tests.builders import JOUR, MOMENT, Monde, a_fait, a_liberation, an_acteur
from tests.builders_caleol import NON, a_fact, a_seance, some_decisions
from tests.core.test_designation import a_candidature

from gef.actions.decisions import proposer_suivant
from gef.actions.rappels_imputation import RappelImputation, list_rappels
from gef.db.caleol.models import Passage
from gef.db.designation.models import Candidat
from gef.db.flux.models import Liberation

ATTRIBUTION = {"code": "attribution"}
REFUS = {"cause": "loyer", "partie": "menage"}


def rappels(monde: Monde) -> tuple[RappelImputation, ...]:
    etat, _ = read(monde)
    return list_rappels(monde.habitat_lys, etat, etat.suivis.values(), JOUR)


def said(monde: Monde) -> list[tuple[str, int | None, str, bool, bool]]:
    return [
        (row.cause, row.retenu.ordre if row.retenu else None, row.propose, row.is_ailleurs, row.is_ouverte)
        for row in rappels(monde)
    ]


def a_passage(monde: Monde) -> Passage:
    return Passage.objects.get(seance=a_seance(monde, JOUR, monde.reference))


def with_candidat(monde: Monde, row: Liberation, ordre: int = 1) -> None:
    """Orient a dwelling to the Ville and present somebody who is eligible to Action Logement too."""
    a_fait(row, "orientation", monde.comptes["VILLE"])
    a_fait(row, "candidats", monde.comptes["VILLE"])
    Candidat.objects.create(
        liberation=row,
        tour=1,
        reservataire=monde.comptes["VILLE"],
        ordre=ordre,
        numero_unique=f"0061126{row.pk:06d}DEMO0",
        personnes=2,
        enfants=0,
        eligibles=["AL"],
        ecrit_le=MOMENT,
    )


def test_candidates_of_several_accounts_are_to_be_confirmed_before_the_commission(monde: Monde) -> None:
    assert said(monde) == []
    present(monde)
    agree(monde)
    assert said(monde) == [("a_confirmer", None, "", False, True)]
    confirm(monde, "ETAT-P")
    assert said(monde) == []


def test_candidates_of_one_account_ask_for_nothing(monde: Monde) -> None:
    present(monde, *(a_candidature(rank) for rank in (1, 2)), a_candidature(3, eligibles=("VILLE",)))
    assert said(monde) == []


def test_decisions_not_closed_yet_say_who_is_retained(monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    some_decisions(monde, a_passage(monde), (NON, ATTRIBUTION, NON), clore=False)
    assert said(monde) == [("autre_menage", 2, "AL", True, True)]
    confirm(monde, "AL", ordre=2, rang=3)
    assert said(monde) == []


def test_the_household_confirmed_and_retained_asks_for_nothing(monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    some_decisions(monde, a_passage(monde), (ATTRIBUTION, NON, NON))
    assert said(monde) == []


def test_another_household_attributed_is_said_though_it_is_too_late(monde: Monde) -> None:
    """The third is of the Ville alone: the dwelling counts on the État for a household that is not its own."""
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    passage = a_passage(monde)
    some_decisions(monde, passage, (NON, NON, ATTRIBUTION))
    assert said(monde) == [("autre_menage", 3, "VILLE", True, False)]
    a_fact(monde, passage, "annulation")
    assert said(monde) == [("autre_menage", 3, "VILLE", True, True)]
    confirm(monde, "VILLE", ordre=3, rang=5)
    assert said(monde) == []


def test_after_a_refusal_the_next_in_rank_is_to_be_confirmed(monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    passage = a_passage(monde)
    some_decisions(monde, passage, ({"code": "rang", "rang": 1}, {"code": "rang", "rang": 2}, NON))
    a_fact(monde, passage, "refus_menage", **REFUS)
    assert said(monde) == [("autre_menage", 2, "AL", True, True)]
    proposer_suivant(an_acteur(monde.gestionnaire), passage.pk, rang_vu=5, moment=MOMENT)
    assert said(monde) == [("autre_menage", 2, "AL", True, False)]
    a_fact(monde, passage, "acceptation_menage")
    assert said(monde) == [("autre_menage", 2, "AL", True, False)]
    a_fact(monde, passage, "bail")
    assert said(monde) == []


def test_without_any_confirmation_the_household_retained_is_named(monde: Monde) -> None:
    present(monde)
    some_decisions(monde, a_passage(monde), (NON, ATTRIBUTION, NON), clore=False)
    assert said(monde) == [("a_confirmer", 2, "VILLE", False, True)]  # no rule: the holder
    agree(monde)
    assert said(monde) == [("a_confirmer", 2, "AL", True, True)]


def test_decisions_that_are_over_say_nothing_of_candidates_presented_anew(monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    passage = a_passage(monde)
    some_decisions(monde, passage, ({"code": "rang", "rang": 1}, {"code": "rang", "rang": 2}, NON))
    a_fact(monde, passage, "refus_menage", **REFUS)
    a_fait(monde.liberations[0], "candidats", monde.comptes["ETAT-P"])
    assert said(monde) == []  # confirmed, and nobody is retained yet


def test_what_counts_elsewhere_comes_first_then_the_oldest(monde: Monde) -> None:
    older = a_liberation(monde.habitat_lys, "A-1", libre_le=monde.liberations[0].libre_le)
    with_candidat(monde, older)
    present(monde)
    agree(monde)
    assert [row.suivi.liberation.reference for row in rappels(monde)] == ["A-1", monde.reference]
    some_decisions(monde, a_passage(monde), (NON, ATTRIBUTION, NON), clore=False)
    assert [row.suivi.liberation.reference for row in rappels(monde)] == [monde.reference, "A-1"]


def test_as_many_queries_for_one_dwelling_as_for_twenty(
    monde: Monde, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    present(monde)
    agree(monde)
    etat, suivi = read(monde)
    with django_assert_max_num_queries(12) as few:
        list_rappels(monde.habitat_lys, etat, [suivi], JOUR)
    for number in range(20):
        with_candidat(monde, a_liberation(monde.habitat_lys, f"Q-{number}", libre_le=JOUR))
    etat, _ = read(monde)
    with django_assert_num_queries(len(few.captured_queries)):
        assert len(list_rappels(monde.habitat_lys, etat, etat.suivis.values(), JOUR)) == 21
