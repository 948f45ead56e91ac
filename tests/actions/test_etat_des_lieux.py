"""From a dossier to the état des lieux of the core: every dwelling and every right is handed over as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.actions.petit_etat import a_petit_dossier, write_petit_etat
from tests.builders import CANNES, DEBUT, JOUR, Monde, an_acteur
from tests.builders_parc import a_parc

from gef.actions.dossier import DossierIncompletError
from gef.actions.etat_des_lieux import load_etat_des_lieux, load_rapprochement
from gef.actions.rapprochement import rapprocher_dossier
from gef.actions.releves import preparer_releves
from gef.db.flux.models import Droit


@pytest.fixture
def bailleur(monde: Monde, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    a_parc(an_acteur(monde.gestionnaire), 8)
    return monde.habitat_lys


def a_droit(monde: Monde, code: str = "VILLE", nombre: int = 3, **fields: Any) -> Droit:
    defaults: dict[str, Any] = {"nature": "terrain", "type_droit": "suite", "commune": CANNES, "debut": DEBUT}
    return Droit.objects.create(reservataire=monde.comptes[code], nombre=nombre, **defaults | fields)


def test_without_a_parc_it_says_what_is_missing(monde: Monde) -> None:
    with pytest.raises(DossierIncompletError, match="pas encore de parc"):
        load_etat_des_lieux(monde.habitat_lys, JOUR)


def test_rights_are_placed_in_time_and_set_against_the_parc(monde: Monde, bailleur: Any) -> None:
    a_droit(monde, nombre=3)
    a_droit(monde, nombre=5, fin=date(2025, 1, 1))
    a_droit(monde, nombre=2, debut=date(2027, 1, 1))
    a_droit(monde, "AL", nombre=1, commune="", programme="Les Sirènes", is_formalise=False)
    etat, dossier = load_etat_des_lieux(bailleur, JOUR)
    assert (etat.logements, etat.droits_en_cours) == (8, 4)
    assert [s.droit.nombre for s in etat.echus] == [5]
    assert [s.droit.nombre for s in etat.a_venir] == [2]
    by_code = {row.reservataire: row for row in etat.reservataires}
    assert by_code["VILLE"].par_commune == ((CANNES, 3),)
    assert (by_code["AL"].par_commune, by_code["AL"].non_formalises) == (((None, 1),), 1)
    assert dossier.noms()["VILLE"] == "Ville de Lys"


def test_a_guarantee_of_a_commune_outlives_its_loan(monde: Monde, bailleur: Any) -> None:
    a_droit(monde, nature="garantie", fin=date(2024, 6, 1), echeance_pret=date(2024, 6, 1))
    a_droit(monde, "CD", nature="garantie", fin=date(2024, 6, 1), echeance_pret=date(2024, 6, 1))
    etat, _ = load_etat_des_lieux(bailleur, JOUR)
    assert {row.reservataire: row.en_survie for row in etat.reservataires} == {"VILLE": 3}
    assert [s.droit.reservataire for s in etat.echus] == ["CD"]


def test_excluded_dwellings_stay_in_the_parc_and_leave_the_assiette(bailleur: Any) -> None:
    etat, _ = load_etat_des_lieux(bailleur, JOUR)
    # One dwelling in four is a PLI (code 16).
    assert (etat.logements, etat.exclus, etat.eligibles) == (8, 2, 6)
    assert sum(row.logements for row in etat.lignes) == 8


def test_the_database_gives_the_same_disagreements_as_the_dossier(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    write_petit_etat(monde)
    found, releves = load_rapprochement(monde.habitat_lys, JOUR)
    expected = preparer_releves(a_petit_dossier(), JOUR)
    wanted = rapprocher_dossier(expected).desaccords
    assert (found.desaccords.desaccords, found.desaccords.ecarts) == (wanted.desaccords, wanted.ecarts)
    assert found.desaccords.familles == wanted.familles
    assert releves.taux == expected.taux
    assert releves.count_logements() == expected.count_logements()


def test_the_number_of_queries_does_not_depend_on_the_rights(
    monde: Monde, bailleur: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for rows in (3, 27):
        for n in range(rows):
            a_droit(monde, ("VILLE", "AL", "CD")[n % 3], nombre=n)
        with django_assert_max_num_queries(14):
            load_etat_des_lieux(bailleur, JOUR)
