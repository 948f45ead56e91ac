"""Runs of the objectives: kept once, starting from what the former exercice left, made by those who may write."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import ANTIBES, CANNES, MOMENT, Monde, an_acteur
from tests.builders_conversion import EXERCICE, a_dossier, write_dossier

from gef.actions.assiette import calculer_et_garder as keep_assiette
from gef.actions.dossier import DossierIncompletError
from gef.actions.entrees_objectifs import compute_objectifs
from gef.actions.objectifs import (
    calculer_et_garder,
    list_versions,
    objectifs_par_reservataire,
    read_noms,
    read_objectifs,
    read_reports,
)
from gef.core.errors import PartsIncompatiblesError
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Convention

TIERS = Fraction(1, 3)


@pytest.fixture
def bailleur(monde: Monde, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    write_dossier(monde)
    return monde.habitat_lys


def test_a_run_is_kept_once_and_read_again(monde: Monde, bailleur: Any) -> None:
    acteur = an_acteur(monde.gestionnaire)
    run = calculer_et_garder(acteur, EXERCICE, MOMENT)
    assert calculer_et_garder(acteur, EXERCICE, MOMENT) == run
    assert [r.version for r in list_versions(bailleur, EXERCICE)] == [1]
    assert read_objectifs(bailleur, EXERCICE) == compute_objectifs(a_dossier(), EXERCICE)
    assert objectifs_par_reservataire(bailleur, EXERCICE) == {
        "AL": 16,
        BAILLEUR: 3,
        "CD": 3,
        "ETAT-F": 2,
        "ETAT-P": 10,
        "VILLE": 6,
    }


def test_a_run_starts_from_what_the_former_exercice_left(monde: Monde, bailleur: Any) -> None:
    acteur = an_acteur(monde.gestionnaire)
    calculer_et_garder(acteur, EXERCICE, MOMENT)
    keep_assiette(acteur, 2027, MOMENT)
    calculer_et_garder(acteur, 2027, MOMENT)
    reports = {(r.reservataire, r.commune): r.report for r in read_reports(bailleur, EXERCICE)}
    assert reports["CD", ANTIBES] == -TIERS
    assert ("VILLE", CANNES) not in reports
    following = read_objectifs(bailleur, 2027)
    assert following is not None
    assert {
        (row.reservataire, row.commune): row.exact - row.droit for row in following.lignes if row.exact != row.droit
    } == reports


def test_no_run_is_no_objective(bailleur: Any) -> None:
    assert objectifs_par_reservataire(bailleur, EXERCICE) == {}
    assert read_reports(bailleur, EXERCICE) == ()


def test_names_are_those_of_the_accounts(monde: Monde) -> None:
    noms = read_noms(monde.habitat_lys)
    assert (noms["VILLE"], noms[BAILLEUR], "RIVE" in noms) == ("Ville de Lys", "Non réservé", False)


def test_a_reader_may_not_compute(monde: Monde, bailleur: Any) -> None:
    with pytest.raises(PermissionDenied):
        calculer_et_garder(an_acteur(monde.lecteur), EXERCICE, MOMENT)
    assert list_versions(bailleur, EXERCICE) == []


def test_what_is_missing_is_said_and_nothing_is_kept(monde: Monde, bailleur: Any) -> None:
    acteur = an_acteur(monde.gestionnaire)
    with pytest.raises(DossierIncompletError, match="L’assiette 2025 n’est pas calculée"):
        calculer_et_garder(acteur, 2025, MOMENT)
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(part=Fraction(9, 10))
    with pytest.raises(PartsIncompatiblesError):
        calculer_et_garder(acteur, EXERCICE, MOMENT)
    assert list_versions(bailleur, EXERCICE) == []
