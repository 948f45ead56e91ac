"""The conférences of the demonstration, and what an EPCI and the État read of the year there."""

from __future__ import annotations

from collections import Counter

import pytest

from gef.access.acteur import Acteur
from gef.access.models import Organisation, Utilisateur
from gef.access.territoires import territoire_of
from gef.actions.activite import AnneeTerritoire, read_annee
from gef.actions.bilan import read_bilan
from gef.actions.conference import list_reunions
from gef.actions.tableaux_conference import order_ouvertes
from gef.core.conference import ETATS_DECISION
from gef.demo.acces import EPCI_CANNES, EPCI_GRASSE, ETAT, GESTIONNAIRE, GRASSE, AccesDemo
from gef.demo.calendrier import EXERCICE_DEMO, JOUR_DEMO
from gef.demo.charger import Comptes

pytestmark = pytest.mark.django_db


def acteur_of(acces: AccesDemo) -> Acteur:
    person = Utilisateur.objects.get(email=acces.email)
    return Acteur(person.pk, person.nom, Organisation.objects.get(nom=acces.organisation), acces.role)


def year_of(acces: AccesDemo, exercice: int) -> AnneeTerritoire:
    territoire = territoire_of(acteur_of(acces).organisation)
    assert territoire is not None
    return read_annee(territoire, exercice, JOUR_DEMO)


def test_cannes_held_two_meetings_and_put_a_third_off(comptes: Comptes) -> None:
    lues = list_reunions(acteur_of(EPCI_CANNES))
    assert [lue.reunion.etat(JOUR_DEMO) for lue in lues] == ["planifiee", "tenue", "tenue"]
    assert [mot.etat for mot in lues[0].mots] == ["reportee"]
    etats = Counter(decision.decision.etat for lue in lues for decision in lue.decisions)
    assert set(etats) == set(ETATS_DECISION)
    late = [decision for decision in order_ouvertes(lues) if decision.decision.is_en_retard(JOUR_DEMO)]
    assert len(late) == 2


def test_each_one_reads_the_conferences_where_he_sits(comptes: Comptes) -> None:
    holders = {
        acces: {lue.row.organisation.nom for lue in list_reunions(acteur_of(acces))}
        for acces in (EPCI_CANNES, EPCI_GRASSE, GRASSE, ETAT, GESTIONNAIRE)
    }
    both = {EPCI_CANNES.organisation, EPCI_GRASSE.organisation}
    assert holders == {
        EPCI_CANNES: {EPCI_CANNES.organisation},
        EPCI_GRASSE: {EPCI_GRASSE.organisation},
        GRASSE: {EPCI_GRASSE.organisation},
        ETAT: both,
        GESTIONNAIRE: both,
    }


def test_the_year_of_the_departement_is_the_bilan_of_its_only_bailleur(comptes: Comptes) -> None:
    for exercice in (EXERCICE_DEMO - 1, EXERCICE_DEMO):
        bilan = read_bilan(acteur_of(GESTIONNAIRE).organisation, exercice)
        annee = year_of(ETAT, exercice)
        total = annee.table("commune").total
        assert (total.liberations, total.hors_flux) == (bilan.liberations, bilan.liberations_hors_flux)
        found = (total.propositions, total.attributions, total.baux, total.refus)
        assert found == (bilan.total.propositions, bilan.total.attributions, bilan.total.baux, bilan.total.refus)
        by_commune = next(axe for axe in bilan.axes if axe.axe == "commune")
        assert {r.code: r.activite.attributions for r in annee.table("commune").lignes if r.activite.attributions} == {
            row.code: row.attributions for row in by_commune.lignes if row.attributions
        }


def test_the_territories_hide_small_counts_alike(comptes: Comptes) -> None:
    own, whole = year_of(EPCI_CANNES, EXERCICE_DEMO), year_of(ETAT, EXERCICE_DEMO)
    assert own.masques == whole.masques
    assert own.masques["public"]
    assert all(own.menages[code] for code in ("public", "quartile"))
