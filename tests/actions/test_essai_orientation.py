"""A trial says beforehand what the decision then does, and writes nothing."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from tests.builders import ANTIBES, CANNES, JOUR, Monde, a_fait, a_liberation, an_acteur, an_orientation, soldes

from gef.actions.essai_orientation import Essai, try_orientation
from gef.actions.flux import load_flux
from gef.actions.orienter import list_en_attente, propose_all
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Fait
from gef.db.journal.models import Acte


def a_trial(monde: Monde, reservataire: str, reference: str = "") -> Essai:
    etat = load_flux(monde.habitat_lys.pk)
    rows = propose_all(etat, JOUR)
    attente = next(row for row in rows if row.liberation.reference == (reference or monde.reference))
    return try_orientation(etat, rows, attente, reservataire, JOUR)


def test_soldes_before_under_the_proposal_and_under_the_trial(monde: Monde) -> None:
    rows = {row.reservataire: row for row in a_trial(monde, "VILLE").soldes}
    assert (rows["AL"].avant, rows["AL"].si_propose, rows["AL"].si_choisi) == (
        Fraction(0),
        Fraction(-3, 5),
        Fraction(2, 5),
    )
    assert (rows["VILLE"].si_propose, rows["VILLE"].si_choisi) == (Fraction(1, 5), Fraction(-4, 5))
    for column in ("avant", "si_propose", "si_choisi"):
        assert sum(getattr(row, column) for row in rows.values()) == 0


@pytest.mark.parametrize("choice", ["AL", "VILLE", "CD", "ETAT-F", BAILLEUR])
def test_the_trial_is_what_the_decision_then_does(monde: Monde, choice: str) -> None:
    for rank in range(6):
        commune = CANNES if rank % 2 else ANTIBES
        a_liberation(monde.habitat_lys, f"N-{rank}", libre_le=JOUR + timedelta(days=rank), commune=commune)
    trial = a_trial(monde, choice)
    assert soldes(monde.habitat_lys) == {}
    assert not Fait.objects.exists()
    assert not Acte.objects.exists()
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, choice)
    assert {row.reservataire: row.si_choisi for row in trial.soldes} == soldes(monde.habitat_lys)
    later = [row.proposition.choix.retenu for row in list_en_attente(monde.habitat_lys, JOUR)]
    assert [suite.apres for suite in trial.suites] == later


def test_trying_the_proposal_changes_nothing(monde: Monde) -> None:
    trial = a_trial(monde, "AL")
    assert trial.suites
    assert trial.changees == ()
    assert all(row.si_propose == row.si_choisi for row in trial.soldes)


def test_who_passes_the_threshold_is_named_and_the_bailleur_never_is(monde: Monde) -> None:
    for rank in range(2):
        a_fait(a_liberation(monde.habitat_lys, f"B-{rank}", libre_le=JOUR), "orientation", None)
    trial = a_trial(monde, "VILLE")
    assert trial.franchissent == ("AL",)  # 0.80 before, 1.20 after
    situations = {row.reservataire: row.seuil for row in trial.soldes}
    assert situations["VILLE"] == ""
    assert situations[BAILLEUR] == ""
    assert a_trial(monde, "AL").franchissent == ()


def test_a_dwelling_given_back_credits_nobody_again(monde: Monde) -> None:
    for kind in ("orientation", "refus"):
        a_fait(monde.liberations[0], kind, monde.comptes["AL"])
    trial = a_trial(monde, "VILLE")
    assert {row.avant - row.si_choisi for row in trial.soldes} == {0, 1}


def test_composition_is_against_the_droits(monde: Monde) -> None:
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"])  # a T2 PLAI in QPV
    rows = {row.attribut: row for row in a_trial(monde, "VILLE").composition}
    typologie = rows["typologie"]
    assert (typologie.valeur, typologie.dans_droits, typologie.dans_recus, typologie.dans_recus_apres) == (
        "T3",
        Fraction(1, 2),
        Fraction(0),
        Fraction(1, 2),
    )
    assert rows["forme"].dans_recus == 1


def test_without_anything_received_there_is_no_share(monde: Monde) -> None:
    assert {row.dans_recus for row in a_trial(monde, "CD").composition} == {None}
