"""The diagnosis of a dossier: its communes, its counts, the published stock beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.builders import ANTIBES, CANNES, DEBUT, JOUR, Monde, an_acteur
from tests.builders_parc import a_parc

from gef.actions.diagnostic import build_diagnostic, communes_of, epci_of_departement, nom_territoire
from gef.actions.donnees import DemandesInscrites, Dossier
from gef.actions.dossier import load_dossier
from gef.core.diagnostic import Diagnostic, LigneDiagnostic
from gef.db.flux.models import Droit

SOPHIA, CANNES_LERINS = "240600585", "200039915"


@pytest.fixture
def dossier(monde: Monde, settings: Any, tmp_path: Any) -> Dossier:
    settings.MEDIA_ROOT = tmp_path
    a_parc(an_acteur(monde.gestionnaire), 8)
    fields: dict[str, Any] = {"nature": "terrain", "type_droit": "suite", "debut": DEBUT}
    Droit.objects.create(reservataire=monde.comptes["VILLE"], nombre=3, commune=CANNES, **fields)
    Droit.objects.create(reservataire=monde.comptes["AL"], nombre=9, commune="", **fields)
    return load_dossier(monde.habitat_lys)


def find(diagnostic: Diagnostic, commune: str) -> LigneDiagnostic:
    return next(row for row in diagnostic.lignes if row.donnees.commune == commune)


def test_a_commune_has_its_stock_its_parc_and_its_rights(dossier: Dossier) -> None:
    cannes = find(build_diagnostic(dossier, "departement", JOUR), CANNES)
    # Half of the parc stands in Cannes.
    assert (cannes.donnees.parc_social, cannes.donnees.parc_bailleur, cannes.donnees.eligibles) == (6821, 4, 4)
    assert (cannes.donnees.droits, cannes.part_reservee) == (3, Fraction(3, 4))


def test_a_commune_where_nothing_stands_is_left_out(dossier: Dossier) -> None:
    codes = {row.donnees.commune for row in build_diagnostic(dossier, "departement", JOUR).lignes}
    assert {CANNES, ANTIBES} <= codes
    assert "06001" not in codes  # Aiglun: no social dwelling at all


def test_a_territory_keeps_its_communes(dossier: Dossier) -> None:
    diagnostic = build_diagnostic(dossier, f"epci:{SOPHIA}", JOUR)
    assert {row.donnees.epci for row in diagnostic.lignes} == {SOPHIA}
    assert diagnostic.total.donnees.parc_bailleur == 2  # the quarter of the parc that stands in Antibes


def test_the_newest_applications_of_a_commune_hold(dossier: Dossier) -> None:
    rows = (
        DemandesInscrites(CANNES, 2025, 900, 100, "SNE"),
        DemandesInscrites(CANNES, 2024, 10, 10, "SNE"),
        DemandesInscrites(CANNES, 2025, 800, 100, "SNE, corrigé"),
    )
    diagnostic = build_diagnostic(replace(dossier, demandes=rows), "departement", JOUR)
    assert find(diagnostic, CANNES).tension == 8
    source = diagnostic.explication.etape("tension").source
    assert source is not None
    assert source.reference == "SNE, corrigé, 2025"


def test_the_liberations_are_those_of_the_last_complete_year(dossier: Dossier) -> None:
    freed = replace(dossier.liberations[0], libre_le=date(JOUR.year - 1, 5, 1), commune=CANNES)
    diagnostic = build_diagnostic(replace(dossier, liberations=(freed,)), "departement", JOUR)
    assert (diagnostic.annee, diagnostic.total.donnees.liberations) == (JOUR.year - 1, 1)


def test_names_and_lists_of_territories() -> None:
    assert len(communes_of("06", "departement")) == 163
    assert communes_of("06", f"commune:{CANNES}") == (CANNES,)
    assert (CANNES_LERINS, "CA Cannes Pays de Lérins") in epci_of_departement("06")
    assert nom_territoire("departement", "06") == "Alpes-Maritimes"
    assert nom_territoire(f"commune:{CANNES}", "06") == "Cannes"
