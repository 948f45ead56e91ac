"""The new programmes and the charter of the demonstration: one delivered, one discussed, relogements counted but one."""

from __future__ import annotations

import pytest

from gef.access.models import Organisation
from gef.actions.chartes import read_relogements
from gef.actions.hors_flux import read_hors_flux
from gef.actions.programmes import list_programmes
from gef.demo.calendrier import EXERCICE_DEMO, JOUR_DEMO
from gef.demo.charger import Comptes
from gef.demo.programmes import MOTIF, OBJECTIFS, RESTENT_A_LOUER, VILLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def bailleur(comptes: Comptes) -> Organisation:
    return Organisation.objects.get(pk=comptes.bailleur_id)


def test_one_programme_is_delivered_and_nearly_let(bailleur: Organisation) -> None:
    livre, _ = list_programmes(bailleur)
    assert (livre.statut, livre.exercice_flux, len(livre.neufs)) == ("livre", 2027, 18)
    assert sum(neuf.bail_le is None for neuf in livre.neufs) == RESTENT_A_LOUER
    assert livre.convenue
    assert livre.convenue.logements[VILLE] == livre.proposee.logements[VILLE] + 1


def test_the_other_is_discussed_and_the_ville_contests(bailleur: Organisation) -> None:
    _, discute = list_programmes(bailleur)
    assert discute.statut == "concertation"
    assert discute.echanges[VILLE].etat == "conteste"
    assert discute.paroles[VILLE][-1].motif == MOTIF
    assert {code for code, e in discute.echanges.items() if e.etat == "accepte"} == {"AL", "ETAT-F", "ETAT-P"}
    assert "propose" in {e.etat for e in discute.echanges.values()}


def test_the_relogements_of_the_year_are_counted_but_one(bailleur: Organisation) -> None:
    etat = read_relogements(bailleur, EXERCICE_DEMO, JOUR_DEMO)
    [charte] = etat.chartes
    assert {o.reservataire for o in OBJECTIFS} == set(charte.objectifs)
    assert sum(c.realises for c in charte.contributions) > 4
    left = [s for s in etat.a_imputer if s.etat.categorie == "anru" and s.liberation.libre_le.year == EXERCICE_DEMO]
    assert len(left) == 1


def test_some_publics_are_known_and_some_are_not(bailleur: Organisation) -> None:
    total = read_hors_flux(bailleur, EXERCICE_DEMO, JOUR_DEMO).total
    assert min(total.prioritaires, total.dalo, total.inconnus) > 0
