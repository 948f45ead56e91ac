"""The état des lieux from a dossier, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from tests.builders import ANTIBES, CANNES
from tests.builders_conversion import a_dossier, a_droit

from gef.actions.donnees import Dossier
from gef.actions.entrees_etat_des_lieux import build_etat_des_lieux
from gef.actions.entrees_registre import AUTRE_TERRITOIRE
from gef.core.etat_des_lieux import EtatDesLieux

JOUR = date(2026, 1, 1)
VIDES = ("typologie", "contingent", "periode")


def complete(dossier: Dossier) -> Dossier:
    """Add the columns of an imported parc that these tests leave empty, and its line numbers."""
    empty = [pl.lit(None, pl.String).alias(name) for name in VIDES]
    return replace(dossier, parc=dossier.parc.with_columns(*empty).with_row_index("ligne", offset=2))


@pytest.fixture
def etat() -> EtatDesLieux:
    droits = (
        a_droit("VILLE", "garantie", 30, commune=CANNES, programme="Les Goélands"),
        a_droit("AL", "un_pourcent", 80, commune=ANTIBES),
        a_droit("CD", "garantie", 5, fin=JOUR),
    )
    return build_etat_des_lieux(complete(a_dossier(droits=droits)), JOUR)


def test_every_dwelling_is_handed_over_and_the_excluded_are_told(etat: EtatDesLieux) -> None:
    assert (etat.logements, etat.exclus, etat.eligibles) == (410, 10, 400)
    communes = {(row.commune, row.logements, row.exclus) for row in etat.lignes}
    assert communes == {(CANNES, 310, 10), (ANTIBES, 100, 0)}
    assert sum(row.en_qpv for row in etat.lignes) == 60


def test_rights_are_handed_over_with_the_type_of_their_account(etat: EtatDesLieux) -> None:
    rows = {row.reservataire: row for row in etat.reservataires}
    assert rows["VILLE"].par_commune == ((CANNES, 30),)
    assert rows["AL"].par_commune == ((ANTIBES, 80),)
    assert etat.droits_en_cours == 110
    assert [situe.droit.reservataire for situe in etat.echus] == ["CD"]


def test_a_right_without_programme_is_on_the_territory_of_its_account() -> None:
    droits = (
        a_droit("VILLE", "garantie", 1, fin=JOUR),
        a_droit("CD", "garantie", 2, fin=JOUR, programme="Les Sirènes"),
    )
    echus = build_etat_des_lieux(complete(a_dossier(droits=droits)), JOUR).echus
    found = {situe.droit.reservataire: (situe.droit.commune, situe.droit.territoire) for situe in echus}
    assert found == {"VILLE": (None, AUTRE_TERRITOIRE), "CD": (None, "Les Sirènes")}


def test_without_a_right_the_parc_stands_alone() -> None:
    etat = build_etat_des_lieux(complete(a_dossier(droits=())), JOUR)
    assert (etat.droits_en_cours, etat.reservataires, etat.logements) == (0, (), 410)
