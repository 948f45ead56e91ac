"""What a fact would do to the accounts is what it then does."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.builders import JOUR, MOMENT, Monde, an_acteur, an_orientation, soldes

from gef.actions.effets_fait import EffetFait, preview_fait
from gef.actions.faits import SaisieFait, inscrire_fait
from gef.actions.flux import load_flux
from gef.core.errors import TransitionInterditeError
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Convention


def preview(monde: Monde, kind: str, **fields: object) -> tuple[EffetFait, ...]:
    etat = load_flux(monde.habitat_lys.pk)
    return preview_fait(etat, etat.suivis[monde.liberations[0].pk], SaisieFait(kind, JOUR, **fields))  # type: ignore[arg-type]


@pytest.fixture
def oriente(monde: Monde) -> Monde:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    return monde


def test_a_refusal_not_counted_gives_one_dwelling_back(oriente: Monde) -> None:
    assert preview(oriente, "refus") == (EffetFait("VILLE", Fraction(-4, 5), Fraction(1, 5)),)


def test_a_counted_silence_keeps_it_on_the_account(oriente: Monde) -> None:
    counted = EffetFait("VILLE", Fraction(-4, 5), Fraction(-4, 5), is_garde=True)
    assert preview(oriente, "non_reponse", precision={"consequence": "compte"}) == (counted,)
    Convention.objects.filter(reservataire__code="VILLE").update(declencheur="bail")
    assert preview(oriente, "non_reponse", precision={"consequence": "compte"}) == (counted,)


def test_the_bailleur_who_takes_over_is_debited(oriente: Monde) -> None:
    effets = {effet.reservataire: effet.apres - effet.avant for effet in preview(oriente, "reprise")}
    assert effets == {"VILLE": 1, BAILLEUR: -1}


def test_a_sheet_moves_nothing_and_what_cannot_follow_is_refused(oriente: Monde) -> None:
    assert preview(oriente, "transmission") == ()
    with pytest.raises(TransitionInterditeError):
        preview(oriente, "bail_rompu")


@pytest.mark.parametrize("kind", ["refus", "non_reponse", "retour", "reprise", "annulation", "attribution"])
def test_what_is_shown_is_what_happens(oriente: Monde, kind: str) -> None:
    before, shown = soldes(oriente.habitat_lys), preview(oriente, kind, motif="essai")
    saisie = SaisieFait(kind, JOUR, motif="essai")
    inscrire_fait(an_acteur(oriente.gestionnaire), oriente.reference, saisie, rang_vu=1, moment=MOMENT)
    after = soldes(oriente.habitat_lys)
    moved = {code: after[code] for code in after if after[code] != before.get(code, 0)}
    assert moved == {effet.reservataire: effet.apres for effet in shown if effet.apres != effet.avant}
