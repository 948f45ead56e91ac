"""From a bailleur's data to the inputs of the core; the figures of the small world are computed by hand beside."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.actions.monde_complet import a_dossier
from tests.builders import ANTIBES, CANNES, JOUR, Monde, a_fait, a_liberation

from gef.actions.donnees import Dossier
from gef.actions.dossier import load_dossier
from gef.actions.entrees import (
    Situation,
    build_assiette,
    build_bilan,
    compute_assiette,
    droits_par_commune,
    flux_par_commune,
    mark_exclusions,
    read_livre,
    situation_of,
)
from gef.actions.entrees_taux import RotationInconnueError, build_taux
from gef.actions.flux import load_flux
from gef.core.bilan import dresser_bilan
from gef.core.errors import TransitionInterditeError
from gef.core.parts import BAILLEUR

VIDE = Situation({}, {}, {})
# Parc 300; out by law 5 (defense); out by agreement 10 PLI, 6 of associations, 4 for students: 275 left.
# Departures of 2024 and 2025: 63, mutations included, over 2 × 300 dwellings: 21/200.
ELIGIBLE = 300 - 5 - 20
TAUX = Fraction(63, 600)
ASSIETTE = ELIGIBLE * TAUX - 2


@pytest.fixture
def dossier(monde: Monde, settings: Any, tmp_path: Any) -> Dossier:
    settings.MEDIA_ROOT = tmp_path
    return a_dossier(monde)


def test_the_assiette_is_the_one_computed_by_hand(dossier: Dossier) -> None:
    assiette = compute_assiette(dossier, 2026)
    assert (assiette.parc, assiette.eligible) == (300, ELIGIBLE)
    assert (assiette.liberes, assiette.soustraits) == (ELIGIBLE * TAUX, 2)
    assert assiette.assiette == ASSIETTE == Fraction(215, 8)


def test_each_exclusion_says_its_nature(dossier: Dossier) -> None:
    counted = {e.code: (e.logements, e.nature) for e in build_assiette(dossier, 2026).exclusions}
    assert counted == {
        "defense": (5, "legale"),
        "pli": (10, "locale"),
        "etudiants": (4, "locale"),
        "associations": (6, "locale"),
    }


def test_a_dwelling_leaves_the_parc_once(dossier: Dossier) -> None:
    marked = mark_exclusions(dossier)
    assert marked.height == 300
    assert dict(marked.get_column("exclusion").value_counts().rows()) == {
        None: 280,
        "pli": 10,
        "associations": 6,
        "etudiants": 4,
    }


def test_each_figure_says_where_it_comes_from(dossier: Dossier) -> None:
    entree = build_assiette(dossier, 2026)
    assert entree.source_parc.reference == "parc.csv, millésime 2026, version 1"
    assert entree.soustractions[0].source.reference == "NPNRU, page 3"
    assert (
        entree.taux.source.reference
        == "taux par défaut : libérations du bailleur, rapportées au parc du millésime 2026"
    )
    assert entree.taux.perimetre == "Habitat Lys, département 06"


def test_the_rate_is_that_of_the_last_two_years_and_counts_everything(dossier: Dossier) -> None:
    taux = build_taux(dossier, 2026)
    assert (taux.valeur, taux.annees, taux.is_brut) == (TAUX, (2024, 2025), True)
    assert build_taux(dossier, 2025).valeur == Fraction(30, 300)


def test_without_a_former_departure_no_rate_is_invented(dossier: Dossier) -> None:
    with pytest.raises(RotationInconnueError, match="Aucune libération avant 2024"):
        build_taux(dossier, 2024)


def test_a_forecast_counts_in_its_own_year(dossier: Dossier) -> None:
    assert [s.categorie for s in build_assiette(dossier, 2026).soustractions] == ["anru"]
    assert build_assiette(dossier, 2025).soustractions == ()


def test_the_flux_of_the_communes_adds_up_to_the_assiette(dossier: Dossier) -> None:
    assiette = compute_assiette(dossier, 2026)
    rows = flux_par_commune(dossier, assiette, {CANNES: "200039915", ANTIBES: "240600585"})
    assert [(row.commune, row.epci, row.eligible) for row in rows] == [
        (ANTIBES, "240600585", 96),
        (CANNES, "200039915", 184),
    ]
    assert [row.flux for row in rows] == [ASSIETTE * Fraction(96, 280), ASSIETTE * Fraction(184, 280)]
    assert sum(row.flux for row in rows) == ASSIETTE


def test_the_rights_of_the_communes_add_up_to_their_flux(dossier: Dossier) -> None:
    rows = flux_par_commune(dossier, compute_assiette(dossier, 2026), {})
    droits = droits_par_commune(dossier, rows, JOUR)
    for row in rows:
        assert sum(cells.get(row.commune, 0) for cells in droits.values()) == row.flux
    assert droits["VILLE"] == {CANNES: Fraction(1, 5) * rows[1].flux}
    assert droits["CD"][ANTIBES] == Fraction(1, 15) * rows[0].flux
    assert set(droits[BAILLEUR]) == {CANNES, ANTIBES}


def test_the_ledger_of_a_dossier_is_the_one_of_the_screens(monde: Monde, dossier: Dossier) -> None:
    livre, screens = read_livre(dossier), load_flux(monde.habitat_lys.pk).livre
    for code in ("AL", "VILLE", "ETAT-P", "ETAT-F", "CD", BAILLEUR):
        assert livre.moteur.comptes.solde(code) == screens.moteur.comptes.solde(code)
    assert livre.moteur.comptes.solde("AL") == 6 * Fraction(40, 100) - 6
    assert livre.moteur.comptes.solde("VILLE") == 6 * Fraction(20, 100)
    assert situation_of(livre, 2025) == situation_of(screens, 2025)


def test_a_fact_that_cannot_follow_is_said(monde: Monde, dossier: Dossier) -> None:
    a_fait(monde.liberations[0], "bail", monde.comptes["AL"])
    with pytest.raises(TransitionInterditeError, match="L-2026-0001 est à orienter"):
        read_livre(load_dossier(monde.habitat_lys))


def test_the_situation_of_a_year_links_both_ends(monde: Monde, dossier: Dossier) -> None:
    situation = situation_of(load_flux(monde.habitat_lys.pk).livre, 2025)
    assert situation.droits["AL"] == 6 * Fraction(40, 100)
    assert situation.soldes_debut["AL"] == 0
    assert situation.soldes_fin["AL"] == 6 * Fraction(40, 100) - 6
    following = situation_of(load_flux(monde.habitat_lys.pk).livre, 2026)
    assert following.soldes_debut == situation.soldes_fin
    assert set(following.droits.values()) == {0}


def test_the_bilan_counts_each_event_in_its_own_year(dossier: Dossier) -> None:
    bilan = dresser_bilan(build_bilan(dossier, 2025, {"AL": 7}, VIDE))
    assert (bilan.liberations, bilan.liberations_hors_flux) == (33, 3)
    rows = {row.id: row for row in bilan.reservataires}
    assert (rows["AL"].propositions, rows["AL"].attributions, rows["AL"].baux, rows["AL"].objectif) == (6, 1, 1, 7)
    assert (rows["VILLE"].propositions, rows["VILLE"].refus) == (1, 1)
    assert bilan.logements_proposes == 6
    assert dresser_bilan(build_bilan(dossier, 2024, {}, VIDE)).total.propositions == 0


def test_an_event_of_the_next_year_counts_in_the_next_year(monde: Monde, dossier: Dossier) -> None:
    late = a_liberation(monde.habitat_lys, "D", libre_le=date(2025, 12, 20))
    a_fait(late, "orientation", monde.comptes["CD"], date=date(2025, 12, 22))
    a_fait(late, "attribution", monde.comptes["CD"], date=date(2026, 1, 15))
    for exercice, expected in ((2025, (1, 0)), (2026, (0, 1))):
        bilan = dresser_bilan(build_bilan(load_dossier(monde.habitat_lys), exercice, {}, VIDE))
        row = next(row for row in bilan.reservataires if row.id == "CD")
        assert (row.propositions, row.attributions) == expected
