"""Runs of the conversion: kept once, read again as they were, made by those who may write."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier

from gef.actions.conversion import calculer_et_garder, list_versions, read_run
from gef.actions.dossier import DossierIncompletError
from gef.db.flux.models import Convention

# See test_entrees_conversion.
PART_DU_PARC = {"ETAT-P": "10", "ETAT-F": "2", "AL": "8", "CD": "51/10", "VILLE": "12/5"}


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
    read = read_run(run)
    assert (read.exercice, read.flux) == (EXERCICE, 40)
    assert {ligne.reservataire: str(ligne.logements) for ligne in read.conversions[0].lignes} == PART_DU_PARC


def test_changed_data_make_a_new_version_and_leave_the_former_one(monde: Monde, bailleur: Any) -> None:
    acteur = an_acteur(monde.gestionnaire)
    calculer_et_garder(acteur, EXERCICE, MOMENT)
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(part=Fraction(1, 10))
    calculer_et_garder(acteur, EXERCICE, MOMENT)
    newest, oldest = list_versions(bailleur, EXERCICE)
    parts = [read_run(run).conversions[3].ligne("AL").part for run in (newest, oldest)]
    assert parts == [Fraction(1, 10), Fraction(40, 100)]


def test_a_reader_may_not_compute(monde: Monde, bailleur: Any) -> None:
    with pytest.raises(PermissionDenied):
        calculer_et_garder(an_acteur(monde.lecteur), EXERCICE, MOMENT)
    assert list_versions(bailleur, EXERCICE) == []


def test_without_an_assiette_it_says_so(monde: Monde, bailleur: Any) -> None:
    with pytest.raises(DossierIncompletError, match="L’assiette 2025 n’est pas calculée"):
        calculer_et_garder(an_acteur(monde.gestionnaire), 2025, MOMENT)
