"""Terms taken up from what is decided: figures from the runs that they cite, clauses kept from one version to the next."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from tests.actions.monde_complet import calculate, complete
from tests.builders import JOUR, MOMENT, Monde, a_compte, an_acteur

from gef.actions import assiette, objectifs, parts_retenues
from gef.actions.parts_retenues import Choix
from gef.actions.termes_conventions import order_comptes, read_chiffres, reprendre_termes
from gef.core.termes import Termes
from gef.db.flux.models import Derogation, Droit


@pytest.fixture
def calculated(monde: Monde, settings: Any, tmp_path: Any) -> Monde:
    settings.MEDIA_ROOT = tmp_path
    complete(monde)
    calculate(monde)
    return monde


def take_up(monde: Monde, code: str = "VILLE", avant: Termes | None = None) -> Termes:
    chiffres = read_chiffres(monde.habitat_lys, 2026)
    return reprendre_termes(monde.habitat_lys, [monde.comptes[code]], chiffres, JOUR, avant)


def test_without_a_run_figures_are_unknown_and_the_part_is_the_one_in_force(monde: Monde) -> None:
    termes = take_up(monde)
    assert (termes.parc, termes.assiette, termes.objectif, termes.calculs) == (None, None, None, ())
    assert termes.part_totale == Fraction(1, 5)
    assert termes.parts[0].droits is None
    assert [row.etape for row in termes.delais] == ["reponse", "dossiers", "candidats", "neuf"]


def test_every_figure_is_that_of_the_run_that_is_cited(calculated: Monde) -> None:
    termes = take_up(calculated)
    kept = assiette.read_assiette(calculated.habitat_lys, 2026)
    assert kept
    assert (termes.parc, termes.eligible, termes.assiette) == (kept.parc, kept.eligible, kept.assiette)
    assert termes.taux == kept.entree.taux.valeur
    rendus = objectifs.read_objectifs(calculated.habitat_lys, 2026)
    assert rendus
    assert termes.objectif == rendus.par_reservataire()["VILLE"]
    assert {row.calcul for row in termes.calculs} == {"assiette", "objectifs", "droits-uniques"}
    assert sum(row.logements for row in termes.exclusions) == kept.parc - kept.eligible
    assert termes.contractuels[0].lieu == "Cannes"
    assert termes.contractuels[0].parc


def test_the_rights_are_those_of_the_register_out_of_stock(calculated: Monde) -> None:
    for nombre in (4, 3):
        Droit.objects.create(
            reservataire=calculated.comptes["VILLE"],
            nature="terrain",
            type_droit="suite",
            nombre=nombre,
            commune="06029",
            debut="2020-01-01",
        )
    assert take_up(calculated).parts[0].droits == 7
    assert take_up(calculated).contractuels[0].droits == 7
    assert take_up(calculated, "ETAT-P").parts[0].droits == 0, "the rights of défense stay in stock"


def test_the_retained_parts_come_before_those_in_force(calculated: Monde) -> None:
    choix = Choix("part_du_parc", "Accord des partenaires du 2 juin.", "", 1)
    parts_retenues.retenir_parts(an_acteur(calculated.gestionnaire), 2026, choix, MOMENT)
    kept = parts_retenues.read_retenues(calculated.habitat_lys, 2026)
    assert kept
    termes = take_up(calculated)
    assert termes.methode == "part_du_parc"
    assert termes.part_totale == kept.conversion.ligne("VILLE").part
    assert "parts-retenues" in {row.calcul for row in termes.calculs}


def test_what_was_written_by_hand_is_kept_and_figures_are_those_of_today(calculated: Monde) -> None:
    first = take_up(calculated)
    written = replace(first, npnru="Charte de 2024.", mode_gestion="mixte", parc=1, assiette=Fraction(1), calculs=())
    again = take_up(calculated, avant=written)
    assert (again.npnru, again.mode_gestion) == ("Charte de 2024.", "mixte")
    assert (again.parc, again.assiette, again.calculs) == (first.parc, first.assiette, first.calculs)
    other = replace(written, parts=(replace(first.parts[0], part=Fraction(1, 8)),))
    assert take_up(calculated, avant=other).part_totale == Fraction(1, 8), "a negotiated part is kept"


def test_the_etat_has_its_derogations_and_others_have_none(monde: Monde) -> None:
    for code, exercice in (("plancher_hors_qpv", None), ("etat", 2026), ("etat", 2025)):
        Derogation.objects.create(
            bailleur=monde.habitat_lys,
            code=code,
            valeur=Fraction(1, 3),
            clause="c",
            document="d",
            exercice=exercice,
            ecrit_le=MOMENT,
        )
    assert {(row.code, row.exercice) for row in take_up(monde, "ETAT-P").derogations} == {
        ("plancher_hors_qpv", None),
        ("etat", 2026),
    }
    assert take_up(monde).derogations == ()


def test_an_epci_leads_the_communes_of_its_territory(monde: Monde) -> None:
    epci = a_compte(monde.habitat_lys, "EPCI", "epci", part="1/100", portee="epci:200039915")
    rows = order_comptes([monde.comptes["VILLE"], epci])
    assert [row.code for row in rows] == ["EPCI", "VILLE"]
    termes = reprendre_termes(monde.habitat_lys, rows, read_chiffres(monde.habitat_lys, 2026), JOUR)
    assert [row.role for row in termes.signataires] == ["bailleur", "chef_de_file", "partie"]
    assert termes.portee == "epci:200039915"
    far = a_compte(monde.habitat_lys, "NICE", "commune", part="1/100", portee="commune:06088")
    with pytest.raises(ValueError, match="n’est pas du territoire"):
        order_comptes([epci, far])


def test_an_account_managed_otherwise_keeps_its_management(monde: Monde) -> None:
    monde.comptes["ETAT-F"].conventions.update(mode_gestion="deleguee")
    both = [monde.comptes["ETAT-P"], monde.comptes["ETAT-F"]]
    chiffres = read_chiffres(monde.habitat_lys, 2026)
    termes = reprendre_termes(monde.habitat_lys, both, chiffres, JOUR)
    assert (termes.mode_gestion, [row.mode_gestion for row in termes.parts]) == ("directe", ["", "deleguee"])
    again = reprendre_termes(monde.habitat_lys, both, chiffres, JOUR, replace(termes, mode_gestion="mixte"))
    assert [row.mode_gestion for row in again.parts] == ["", "deleguee"]
