"""The context of the demonstration: classes of known programmes, needs without a name, wishes that name no programme."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from gef.core.besoins import CATEGORIES_BESOIN
from gef.core.residences import CLASSES, cle_residence, find_classes
from gef.core.souhaits import GroupeLogements, verifier_souhait
from gef.demo.calendrier import JOUR_DEMO
from gef.demo.contexte import build_contexte
from gef.demo.monde import Monde
from gef.demo.reservataires import build_comptes, epci_of


def test_the_classes_are_those_of_programmes_of_the_parc_and_some_are_left_out(monde: Monde) -> None:
    known = {cle_residence(row.commune, row.programme.libelle) for row in monde.logements}
    found = find_classes(monde.contexte.classements, JOUR_DEMO)
    assert set(found) < known
    assert set(Counter(row.classe for row in found.values())) == set(CLASSES)
    assert len(found) == len(monde.contexte.classements)


def test_the_needs_have_a_reference_and_a_past(monde: Monde) -> None:
    besoins = monde.contexte.besoins
    assert len({besoin.reference for besoin in besoins}) == len(besoins)
    assert all(re.fullmatch(r"[A-Z]+-2026-\d{3}", besoin.reference) for besoin in besoins)
    assert {besoin.categorie for besoin in besoins} <= set(CATEGORIES_BESOIN)
    assert all(date(2025, 1, 1) < besoin.declare_le < JOUR_DEMO for besoin in besoins)
    assert {besoin.is_prioritaire for besoin in besoins} == {True, False, None}


def test_the_wishes_would_be_admitted(monde: Monde) -> None:
    parc = {
        GroupeLogements(
            row.commune,
            epci_of(row.commune),
            row.programme.libelle,
            row.adresse,
            row.typologie,
            row.financement,
            row.qpv,
        )
        for row in monde.logements
    }
    portees = {compte.code: compte.portee for compte in build_comptes()}
    for row in monde.contexte.souhaits:
        verifier_souhait(row.souhait, portees[row.reservataire], parc)


def test_drawing_again_gives_the_same(monde: Monde) -> None:
    assert build_contexte(monde.logements) == monde.contexte
