"""What takes a dwelling out of the flux: the counts of the database and the reading of every fact say the same."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from tests.actions.petit_parc import a_parc
from tests.builders import JOUR, MOMENT, Monde, a_fait, a_liberation, an_acteur

from gef.actions.assiette import calculer_et_garder
from gef.actions.dossier import load_dossier
from gef.actions.entrees_taux import count_departs as count_by_reading
from gef.actions.etat_des_lieux import _count_departs
from gef.actions.flux import load_flux
from gef.actions.orienter import regler
from gef.actions.projection import list_departs as list_by_reading
from gef.actions.releves import count_departs as count_releves
from gef.actions.revoyure import _read_departs
from gef.actions.sorties import count_by_year, count_departs, list_departs, load_sorties
from gef.core.faits import PREMIERE_LOCATION
from gef.core.orientation import Parametres
from gef.db.flux import requetes
from gef.db.flux.models import Liberation

ATTENDU = {2025: {"courantes": 3, "anru": 1, "defense": 1}, 2026: {"courantes": 3, "mutations": 1}}


@pytest.fixture
def qualifies(monde: Monde) -> dict[str, Liberation]:
    """Give seven dwellings of 2025: each meets a fact that changes where it counts, or a fact that does not."""
    lys = monde.habitat_lys
    rows = {nom: a_liberation(lys, nom, libre_le=date(2025, 3, 1)) for nom in "ABCDEF"}
    rows["G"] = a_liberation(lys, "G", libre_le=date(2025, 3, 1), hors_flux="vente")
    a_fait(rows["A"], "orientation", monde.comptes["VILLE"])
    a_fait(rows["B"], "qualification_hors_flux", precision={"categorie": "anru"})
    a_fait(rows["C"], "qualification_hors_flux", precision={"categorie": "anru"})
    a_fait(rows["C"], "annulation")
    a_fait(rows["D"], "abandon")
    a_fait(rows["E"], "qualification_stock", precision={"categorie": PREMIERE_LOCATION})
    a_fait(rows["F"], "qualification_stock", precision={"categorie": "defense"})
    a_fait(rows["G"], "qualification_flux")
    return rows


def test_only_the_dwellings_that_a_fact_qualified_are_read(monde: Monde, qualifies: dict[str, Liberation]) -> None:
    found = {
        qualifies[nom].pk: sortie
        for nom, sortie in zip("BCDEFG", ("anru", "", None, PREMIERE_LOCATION, "defense", ""), strict=True)
    }
    assert load_sorties(monde.habitat_lys.pk) == found
    assert load_sorties(monde.logis_de_passage.pk) == {}


def test_the_counts_are_those_of_a_reading_of_every_fact(
    monde: Monde, qualifies: dict[str, Liberation], settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    a_parc(an_acteur(monde.gestionnaire))
    dossier, pk = load_dossier(monde.habitat_lys), monde.habitat_lys.pk
    assert count_by_year(pk) == count_by_reading(dossier) == ATTENDU
    assert Counter(_count_departs(pk, 2026)) == Counter(count_releves(dossier, 2026))
    by_database, by_reading = (sorted(table.rows()) for table in (_read_departs(pk), list_by_reading(dossier)))
    assert by_database == by_reading
    assert len(by_reading) == 8  # the two in stock are no part of the year that is projected


def test_listing_and_counting_agree(monde: Monde, qualifies: dict[str, Liberation]) -> None:
    rows = requetes.liberations_of(monde.habitat_lys.pk)
    listed = Counter(list_departs(monde.habitat_lys.pk, rows, "commune"))
    assert listed == count_departs(monde.habitat_lys.pk, rows, "commune")
    assert listed.total() == 9


def test_a_dwelling_out_of_the_flux_does_not_weigh_on_the_settings(monde: Monde) -> None:
    assert regler(load_flux(monde.habitat_lys.pk), JOUR) != Parametres()
    for row in monde.liberations[:2]:
        a_fait(row, "qualification_hors_flux", precision={"categorie": "anru"})
    assert regler(load_flux(monde.habitat_lys.pk), JOUR) == Parametres()


def test_a_first_letting_changes_neither_the_rate_nor_the_assiette(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    acteur = an_acteur(monde.gestionnaire)
    a_parc(acteur)
    a_liberation(monde.habitat_lys, "D-1", libre_le=date(2025, 3, 1))
    before = calculer_et_garder(acteur, 2026, MOMENT)
    for year in (2025, 2026):
        row = a_liberation(monde.habitat_lys, f"N-{year}", libre_le=date(year, 3, 1))
        a_fait(row, "qualification_stock", precision={"categorie": PREMIERE_LOCATION})
    after = calculer_et_garder(acteur, 2026, MOMENT)
    assert after.resultat == before.resultat
