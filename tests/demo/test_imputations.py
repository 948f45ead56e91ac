"""The imputations of the demonstration: some confirmed, some to confirm, by the rule of the partners."""

from __future__ import annotations

import pytest

from gef.access.models import Organisation
from gef.actions.flux import load_flux
from gef.actions.rappels_imputation import list_rappels
from gef.actions.regles_imputation import find_regle_du
from gef.actions.suivi_imputations import count_imputations, list_imputations
from gef.demo.calendrier import JOUR_DEMO
from gef.demo.charger import Comptes
from gef.demo.imputations import REGLE

pytestmark = pytest.mark.django_db


def test_some_accounts_are_confirmed_and_some_are_left_to_confirm(comptes: Comptes) -> None:
    bailleur = Organisation.objects.get(pk=comptes.bailleur_id)
    regle = find_regle_du(bailleur.pk, JOUR_DEMO)
    assert regle is not None
    assert tuple(regle.criteres) == REGLE.criteres
    confirmed = list_imputations(bailleur.pk)
    assert len(confirmed) >= 3
    assert all(lue.is_tenue and not lue.row.is_ecart for lue in confirmed)
    assert {lue.row.is_deplacee for lue in confirmed} == {True, False}
    assert sum(row.effet for row in count_imputations(confirmed, JOUR_DEMO.year)) == 0
    etat = load_flux(bailleur.pk)
    rappels = list_rappels(bailleur, etat, etat.suivis.values(), JOUR_DEMO)
    assert len(rappels) >= 3
    done = {lue.row.fait.liberation_id for lue in confirmed}
    assert not done & {rappel.suivi.liberation.pk for rappel in rappels}
