"""The negotiation of the demonstration: each case that an état des lieux meets is there, and nothing contradicts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from gef.core.plafonds import DEROGEABLES
from gef.core.registre_droits import DroitReservation, read_survie, situer_droit
from gef.demo.calendrier import JOUR_DEMO
from gef.demo.monde import Monde
from gef.demo.negociation import DELEGATION, NETS, PRET_SOLDE


def test_each_right_has_its_own_reference(monde: Monde) -> None:
    references = [droit.reference for droit in monde.registre.droits]
    assert len(set(references)) == len(references)
    assert all(references)


def test_only_a_guarantee_has_a_quotite(monde: Monde) -> None:
    for droit in monde.registre.droits:
        assert (droit.part_garantie is not None) == (droit.nature == "garantie")
        assert droit.part_garantie is None or 0 < droit.part_garantie <= Fraction(1, 2)


def test_one_right_is_used_by_another_in_his_commune(monde: Monde) -> None:
    (delegue,) = (d for d in monde.registre.droits if d.utilisateur)
    assert (delegue.reservataire, delegue.programme, delegue.utilisateur) == DELEGATION
    assert delegue.utilisateur.endswith(delegue.commune)


def test_a_loan_is_repaid_and_the_right_outlives_it(monde: Monde) -> None:
    (droit,) = (d for d in monde.registre.droits if (d.reservataire, d.programme) == PRET_SOLDE)
    inscrit = DroitReservation(
        droit.reservataire,
        droit.nature,
        "suite",
        droit.commune,
        "commune",
        droit.nombre,
        droit.debut,
        droit.fin,
        droit.echeance_pret,
        formalise=True,
        type_reservataire="commune",
    )
    situe = situer_droit(inscrit, JOUR_DEMO, read_survie(JOUR_DEMO))
    assert (situe.etat, situe.fin_retenue) == ("survie", date(2029, 5, 6))


def test_the_list_names_reserved_dwellings_and_has_its_faults(monde: Monde) -> None:
    known = {row.ident_rep or row.ident_int for row in monde.logements}
    listed = [row.logement for row in monde.negociation.reservations]
    assert len(set(listed)) == len(listed)
    strangers = [name for name in listed if name not in known]
    assert 0 < len(strangers) < len(listed) // 50
    assert len(listed) < len(monde.registre.titulaires)
    references = {d.reference for d in monde.registre.droits}
    assert {row.droit for row in monde.negociation.reservations} <= references


def test_two_published_rates_do_not_count_the_same_things(monde: Monde) -> None:
    excluded = {row.numerateur_exclut for row in monde.negociation.taux}
    assert excluded == {frozenset(), NETS}


def test_acts_and_applications_say_that_they_are_invented(monde: Monde) -> None:
    negociation = monde.negociation
    assert {row.code for row in negociation.derogations} <= set(DEROGEABLES)
    sources = [row.document for row in (*negociation.derogations, *negociation.exclusions)]
    assert all("fictif" in text or "fictive" in text for text in sources)
    assert all("fictif" in row.source for row in (*negociation.demandes, *negociation.taux))
    assert all(row.demandes and row.attributions for row in negociation.demandes)
