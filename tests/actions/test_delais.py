"""Delays of the conventions and closed days: recorded by who may, refused with reasons, never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from tests.builders import JOUR, MOMENT, Monde, an_acteur

from gef.actions.delais import (
    DelaiRefuseError,
    SaisieDelai,
    clore_delai,
    fermer_jours,
    inscrire_delai,
    list_delais,
    list_fermetures,
    load_calendrier,
    load_clauses,
    prevoir_echeance,
    rouvrir_jours,
)
from gef.core.delais import Calendrier, Delai, Fermeture, calculer_echeance
from gef.core.errors import DonneeInvalideError
from gef.core.horloges import FaitDate, SuiviDelais, find_clause, find_retards
from gef.core.motifs import Source
from gef.db.delais.models import DelaiConvention, JourFerme
from gef.db.journal.models import Acte

COURTE = SaisieDelai(
    "VILLE", "reponse", Delai(3, "ouvrables"), "reprendre", "non_compte", date(2026, 1, 1), " convention, art. 5 "
)
NOEL = (date(2026, 12, 24), date(2027, 1, 3), "fermeture de fin d’année")


def inscrire(monde: Monde, saisie: SaisieDelai = COURTE) -> DelaiConvention:
    return inscrire_delai(an_acteur(monde.gestionnaire), saisie, MOMENT)


def fermer(monde: Monde) -> JourFerme:
    return fermer_jours(an_acteur(monde.gestionnaire), *NOEL, MOMENT)


def test_a_clause_is_recorded_with_its_author_and_in_the_journal(monde: Monde) -> None:
    inscrire(monde)
    [row] = list_delais(monde.habitat_lys)
    assert (row.reservataire, row.document, row.auteur) == (
        monde.comptes["VILLE"],
        "convention, art. 5",
        monde.gestionnaire,
    )
    [clause] = load_clauses(monde.habitat_lys)
    assert (clause.reservataire, clause.delai, clause.consequence, clause.decompte) == (
        "VILLE",
        Delai(3, "ouvrables"),
        "reprendre",
        "non_compte",
    )
    assert clause.source == Source("convention, art. 5", "locale")
    acte = Acte.objects.get(acte="delai")
    assert (acte.objet, acte.details["delai"], acte.auteur) == (
        "VILLE, reponse",
        "3 jours ouvrables",
        monde.gestionnaire,
    )


def test_what_is_recorded_moves_the_clock_of_a_dwelling(monde: Monde) -> None:
    inscrire(monde)
    fermer(monde)
    sent = SuiviDelais("L-1", "VILLE", (FaitDate("transmission", date(2026, 12, 22)),))
    clocks = find_retards([sent], date(2027, 1, 6), load_clauses(monde.habitat_lys), load_calendrier(monde.habitat_lys))
    [reponse] = [clock for clock in clocks if clock.clause.etape == "reponse"]
    assert (reponse.echeance, reponse.restants, reponse.consequence) == (date(2027, 1, 5), -1, "reprendre")


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"document": "  "}, DelaiRefuseError, "la convention ou l’avenant"),
        ({"reservataire": "RIVE"}, DelaiRefuseError, "« RIVE » inconnu"),
        ({"reservataire": "BAILLEUR"}, DelaiRefuseError, "inconnu"),
        ({"fin": date(2026, 1, 1)}, DonneeInvalideError, "une fin après le début"),
        ({"consequence": "refus"}, DonneeInvalideError, "proposer le logement à un autre réservataire ; ou : désigner"),
        ({"etape": "menage", "consequence": "refus"}, DonneeInvalideError, "R. 441-10"),
    ],
)
def test_what_is_refused_says_why_and_writes_nothing(
    monde: Monde, changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        inscrire(monde, replace(COURTE, **changes))
    assert not DelaiConvention.objects.exists()
    assert not Acte.objects.exists()


def test_an_ended_clause_leaves_its_place_to_the_default(monde: Monde) -> None:
    row = inscrire(monde)
    acteur = an_acteur(monde.gestionnaire)
    clore_delai(acteur, row.pk, fin=date(2026, 7, 1), document="avenant n° 1", moment=MOMENT)
    clauses = load_clauses(monde.habitat_lys)
    assert find_clause("reponse", "VILLE", date(2026, 6, 30), clauses).delai == Delai(3, "ouvrables")
    assert find_clause("reponse", "VILLE", date(2026, 7, 1), clauses).is_par_defaut
    assert DelaiConvention.objects.count() == 2, "the former line stays"
    with pytest.raises(DelaiRefuseError, match="n’est plus au registre"):
        clore_delai(acteur, row.pk, fin=date(2026, 8, 1), document="avenant", moment=MOMENT)


def test_a_clause_recorded_by_mistake_never_held(monde: Monde) -> None:
    row = inscrire(monde)
    clore_delai(an_acteur(monde.gestionnaire), row.pk, fin=row.debut, document="erreur de saisie", moment=MOMENT)
    assert load_clauses(monde.habitat_lys) == ()


@pytest.mark.parametrize(
    ("fin", "document", "message"),
    [(date(2025, 12, 31), "avenant", "précède le début"), (date(2026, 7, 1), " ", "Document : vide")],
)
def test_an_end_that_cannot_be_is_refused(monde: Monde, fin: date, document: str, message: str) -> None:
    row = inscrire(monde)
    with pytest.raises(DelaiRefuseError, match=message):
        clore_delai(an_acteur(monde.gestionnaire), row.pk, fin=fin, document=document, moment=MOMENT)


def test_two_ends_of_one_clause_cannot_both_be_written(monde: Monde) -> None:
    """The database holds it, should two people end it at the same moment."""
    row = inscrire(monde)
    clore_delai(an_acteur(monde.gestionnaire), row.pk, fin=date(2026, 7, 1), document="avenant", moment=MOMENT)
    fields = {name: getattr(row, name) for name in ("reservataire", "etape", "nombre", "unite", "debut", "ecrit_le")}
    with pytest.raises(IntegrityError), transaction.atomic():
        DelaiConvention.objects.create(remplace=row, document="autre", **fields)


def test_closed_days_are_recorded_then_withdrawn(monde: Monde) -> None:
    row = fermer(monde)
    closed = Calendrier("06", (Fermeture(NOEL[0], date(2027, 1, 4), NOEL[2]),))
    assert load_calendrier(monde.habitat_lys) == closed
    assert calculer_echeance(date(2026, 12, 23), Delai(1, "ouvres"), closed).echeance == date(2027, 1, 4)
    rouvrir_jours(an_acteur(monde.gestionnaire), row.pk, MOMENT)
    assert list_fermetures(monde.habitat_lys) == ()
    assert load_calendrier(monde.habitat_lys) == Calendrier("06")
    assert JourFerme.objects.count() == 2
    assert sorted(Acte.objects.values_list("acte", flat=True)) == ["fermeture", "reouverture"]
    with pytest.raises(DelaiRefuseError, match="n’est plus au registre"):
        rouvrir_jours(an_acteur(monde.gestionnaire), row.pk, MOMENT)


@pytest.mark.parametrize(
    ("debut", "dernier", "libelle", "message"),
    [
        (JOUR, JOUR, " ", "libellé"),
        (JOUR, date(2026, 6, 14), "pont", "une fin après le début"),
        (JOUR, date(2026, 12, 31), "travaux", "62 jours au plus"),
    ],
)
def test_closed_days_that_cannot_be_are_refused(
    monde: Monde, debut: date, dernier: date, libelle: str, message: str
) -> None:
    with pytest.raises((DelaiRefuseError, DonneeInvalideError), match=message):
        fermer_jours(an_acteur(monde.gestionnaire), debut, dernier, libelle, MOMENT)
    assert not JourFerme.objects.exists()


def test_the_same_days_are_closed_once(monde: Monde) -> None:
    row = fermer(monde)
    with pytest.raises(DelaiRefuseError, match="déjà inscrits"):
        fermer(monde)
    rouvrir_jours(an_acteur(monde.gestionnaire), row.pk, MOMENT)
    fermer(monde)
    assert len(list_fermetures(monde.habitat_lys)) == 1


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_only_a_manager_of_the_bailleur_writes(monde: Monde, who: str) -> None:
    delai, ferme = inscrire(monde), fermer(monde)
    acteur = an_acteur(getattr(monde, who))
    for write in (
        lambda: inscrire_delai(acteur, COURTE, MOMENT),
        lambda: clore_delai(acteur, delai.pk, fin=date(2026, 7, 1), document="avenant", moment=MOMENT),
        lambda: fermer_jours(acteur, *NOEL, MOMENT),
        lambda: rouvrir_jours(acteur, ferme.pk, MOMENT),
    ):
        with pytest.raises(PermissionDenied):
            write()


def test_a_stranger_reaches_nothing(monde: Monde) -> None:
    delai, ferme = inscrire(monde), fermer(monde)
    stranger = an_acteur(monde.gestionnaire_autre)
    with pytest.raises(DelaiRefuseError):
        clore_delai(stranger, delai.pk, fin=date(2026, 7, 1), document="avenant", moment=MOMENT)
    with pytest.raises(DelaiRefuseError):
        rouvrir_jours(stranger, ferme.pk, MOMENT)
    assert load_clauses(monde.logis_de_passage) == ()
    assert list_fermetures(monde.logis_de_passage) == ()
    assert list_delais(monde.logis_de_passage) == ()


@pytest.mark.parametrize(
    ("asked", "phrase", "restants"),
    [
        (("VILLE", "reponse", date(2026, 6, 11)), "jeudi 11/06/2026 : réponse attendue le lundi 15/06/2026", 0),
        (("AL", "reponse", date(2026, 6, 15)), "lundi 15/06/2026 : réponse attendue le lundi 22/06/2026", 7),
        (("", "candidats", date(2026, 5, 31)), "trois candidats attendus le mardi 30/06/2026", 15),
        (("AL", "menage", date(2026, 5, 29)), "réponse du ménage attendue le lundi 08/06/2026", -7),
        (("AL", "neuf", date(2026, 9, 30)), "logement à transmettre le mardi 30/06/2026", 15),
    ],
)
def test_a_deadline_is_worked_out_for_a_day(
    monde: Monde, asked: tuple[str, str, date], phrase: str, restants: int
) -> None:
    inscrire(monde)
    reservataire, etape, jour = asked
    found = prevoir_echeance(monde.habitat_lys, reservataire, etape, jour, JOUR)
    assert phrase in found.phrase
    assert (found.restants, found.clause.is_par_defaut) == (restants, reservataire != "VILLE")
    assert (found.calcul is None) == (etape == "neuf")
