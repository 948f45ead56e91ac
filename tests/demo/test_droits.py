"""The register of rights: near the parts, within the caps, and at odds with the parc where it is meant to be."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from gef.core.etat_des_lieux import EtatDesLieux, LogementParc, count_parc, dresser_etat_des_lieux
from gef.core.parts import BAILLEUR, TYPES_ETAT, covers
from gef.core.registre_droits import DroitReservation
from gef.demo.calendrier import JOUR_DEMO
from gef.demo.monde import Monde
from gef.demo.reservataires import SIREN_BAILLEUR, SIRET_BAILLEUR, build_organisations, build_parts, epci_of
from gef.imports.rpls_depot import is_siret
from gef.law.territoires import find_commune, load_epci


def in_territoire(monde: Monde, portee: str) -> int:
    rows = (row for row in monde.logements if row.financement != "PLI")
    return sum(covers(portee, row.commune, epci_of(row.commune)) for row in rows)


@pytest.fixture(scope="module")
def etat_des_lieux(monde: Monde) -> EtatDesLieux:
    types = {compte.code: compte for compte in monde.comptes}
    parc = (
        LogementParc(
            logement=row.ident_int,
            commune=row.commune,
            epci=epci_of(row.commune),
            qpv=row.qpv,
            typologie=row.typologie,
            financement=row.financement,
            contingent=monde.registre.contingents[row.numero] or None,
            periode=row.periode or None,
        )
        for row in monde.logements
    )
    droits = (
        DroitReservation(
            reservataire=row.reservataire,
            nature=row.nature,
            type_droit=row.type_droit,
            commune=row.commune or None,
            territoire=types[row.reservataire].portee,
            nombre=row.nombre,
            debut=row.debut,
            fin=row.fin,
            echeance_pret=row.echeance_pret,
            formalise=row.is_formalise,
            type_reservataire=types[row.reservataire].type,
        )
        for row in monde.registre.droits
    )
    return dresser_etat_des_lieux(count_parc(parc), droits, JOUR_DEMO)


def test_every_account_has_rights_near_its_part(monde: Monde) -> None:
    totals: Counter[str] = Counter()
    for row in monde.registre.droits:
        totals[row.reservataire] += row.nombre
    parts = {row.reservataire: row.part for row in monde.conventions}
    for compte in monde.comptes:
        expected = parts[compte.code] * in_territoire(monde, compte.portee)
        assert totals[compte.code] >= 1, compte.code
        assert abs(totals[compte.code] - expected) <= max(expected / 10, 10), compte.code


def test_parc_and_register_disagree_here_and_there(etat_des_lieux: EtatDesLieux) -> None:
    assert {row.famille for row in etat_des_lieux.desaccords} >= {"etat", "action_logement", "collectivites"}
    assert all(abs(row.ecart) <= row.contreslog / 8 for row in etat_des_lieux.rapprochements)
    assert etat_des_lieux.echus
    assert etat_des_lieux.a_venir
    assert sum(row.en_survie for row in etat_des_lieux.reservataires) > 0
    assert sum(row.non_formalises for row in etat_des_lieux.reservataires) > 0
    assert sum(row.unique for row in etat_des_lieux.reservataires) == 60
    assert any(row.contingent is None for row in etat_des_lieux.lignes)


def test_no_right_ends_before_it_begins_and_documents_say_fictional(monde: Monde) -> None:
    droits = monde.registre.droits
    assert all(row.fin is None or row.debut < row.fin for row in droits)
    assert all("fictif" in row.document for row in droits)
    assert all("fictif" in row.source for row in monde.conventions)
    assert all("fictif" in row.document or "fictive" in row.document for row in monde.previsions)


@pytest.mark.parametrize("jour", [date(2024, 1, 1), date(2025, 6, 30), date(2026, 1, 1), JOUR_DEMO])
def test_parts_respect_the_caps_in_every_commune(monde: Monde, jour: date) -> None:
    types = {compte.code: compte.type for compte in monde.comptes} | {BAILLEUR: "bailleur"}
    table = build_parts()
    for code in {row.commune for row in monde.logements}:
        parts = table.au(jour, code)
        assert sum(part for nom, part in parts.items() if types[nom] in TYPES_ETAT) == Fraction(30, 100)
        garants = ("commune", "epci", "departement")
        assert sum(part for nom, part in parts.items() if types[nom] in garants) <= Fraction(20, 100)
        assert parts[BAILLEUR] >= Fraction(30, 100)


def test_two_generations_of_conventions_follow_one_another(monde: Monde) -> None:
    for code in {row.reservataire for row in monde.conventions}:
        rows = sorted((row for row in monde.conventions if row.reservataire == code), key=lambda row: row.debut)
        assert len(rows) == 2
        assert rows[0].fin == rows[1].debut == date(2026, 1, 1)
        assert rows[1].fin > JOUR_DEMO


def test_organisations_are_real_and_the_bailleur_is_not(monde: Monde) -> None:
    organisations = build_organisations()
    assert is_siret(SIRET_BAILLEUR)
    assert SIRET_BAILLEUR.startswith(SIREN_BAILLEUR)
    assert int(SIREN_BAILLEUR) < 1000
    assert sorted(code for row in organisations for code in row.comptes) == sorted(c.code for c in monde.comptes)
    assert all(row.territoire in load_epci() for row in organisations if row.type == "epci")
    for row in organisations:
        if row.type == "commune":
            assert find_commune(row.territoire).nom.replace("'", "’").removeprefix("Le ") in row.nom


def test_previsions_cover_the_years(monde: Monde) -> None:
    assert {row.exercice for row in monde.previsions} == {2024, 2025, 2026, 2027}
    assert len({(row.exercice, row.categorie) for row in monde.previsions}) == len(monde.previsions)
