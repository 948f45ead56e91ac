"""The flux: decided by the engine, told by facts that follow one another, and true to the last figure."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from gef.core.enregistrement import verifier_enregistrement
from gef.core.orientation import Moteur, Parametres
from gef.core.parts import BAILLEUR
from gef.demo.calendrier import EXERCICE_DEMO, JOUR_DEMO, is_ouvre
from gef.demo.flux import REFUSE_TOUT, FaitDemo, to_logement
from gef.demo.liberations import DEPARTS, LiberationDemo
from gef.demo.monde import Monde
from gef.demo.reservataires import build_accounts, build_parts

SUITES = {
    None: {"orientation"},
    "orientation": {"transmission", "refus", "retour", "requalification", "candidats", "attribution"},
    "transmission": {"refus", "retour", "acceptation", "candidats", "attribution"},
    "acceptation": {"candidats"},
    "requalification": {"candidats", "attribution"},
    "candidats": {"attribution"},
    "refus": {"orientation"},
    "retour": {"orientation"},
    "attribution": {"refus_menage", "bail"},
    "refus_menage": {"attribution"},
    "bail": set(),
}


@pytest.fixture(scope="module")
def par_liberation(monde: Monde) -> dict[str, list[FaitDemo]]:
    faits: defaultdict[str, list[FaitDemo]] = defaultdict(list)
    for fait in monde.deroule.faits:
        faits[fait.liberation.reference].append(fait)
    return dict(faits)


@pytest.fixture(scope="module")
def soldes_servis(monde: Monde) -> dict[str, list[Fraction]]:
    """Solde of each account just after each dwelling that it received: a second, slower fold of the same facts."""
    parts, soldes = build_parts(), defaultdict(list)
    droits: Counter[str] = Counter()
    recus: Counter[str] = Counter()
    politiques = {row.reservataire: row.politique_refus for row in monde.conventions}
    credites: set[str] = set()
    for fait in monde.deroule.faits:
        reference, logement = fait.liberation.reference, fait.liberation.logement
        if fait.type == "orientation":
            if reference not in credites:
                for nom, part in parts.au(fait.liberation.libre_le, logement.commune).items():
                    droits[nom] += part
                credites.add(reference)
            recus[fait.reservataire or ""] += 1
            soldes[fait.reservataire or ""].append(droits[fait.reservataire or ""] - recus[fait.reservataire or ""])
        elif fait.type == "refus" and politiques[fait.reservataire or ""] == "compte":
            credites.discard(reference)
        elif fait.type in ("refus", "retour"):
            recus[fait.reservataire or ""] -= 1
    final = {nom: droits[nom] - recus[nom] for nom in droits}
    assert final == {nom: solde for nom, solde in monde.deroule.soldes.items() if nom in final}
    return dict(soldes)


def test_volumes(monde: Monde) -> None:
    years = Counter(row.libre_le.year for row in monde.liberations)
    assert years[2024] == DEPARTS[2024]
    assert years[2025] == DEPARTS[2025]
    assert 750 < years[2026] < DEPARTS[2026]
    parc = len(monde.logements)
    assert Fraction(70, 1000) < Fraction(years[2025], parc) < Fraction(80, 1000)
    hors_flux = Counter(row.hors_flux for row in monde.liberations)
    assert set(hors_flux) == {"", "mutations", "anru", "lhi", "vente"}
    assert 0.08 < 1 - hors_flux[""] / len(monde.liberations) < 0.12


def test_summer_frees_more_than_winter(monde: Monde) -> None:
    months = Counter(row.libre_le.month for row in monde.liberations if row.libre_le.year < 2026)
    assert sum(months[m] for m in (6, 7, 8, 9)) > 1.2 * sum(months[m] for m in (12, 1, 2, 3))


def test_references_follow_the_liberations(monde: Monde) -> None:
    rows = monde.liberations
    assert [row.reference for row in rows] == sorted(row.reference for row in rows)
    assert all(before.libre_le <= after.libre_le for before, after in pairwise(rows))
    assert all(row.reference.startswith(f"L-{row.libre_le.year}-") for row in rows)
    assert len({row.logement.numero for row in rows}) == len(rows)
    assert all(row.logement.financement != "PLI" for row in rows)


def test_facts_follow_one_another(par_liberation: dict[str, list[FaitDemo]]) -> None:
    for faits in par_liberation.values():
        flux = not faits[0].liberation.hors_flux
        before = None if flux else "orientation"
        for rang, fait in enumerate(faits, start=1):
            assert fait.rang == rang
            assert fait.type in SUITES[before], fait
            before = fait.type
        assert [f.date for f in faits] == sorted(f.date for f in faits)
        assert all(fait.reservataire is None for fait in faits) is not flux


def test_facts_are_written_in_order_on_days_worked(monde: Monde) -> None:
    dates = [fait.date for fait in monde.deroule.faits]
    assert dates == sorted(dates)
    assert dates[-1] <= JOUR_DEMO
    assert all(is_ouvre(jour) for jour in set(dates))


def test_nothing_is_decided_before_it_is_known_nor_let_before_it_is_free(monde: Monde) -> None:
    for fait in monde.deroule.faits:
        assert fait.date >= fait.liberation.connu_le
        if fait.type == "bail":
            assert fait.date > fait.liberation.libre_le


def test_the_latest_are_still_under_way(monde: Monde, par_liberation: dict[str, list[FaitDemo]]) -> None:
    last = Counter(
        par_liberation[row.reference][-1].type if row.reference in par_liberation else "rien"
        for row in monde.liberations
        if row.libre_le >= date(2026, 10, 1) and not row.hors_flux
    )
    assert set(last) >= {"rien", "orientation", "attribution", "bail"}
    old = [row for row in monde.liberations if row.libre_le < date(2026, 1, 1) and row.hors_flux != "vente"]
    assert all(par_liberation[row.reference][-1].type == "bail" for row in old)


def test_every_record_leads_to_the_same_proposal(monde: Monde) -> None:
    parametres = Parametres()
    oriented = [fait for fait in monde.deroule.faits if fait.type == "orientation"]
    for fait in oriented:
        assert fait.enregistrement
        assert verifier_enregistrement(fait.enregistrement, parametres).retenu == fait.propose
        assert fait.enregistrement["logement"] == fait.liberation.reference
    assert len(oriented) > 2_000


def test_departures_are_few_and_say_why(monde: Monde) -> None:
    oriented = [fait for fait in monde.deroule.faits if fait.type == "orientation"]
    departures = [fait for fait in oriented if fait.is_depart]
    assert 0.02 < len(departures) / len(oriented) < 0.05
    assert all(len(fait.motif) >= 10 for fait in departures)
    assert all(not fait.motif for fait in oriented if not fait.is_depart)
    assert all(fait.motif for fait in monde.deroule.faits if fait.type in ("refus", "retour", "refus_menage"))


def test_some_of_action_logement_s_dwellings_are_requalified_and_a_few_still_lack(monde: Monde) -> None:
    requalified = [fait for fait in monde.deroule.faits if fait.type == "requalification"]
    assert {(fait.reservataire, fait.liberation.libre_le.year) for fait in requalified} == {("AL", 2026)}
    oriented = [
        f for f in monde.deroule.faits if f.type == "orientation" and f.reservataire == "AL" and f.date.year == 2026
    ]
    assert Fraction(20, 100) < Fraction(len(requalified), len(oriented)) < Fraction(30, 100)
    modes = {(row.reservataire, row.debut.year): (row.mode_gestion, row.requalifie_min) for row in monde.conventions}
    assert modes["AL", 2026] == ("mixte", Fraction(3, 10))
    assert {nom for (nom, year), (mode, _) in modes.items() if year == 2026 and mode == "deleguee"} == {
        "ETAT-F",
        "VILLE-06088",
    }


def count_rendus(monde: Monde) -> int:
    """Dwellings given back that wait for another orientation: credited to all, held by nobody."""
    oriented = {fait.liberation.reference for fait in monde.deroule.faits if fait.type == "orientation"}
    return sum(row.reference in oriented for row in monde.deroule.en_attente)


def test_soldes_sum_to_what_was_given_back_and_waits(monde: Monde) -> None:
    assert sum(monde.deroule.soldes.values()) == count_rendus(monde) == 1


def test_two_accounts_wait_for_two_reasons(monde: Monde) -> None:
    """docs/metier/demonstration.md: one refuses all that he is offered, and drowns; one has just refused."""
    soldes = {
        nom: solde for nom, solde in monde.deroule.soldes.items() if nom != BAILLEUR and solde > Parametres().seuil
    }
    assert set(soldes) == {REFUSE_TOUT, "ETAT-P"}
    received = Counter[str]()
    for fait in monde.deroule.faits:
        if fait.reservataire == REFUSE_TOUT and fait.date.year == EXERCICE_DEMO:
            received[fait.type] += 1
    assert received["orientation"] == received["refus"] >= 2


def test_nobody_is_served_too_early_but_by_a_person(monde: Monde, soldes_servis: dict[str, list[Fraction]]) -> None:
    preferred = {fait.reservataire for fait in monde.deroule.faits if fait.is_depart}
    followed = [nom for nom in soldes_servis if nom not in preferred and nom != BAILLEUR]
    assert len(followed) >= 10
    assert all(min(soldes_servis[nom]) >= Fraction(-85, 100) for nom in followed)


def test_small_reservataires_are_not_drowned(monde: Monde, soldes_servis: dict[str, list[Fraction]]) -> None:
    parts, droits = build_parts(), Counter[str]()
    for row in monde.liberations:
        if not row.hors_flux:
            for nom, part in parts.au(row.libre_le, row.logement.commune).items():
                droits[nom] += part
    assert {nom for nom, droit in droits.items() if droit >= 1} <= set(soldes_servis)
    small = {nom for nom, droit in droits.items() if droit < 3}  # three years, or nearly
    assert len(small) >= 8
    assert any(nom in soldes_servis for nom in small)
    assert any(nom not in soldes_servis for nom in small)


def test_some_dwellings_wait_and_one_finds_somebody_late(monde: Monde) -> None:
    waiting = monde.deroule.en_attente
    assert 10 <= len(waiting) <= 14
    assert any(row.libre_le < JOUR_DEMO for row in waiting)
    assert any(row.libre_le > JOUR_DEMO for row in waiting)
    assert "retard" in motives(monde, waiting)


def motives(monde: Monde, waiting: tuple[LiberationDemo, ...]) -> list[str]:
    """Motives of the proposals for what waits, from an engine that replays the orientations and withdrawals."""
    moteur, parts = Moteur(build_accounts().values(), Parametres()), build_parts()
    politiques = {row.reservataire: row.politique_refus for row in monde.conventions}
    credites: set[str] = set()
    for fait in monde.deroule.faits:
        logement = to_logement(fait.liberation, 1)
        code = fait.reservataire or BAILLEUR
        if fait.type == "orientation":
            if logement.logement not in credites:
                moteur.liberer(logement, parts.au(logement.date, logement.commune))
                credites.add(logement.logement)
            moteur.engager(logement, code)
        elif fait.type == "refus" and politiques.get(code) == "compte":
            credites.discard(logement.logement)
        elif fait.type in ("refus", "retour"):
            moteur.annuler(logement, code)
    assert moteur.comptes.somme_des_soldes() == count_rendus(monde)
    return [
        moteur.orienter(to_logement(row, 1), parts.au(row.libre_le, row.logement.commune)).choix.motif
        for row in waiting
    ]
