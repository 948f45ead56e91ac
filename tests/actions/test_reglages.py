"""Settings of the orientation: recorded by who may, refused with reasons, never changed; the proposals follow them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from tests.builders import ANTIBES, JOUR, MOMENT, Monde, a_liberation, an_acteur, an_attente

from gef.actions.essai_orientation import try_orientation
from gef.actions.flux import load_flux
from gef.actions.lot_orientation import orienter_lot, read_vus, write_vus
from gef.actions.orienter import compute_part_propre, orienter, propose_all, regler
from gef.actions.reglages import (
    ReglageRefuseError,
    SaisieReglage,
    clore_reglage,
    inscrire_reglage,
    list_reglages,
)
from gef.core.enregistrement import verifier_enregistrement
from gef.core.regle import Parametres
from gef.db.journal.models import Acte
from gef.db.reglages.models import ReglageOrientation

SOUPLE = Parametres(avance_min=Fraction(1, 10), seuil=Fraction(9, 10))
SIMPLE = SaisieReglage(Parametres(regle="retard"), date(2026, 1, 1), " comité du 12 décembre 2025 ")


def inscrire(monde: Monde, saisie: SaisieReglage = SIMPLE) -> ReglageOrientation:
    return inscrire_reglage(an_acteur(monde.gestionnaire), saisie, MOMENT)


def reglage_du(monde: Monde, jour: date) -> Parametres:
    return regler(load_flux(monde.habitat_lys.pk), jour)


def test_a_setting_is_recorded_with_its_document_its_author_and_in_the_journal(monde: Monde) -> None:
    inscrire(monde, replace(SIMPLE, parametres=SOUPLE))
    [row] = list_reglages(monde.habitat_lys)
    assert (row.document, row.auteur, row.avance_min) == (
        "comité du 12 décembre 2025",
        monde.gestionnaire,
        Fraction(1, 10),
    )
    acte = Acte.objects.get(acte="reglage")
    assert (acte.objet, acte.details["seuil"], acte.auteur) == ("orientation, 2026-01-01", "9/10", monde.gestionnaire)


def test_proposals_follow_the_setting_of_the_day(monde: Monde) -> None:
    assert reglage_du(monde, JOUR) == SOUPLE, "shipped to whom has next to no contingent of his own"
    inscrire(monde)
    assert reglage_du(monde, JOUR) == SIMPLE.parametres
    assert reglage_du(monde, date(2025, 12, 31)) == Parametres(), "before its start, the default"
    attente = an_attente(monde.habitat_lys, monde.reference)
    assert attente.parametres == SIMPLE.parametres
    assert attente.proposition.choix.motif == "plus_en_retard"


def test_a_decision_keeps_the_setting_that_proposed_it(monde: Monde) -> None:
    inscrire(monde)
    acteur = an_acteur(monde.gestionnaire)
    retenu = an_attente(monde.habitat_lys, monde.reference).retenu
    fact = orienter(acteur, monde.reference, retenu, motif="", rang_vu=0, moment=MOMENT)
    inscrire(monde, replace(SIMPLE, parametres=SOUPLE))
    assert fact.enregistrement["parametres"]["regle"] == "retard"
    assert verifier_enregistrement(fact.enregistrement, SIMPLE.parametres).retenu == retenu


def test_a_batch_and_a_trial_follow_the_setting_too(monde: Monde) -> None:
    inscrire(monde, replace(SIMPLE, parametres=Parametres(avance_min=Fraction(0), seuil=Fraction(1, 5))))
    etat = load_flux(monde.habitat_lys.pk)
    waiting = propose_all(etat, JOUR)
    essai = try_orientation(etat, waiting, waiting[0], "CD", JOUR)
    assert essai.seuil == Fraction(1, 5)
    vus = read_vus([write_vus(waiting)])
    facts = orienter_lot(an_acteur(monde.gestionnaire), vus, moment=MOMENT)
    assert [fact.enregistrement["parametres"]["seuil"] for fact in facts] == ["1/5"] * 3
    assert all(verifier_enregistrement(fact.enregistrement).retenu for fact in facts)


def test_the_accounts_do_not_move_when_the_setting_changes(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    orienter(acteur, monde.reference, "AL", motif="accord des parties", rang_vu=0, moment=MOMENT)
    before = load_flux(monde.habitat_lys.pk)
    inscrire(monde)
    after = load_flux(monde.habitat_lys.pk)
    assert (before.reglages, len(after.reglages)) == ((), 1), "a state that was given is never changed"
    assert after.livre.image() == before.livre.image()
    assert after.suivis.keys() == before.suivis.keys()
    assert [row.parametres for row in propose_all(after, JOUR)] == [SIMPLE.parametres] * 2


def test_a_closed_setting_holds_until_its_end(monde: Monde) -> None:
    row = inscrire(monde)
    fin = JOUR + timedelta(days=1)
    clore_reglage(an_acteur(monde.gestionnaire), row.pk, fin=fin, document=" avenant n° 2 ", moment=MOMENT)
    [closed] = list_reglages(monde.habitat_lys)
    assert (closed.remplace_id, closed.document, closed.regle) == (row.pk, "avenant n° 2", "retard")
    assert reglage_du(monde, JOUR) == SIMPLE.parametres
    assert reglage_du(monde, fin) == SOUPLE
    assert ReglageOrientation.objects.count() == 2, "nothing is erased"


def test_a_setting_recorded_by_mistake_never_held(monde: Monde) -> None:
    row = inscrire(monde)
    clore_reglage(an_acteur(monde.gestionnaire), row.pk, fin=row.debut, document="erreur", moment=MOMENT)
    assert reglage_du(monde, row.debut) == Parametres()


def test_what_cannot_be_recorded_is_refused(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    with pytest.raises(ReglageRefuseError, match="document : vide"):
        inscrire(monde, replace(SIMPLE, document=" "))
    with pytest.raises(ReglageRefuseError, match="dernier jour : avant"):
        inscrire(monde, replace(SIMPLE, fin=SIMPLE.debut))
    row = inscrire(monde)
    with pytest.raises(ReglageRefuseError, match="Document : vide"):
        clore_reglage(acteur, row.pk, fin=JOUR, document="", moment=MOMENT)
    with pytest.raises(ReglageRefuseError, match="précède le début"):
        clore_reglage(acteur, row.pk, fin=date(2025, 12, 31), document="d", moment=MOMENT)
    with pytest.raises(ReglageRefuseError, match="n’est plus au registre"):
        clore_reglage(acteur, row.pk + 1, fin=JOUR, document="d", moment=MOMENT)
    with pytest.raises(ReglageRefuseError, match="n’est plus au registre"):
        clore_reglage(an_acteur(monde.gestionnaire_autre), row.pk, fin=JOUR, document="d", moment=MOMENT)
    assert Acte.objects.filter(acte="reglage").count() == 1


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_who_may_not_write_records_nothing(monde: Monde, who: str) -> None:
    acteur = an_acteur(getattr(monde, who))
    with pytest.raises(PermissionDenied):
        inscrire_reglage(acteur, SIMPLE, MOMENT)
    row = inscrire(monde)
    with pytest.raises(PermissionDenied):
        clore_reglage(acteur, row.pk, fin=JOUR, document="d", moment=MOMENT)
    assert [kept.pk for kept in list_reglages(monde.habitat_lys)] == [row.pk]


def test_the_database_refuses_an_end_before_the_start(monde: Monde) -> None:
    row = inscrire(monde)
    fields = {nom: getattr(row, nom) for nom in ("avance_min", "seuil", "dispense", "profil", "commune", "regle")}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReglageOrientation.objects.create(
            bailleur=monde.habitat_lys, debut=JOUR, fin=date(2026, 1, 1), document="d", ecrit_le=MOMENT, **fields
        )


def test_without_a_recorded_setting_the_own_contingent_decides(monde: Monde) -> None:
    etat = load_flux(monde.habitat_lys.pk)
    # Two dwellings of Cannes, where 1/30 is left; the third is not free yet.
    assert compute_part_propre(etat, JOUR) == Fraction(1, 30)
    a_liberation(monde.habitat_lys, "L-2026-0005", libre_le=JOUR, commune=ANTIBES)
    assert compute_part_propre(load_flux(monde.habitat_lys.pk), JOUR) == (2 * Fraction(1, 30) + Fraction(7, 30)) / 3
    assert compute_part_propre(etat, date(2020, 1, 1)) is None
