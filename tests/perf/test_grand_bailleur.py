"""The drawn bailleur is what the benches say that it is."""

from __future__ import annotations

import polars as pl
import pytest

from gef.actions.donnees import RESERVATIONS, Dossier
from gef.actions.entrees_etat_des_lieux import build_etat_des_lieux
from gef.core.parts import covers
from gef.imports.parc import SCHEMA_PARC
from gef.law.territoires import load_communes
from tests.perf.grand_bailleur import EXERCICES, JOUR, build_grand_dossier


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return build_grand_dossier(4_000, 60, seed=3)


def test_it_has_the_size_asked_for(dossier: Dossier) -> None:
    assert dossier.parc.height == 4_000
    assert dossier.parc.schema == SCHEMA_PARC
    assert dossier.parc.get_column("ident_rep").is_unique().all()
    assert len(dossier.comptes) == len({c.code for c in dossier.comptes}) == 60


def test_the_same_seed_draws_the_same(dossier: Dossier) -> None:
    again = build_grand_dossier(4_000, 60, seed=3)
    assert again.parc.equals(dossier.parc)
    assert again.reservations.equals(dossier.reservations)
    assert (again.droits, again.liberations) == (dossier.droits, dossier.liberations)
    assert not build_grand_dossier(4_000, 60, seed=4).parc.equals(dossier.parc)


def test_about_two_dwellings_in_three_are_reserved_once_by_a_line_of_the_register(dossier: Dossier) -> None:
    reservations = dossier.reservations
    assert reservations.schema == pl.Schema(RESERVATIONS)
    assert reservations.get_column("logement").is_unique().all()
    assert 0.55 < reservations.height / dossier.parc.height < 0.75
    counts = dict(reservations.group_by("droit").len().iter_rows())
    assert counts == {droit.reference: droit.nombre for droit in dossier.droits}


def test_every_commune_of_an_account_has_a_right(dossier: Dossier) -> None:
    villes = {c.code for c in dossier.comptes if c.type == "commune"}
    assert villes <= {droit.reservataire for droit in dossier.droits}


def test_one_dwelling_in_eleven_is_freed_each_year_and_let_where_its_account_has_a_part(dossier: Dossier) -> None:
    portees = {c.code: c.portee for c in dossier.comptes}
    first = [row for row in dossier.liberations if row.libre_le.year == EXERCICES[0]]
    assert 0.07 < len(first) / dossier.parc.height < 0.11
    for row in dossier.liberations:
        assert row.libre_le <= JOUR
        for fait in row.faits:
            portee = portees.get(fait.reservataire, "departement")
            assert covers(portee, row.commune, load_communes()[row.commune].epci)


def test_the_product_reads_it(dossier: Dossier) -> None:
    etat = build_etat_des_lieux(dossier, JOUR)
    assert etat.droits_en_cours > 2_000
    assert sum(row.en_survie for row in etat.reservataires) > 0
    assert 0 < dossier.logements_exclus.height < 200
