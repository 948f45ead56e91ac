"""The dialogue of the demonstration: sent to all, read by some, contested once, and two answers to « what if »."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from gef.access.acteur import Acteur
from gef.access.models import Organisation, Utilisateur
from gef.actions.registre import Registre, read_registre
from gef.actions.scenarios import find_scenario, list_scenarios, read_run
from gef.demo.acces import ACTION_LOGEMENT, ETAT, GESTIONNAIRE, GRASSE, AccesDemo
from gef.demo.calendrier import EXERCICE_DEMO, JOUR_DEMO
from gef.demo.charger import Comptes
from gef.demo.dialogue import CONTESTEE, VALIDEES

pytestmark = pytest.mark.django_db


def registre_of(acces: AccesDemo) -> Registre:
    person = Utilisateur.objects.get(email=acces.email)
    organisation = Organisation.objects.get(nom=acces.organisation)
    return read_registre(Acteur(person.pk, person.nom, organisation, acces.role), JOUR_DEMO)


def test_every_line_in_force_was_sent(comptes: Comptes) -> None:
    etats = Counter(ligne.etat for ligne in registre_of(GESTIONNAIRE).lignes)
    assert etats["conteste"] == 1
    assert etats["a_relire"] > etats["valide"] > 100
    assert set(etats) == {"conteste", "a_relire", "valide", "expire", "declare"}
    # Only a right that has not begun is still merely declared.
    assert etats["declare"] == 1


def test_grasse_validates_two_lines_contests_one_and_uses_the_right_of_another(comptes: Comptes) -> None:
    lignes = registre_of(GRASSE).lignes
    assert {ligne.row.programme for ligne in lignes if ligne.etat == "valide"} == set(VALIDEES)
    (contestee,) = (ligne for ligne in lignes if ligne.etat == "conteste")
    assert (contestee.row.programme, contestee.row.is_formalise, contestee.nombre) == (CONTESTEE, False, 3)
    assert (contestee.paroles[-1].nombre, contestee.paroles[-1].auteur.nom) == (4, GRASSE.nom)
    assert [ligne.row.reservataire.code for ligne in lignes if ligne.row.utilisateur_id] == ["EPCI-CAPG"]
    assert "a_relire" in {ligne.etat for ligne in lignes}


def test_action_logement_validates_everything_and_the_etat_is_still_reading(comptes: Comptes) -> None:
    assert {ligne.etat for ligne in registre_of(ACTION_LOGEMENT).lignes} <= {"valide", "expire"}
    assert {ligne.etat for ligne in registre_of(ETAT).lignes} == {"a_relire"}
    assert all(ligne.paroles[-1].echeance == date(2026, 12, 15) for ligne in registre_of(ETAT).lignes)


def test_two_scenarios_are_kept_and_say_who_wins(comptes: Comptes) -> None:
    bailleur = Organisation.objects.get(pk=comptes.bailleur_id)
    assert len(list_scenarios(bailleur, EXERCICE_DEMO)) == 2
    ecarts = []
    for version in (1, 2):
        run = find_scenario(bailleur, EXERCICE_DEMO, version)
        assert run is not None
        ecarts.append({row.reservataire: row.ecart.logements for row in read_run(run).ecarts.comptes})
    assert all(ecart <= 0 for ecart in ecarts[0].values())
    assert ecarts[1]["VILLE-06029"] > 0 > ecarts[1]["VILLE-06069"]
