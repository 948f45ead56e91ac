"""A dwelling is requalified only where its convention shares the designation."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.builders import MOMENT, Monde, a_convention, an_acteur, an_orientation

from gef.actions.faits import SaisieFait, inscrire_fait
from gef.actions.flux import load_flux
from gef.actions.requalification import check_convention, find_convention
from gef.core.errors import DonneeInvalideError
from gef.db.flux.models import Convention, Fait


def requalify(monde: Monde) -> Fait:
    saisie = SaisieFait("requalification", MOMENT.date())
    return inscrire_fait(an_acteur(monde.gestionnaire), monde.reference, saisie, rang_vu=1, moment=MOMENT)


@pytest.mark.parametrize(("mode", "said"), [("directe", "gestion directe"), ("deleguee", "déjà en gestion déléguée")])
def test_a_convention_that_is_not_mixed_leaves_nothing_to_requalify(monde: Monde, mode: str, said: str) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(mode_gestion=mode)
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "AL")
    with pytest.raises(DonneeInvalideError, match=f"requalification pour Action Logement : .*{said}"):
        requalify(monde)
    assert Fait.objects.count() == 1


def test_a_mixed_convention_lets_the_bailleur_designate_on_the_same_account(monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(mode_gestion="mixte")
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "AL")
    fact = requalify(monde)
    suivi = load_flux(monde.habitat_lys.pk).suivis[monde.liberations[0].pk]
    assert (fact.reservataire, suivi.etat.etat, suivi.reservataire) == (monde.comptes["AL"], "oriente", "AL")


def test_the_convention_is_the_one_of_the_day_the_dwelling_is_free(monde: Monde) -> None:
    dwelling, compte = monde.liberations[0], monde.comptes["CD"]
    Convention.objects.filter(reservataire=compte).update(fin=date(2026, 6, 2))
    later = a_convention(compte, Fraction(1, 15), date(2026, 6, 2), mode_gestion="mixte")
    rows = list(Convention.objects.select_related("reservataire").filter(reservataire=compte).order_by("debut"))
    assert find_convention(rows, "CD", dwelling) == rows[0]
    assert find_convention(rows, "CD", monde.liberations[1]) == later
    assert find_convention(rows, "AL", dwelling) is None
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "CD")
    suivi = load_flux(monde.habitat_lys.pk).suivis[dwelling.pk]
    with pytest.raises(DonneeInvalideError, match="gestion directe"):
        check_convention(suivi, "Département de Lys")
