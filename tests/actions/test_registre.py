"""The register line by line: who sees what, in which order, with which history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.http import Http404
from tests.actions.registre_exemple import (
    ECHEANCE,
    MOTIF,
    a_delegation,
    a_droit,
    a_garantie,
    answer,
    contest,
    send,
)
from tests.builders import JOUR, MOMENT, Monde, a_compte, a_monde, an_acteur

from gef.access.acteur import Acteur
from gef.actions.correction_droits import corriger, read_correction
from gef.actions.memoire import forget_all
from gef.actions.registre import read_ligne, read_registre
from gef.core.avis import Avis
from gef.db.flux.models import Droit


def test_contested_lines_come_first_and_those_that_are_over_last(monde: Monde) -> None:
    over = a_droit(monde, "AL", fin=date(2025, 1, 1))
    sound = a_droit(monde, "AL", programme="Les Alizés")
    contested = a_droit(monde, programme="Zéphyr")
    send(monde)
    contest(monde, contested)
    registre = read_registre(an_acteur(monde.lecteur), JOUR)
    assert [ligne.row for ligne in registre.lignes] == [contested, sound, over]
    assert [ligne.etat for ligne in registre.lignes] == ["conteste", "a_relire", "expire"]
    assert registre.count(lambda ligne: ligne.situe.is_en_cours) == (8, 2)


def test_a_reservataire_sees_what_he_holds_or_uses(monde: Monde) -> None:
    held, used = a_droit(monde), a_delegation(monde)
    a_droit(monde, "AL")
    acteur = an_acteur(monde.agent_ville)
    assert {ligne.row for ligne in read_registre(acteur, JOUR).lignes} == {held, used}
    ligne = read_ligne(acteur, used.pk, JOUR).ligne
    assert ligne.utilisateur_au(JOUR) == monde.comptes["VILLE"]
    assert ligne.utilisateur_au(date(2024, 12, 31)) == monde.comptes["CD"]
    assert read_registre(an_acteur(monde.agent_rive), JOUR).lignes == ()
    assert read_registre(an_acteur(monde.gestionnaire_autre), JOUR).lignes == ()


def test_lines_are_split_by_bailleur(monde: Monde) -> None:
    a_droit(monde)
    other = a_compte(monde.logis_de_passage, "VILLE", "commune", part=None, organisation=monde.ville)
    elsewhere = a_droit(monde)
    elsewhere.reservataire = other
    elsewhere.save()
    registre = read_registre(an_acteur(monde.agent_ville), JOUR)
    assert len(registre.lignes) == 2
    assert [ligne.row for ligne in registre.of(monde.logis_de_passage.pk).lignes] == [elsewhere]


def test_a_line_says_why_it_is_in_force_and_what_was_said(monde: Monde) -> None:
    droit = a_garantie(monde)
    send(monde)
    answer(an_acteur(monde.agent_ville), droit, "valide")
    fiche = read_ligne(an_acteur(monde.gestionnaire), droit.pk, JOUR)
    assert (fiche.ligne.situe.etat, fiche.ligne.situe.is_prolonge) == ("survie", True)
    assert fiche.explication.etape("fin_retenue").valeur == "06/05/2029"
    assert [p.get_type_display() for p in fiche.ligne.paroles] == ["Transmis au réservataire", "Validé"]
    assert (fiche.anciennes, fiche.remplacant) == ((), None)


def test_a_delegated_line_names_its_user(monde: Monde) -> None:
    fiche = read_ligne(an_acteur(monde.gestionnaire), a_delegation(monde).pk, JOUR)
    assert fiche.explication.etape("utilisateur").valeur == "Ville de Lys"


@pytest.mark.parametrize("who", ["agent_rive", "gestionnaire_autre"])
def test_a_stranger_learns_nothing(monde: Monde, who: str) -> None:
    droit = a_droit(monde)
    for pk in (droit.pk, 0):
        with pytest.raises(Http404):
            read_ligne(an_acteur(getattr(monde, who)), pk, JOUR)


@pytest.mark.parametrize(("who", "queries"), [("gestionnaire", 5), ("agent_ville", 7)])
def test_the_number_of_queries_does_not_depend_on_the_lines(
    monde: Monde, django_assert_max_num_queries: Callable[..., Any], who: str, queries: int
) -> None:
    acteur = an_acteur(getattr(monde, who))
    for count in (3, 27):
        for n in range(count):
            a_droit(monde, ("VILLE", "AL", "CD")[n % 3])
        send(monde)
        with django_assert_max_num_queries(queries):
            lignes = read_registre(acteur, JOUR).lignes
            assert all(p.organisation.nom for ligne in lignes for p in ligne.paroles)
            assert all(ligne.row.reservataire.bailleur.nom for ligne in lignes)


def test_a_bailleur_and_a_reservataire_read_the_same_states(monde: Monde) -> None:
    a_garantie(monde)
    contested = a_droit(monde)
    send(monde)
    contest(monde, contested)
    by_bailleur, by_ville = (
        [(one.row, one.situe, one.dialogue, one.etat) for one in read_registre(an_acteur(who), JOUR).lignes]
        for who in (monde.lecteur, monde.agent_ville)
    )
    assert by_bailleur == by_ville


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_in_memory_follows_what_is_written() -> None:
    """Out of a transaction the rights are kept: a new line, a correction and a word must show at once."""
    forget_all()
    monde = a_monde()
    acteur = an_acteur(monde.gestionnaire)
    first = a_droit(monde)
    assert [one.etat for one in read_registre(acteur, JOUR).lignes] == ["declare"]
    send(monde)
    assert [one.etat for one in read_registre(acteur, JOUR).lignes] == ["a_relire"]
    second = a_droit(monde, nombre=7)
    assert {one.row for one in read_registre(acteur, JOUR).lignes} == {first, second}
    new = replace_line(acteur, first)
    assert {one.row for one in read_registre(acteur, JOUR).lignes} == {new, second}
    forget_all()


def replace_line(acteur: Acteur, droit: Droit) -> Droit:
    return corriger(
        acteur,
        droit.pk,
        replace(read_correction(droit), nombre=5),
        avis=Avis("corrige", JOUR, MOTIF),
        echeance=ECHEANCE,
        rang_vu=1,
        moment=MOMENT,
    )
