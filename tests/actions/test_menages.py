"""The household of a dwelling is the one to whom it is offered in the end; without a decision, nothing is guessed."""

from __future__ import annotations

from tests.builders import Monde, a_fait
from tests.builders_caleol import RANGS, a_fact, a_passage, some_decisions

from gef.actions import menages
from gef.actions.flux import load_flux
from gef.actions.menages import read_menages
from gef.core.comptages import Menage
from gef.db.designation.models import Candidat


def read(monde: Monde) -> dict[int, Menage]:
    return dict(read_menages(monde.habitat_lys.pk, load_flux(monde.habitat_lys.pk)))


def test_the_first_in_rank_then_the_next_after_a_refusal(monde: Monde) -> None:
    passage = a_passage(monde)
    first, second, _ = Candidat.objects.order_by("ordre")
    Candidat.objects.filter(pk=first.pk).update(public="dalo", quartile=1)
    Candidat.objects.filter(pk=second.pk).update(public="aucun", quartile=3)
    assert read(monde) == {}
    some_decisions(monde, passage, RANGS)
    liberation = passage.liberation_id
    assert read(monde) == {liberation: Menage(is_prioritaire=True, quartile=1, is_relogement=False)}
    a_fact(monde, passage, "refus_menage", cause="loyer", offre="adaptee")
    a_fact(monde, passage, "attribution")
    assert read(monde) == {liberation: Menage(is_prioritaire=False, quartile=3, is_relogement=False)}


def test_a_dwelling_whose_commission_is_not_told_is_left_out(monde: Monde) -> None:
    for kind in ("orientation", "attribution", "bail"):
        a_fait(monde.liberations[0], kind, monde.comptes["VILLE"])
    assert read(monde) == {}


def test_what_was_read_is_read_again_only_when_a_fact_changes(monde: Monde) -> None:
    passage = a_passage(monde)
    some_decisions(monde, passage, RANGS)
    first = read(monde)
    Candidat.objects.all().update(quartile=4)
    assert read(monde) == first, "a candidate never changes: nothing is read again"
    a_fact(monde, passage, "acceptation_menage")
    assert read(monde)[passage.liberation_id].quartile == 4
    menages._LUS.clear()
    assert read(monde)[passage.liberation_id].quartile == 4
