"""The year at a glance: report + droits − reçus = solde, account by account and all together."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.builders import JOUR, Monde, a_fait, a_liberation

from gef.actions.annee import Annee, LigneSolde, resumer_annee
from gef.actions.flux import load_flux
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Convention


def annee_of(monde: Monde, exercice: int = 2026) -> Annee:
    annee = resumer_annee(load_flux(monde.habitat_lys.pk), exercice)
    for ligne in annee.lignes:
        assert ligne.report + ligne.droits - ligne.recus == ligne.solde
    assert annee.somme == sum(ligne.solde for ligne in annee.lignes)
    assert annee.orientes == sum(ligne.recus for ligne in annee.lignes)
    return annee


def ligne(annee: Annee, code: str) -> LigneSolde:
    return next(row for row in annee.lignes if row.code == code)


def test_before_any_fact_everybody_is_there_at_zero(monde: Monde) -> None:
    annee = annee_of(monde)
    assert {row.code for row in annee.lignes} == {"ETAT-P", "ETAT-F", "AL", "CD", "VILLE", BAILLEUR}
    assert {(row.report, row.droits, row.recus, row.solde, row.refus) for row in annee.lignes} == {(0, 0, 0, 0, 0)}
    assert (annee.orientes, annee.somme, annee.somme_attendue) == (0, 0, "nulle")


def test_each_year_opens_on_the_end_of_the_last_one(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"], date=date(2025, 11, 3))
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"], date=date(2026, 2, 2))
    former, current = annee_of(monde, 2025), annee_of(monde, 2026)
    assert ligne(former, "AL") == LigneSolde(
        "AL", "Action Logement", "action_logement", Fraction(0), Fraction(2, 5), 1, Fraction(-3, 5), 0
    )
    assert ligne(current, "AL").report == Fraction(-3, 5)
    assert (ligne(current, "AL").droits, ligne(current, "AL").recus) == (Fraction(2, 5), 0)
    assert (former.orientes, current.orientes) == (1, 1)


@pytest.mark.parametrize("exercice", [2027, 2028])
def test_on_new_years_day_the_year_is_empty_and_the_report_whole(monde: Monde, exercice: int) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    assert ligne(annee_of(monde, 2026), "AL").solde == Fraction(-3, 5)
    row = ligne(annee_of(monde, exercice), "AL")
    assert (row.report, row.droits, row.recus, row.solde) == (Fraction(-3, 5), 0, 0, Fraction(-3, 5))


def test_a_year_without_a_fact_carries_over_unchanged(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"], date=date(2024, 3, 1))
    a_fait(monde.liberations[1], "orientation", monde.comptes["AL"], date=date(2026, 3, 1))
    row = ligne(annee_of(monde, 2025), "AL")
    assert (row.report, row.droits, row.recus, row.solde) == (Fraction(-3, 5), 0, 0, Fraction(-3, 5))
    assert ligne(annee_of(monde, 2026), "AL").report == Fraction(-3, 5)


def test_before_the_first_fact_a_year_is_empty(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    assert {row.solde for row in annee_of(monde, 2020).lignes} == {0}


def test_a_refusal_counts_in_the_year_it_was_said_when_it_is_not_a_dwelling_received(monde: Monde) -> None:
    late = a_liberation(monde.habitat_lys, "D", libre_le=date(2025, 12, 20))
    a_fait(late, "orientation", monde.comptes["VILLE"], date=date(2025, 12, 22))
    a_fait(late, "refus", monde.comptes["VILLE"], date=date(2026, 1, 5))
    assert ligne(annee_of(monde, 2025), "VILLE").refus == 0
    row = ligne(annee_of(monde, 2026), "VILLE")
    assert (row.refus, row.recus, row.solde) == (1, -1, Fraction(1, 5))


def test_a_refusal_that_counts_is_a_dwelling_received_not_a_refusal(monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["VILLE"]).update(politique_refus="compte")
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    a_fait(monde.liberations[0], "refus", monde.comptes["VILLE"])
    row = ligne(annee_of(monde), "VILLE")
    assert (row.refus, row.recus) == (0, 1)


def test_the_sum_of_the_soldes_is_what_was_given_back_and_waits(monde: Monde) -> None:
    for dwelling in monde.liberations[:2]:
        a_fait(dwelling, "orientation", monde.comptes["VILLE"])
    assert (annee_of(monde).somme, annee_of(monde).somme_attendue) == (0, "nulle")
    for dwelling, expected in zip(
        monde.liberations[:2], ("de 1\u00a0logement rendu", "de 2\u00a0logements rendus"), strict=True
    ):
        a_fait(dwelling, "refus", monde.comptes["VILLE"])
        annee = annee_of(monde)
        assert annee.somme == annee.en_suspens
        assert annee.somme_attendue == f"{expected}, à orienter de nouveau"
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    assert annee_of(monde).somme == 1


def test_the_latest_comes_first_and_the_bailleur_is_apart(monde: Monde) -> None:
    for rank in range(3):
        a_fait(a_liberation(monde.habitat_lys, f"N{rank}", libre_le=JOUR), "orientation")
    annee = annee_of(monde)
    assert [row.code for row in annee.lignes] == ["AL", "ETAT-P", "VILLE", "CD", "ETAT-F", BAILLEUR]
    assert (annee.plus_en_retard, annee.plus_en_avance) == (annee.lignes[0], annee.lignes[4])
    assert BAILLEUR not in {row.code for row in annee.sans_bailleur}


def test_without_account_nobody_is_late(monde: Monde) -> None:
    monde.rive.comptes_detenus.get().conventions.all().delete()
    monde.rive.comptes_detenus.all().delete()
    annee = resumer_annee(load_flux(monde.logis_de_passage.pk), 2026)
    assert [row.code for row in annee.lignes] == [BAILLEUR]
    assert (annee.plus_en_retard, annee.plus_en_avance) == (None, None)
