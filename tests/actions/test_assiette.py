"""The assiette of a year: computed from today's data, kept by version, read again from the run."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.actions.monde_complet import complete
from tests.builders import MOMENT, Monde, a_liberation, an_acteur

from gef.actions.assiette import calculer_et_garder, list_versions, read_assiette, read_run
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.entrees import compute_assiette
from gef.actions.entrees_taux import RotationInconnueError
from gef.db.flux.models import Liberation, Prevision
from gef.db.journal.models import Execution


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_what_is_kept_is_what_is_read_again(monde: Monde) -> None:
    complete(monde)
    run = calculer_et_garder(an_acteur(monde.gestionnaire), 2026, MOMENT)
    expected = compute_assiette(load_dossier(monde.habitat_lys), 2026)
    assert read_assiette(monde.habitat_lys, 2026) == expected
    assert read_run(Execution.objects.get(pk=run.pk)) == expected
    assert run.resultat["assiette"] == str(expected.assiette)


def test_unchanged_data_make_no_new_version_and_changed_data_do(monde: Monde) -> None:
    complete(monde)
    acteur = an_acteur(monde.gestionnaire)
    first = calculer_et_garder(acteur, 2026, MOMENT)
    assert calculer_et_garder(acteur, 2026, MOMENT) == first
    Prevision.objects.update(nombre=5)
    second = calculer_et_garder(acteur, 2026, MOMENT)
    assert list_versions(monde.habitat_lys, 2026) == [second, first]
    assert read_run(first).assiette - read_run(second).assiette == 3


def test_a_departure_of_the_year_does_not_move_its_own_assiette(monde: Monde) -> None:
    complete(monde)
    acteur = an_acteur(monde.gestionnaire)
    first = calculer_et_garder(acteur, 2026, MOMENT)
    a_liberation(monde.habitat_lys, "N", libre_le=date(2026, 6, 2))
    assert calculer_et_garder(acteur, 2026, MOMENT) == first


def test_before_any_run_there_is_none(monde: Monde) -> None:
    complete(monde)
    assert read_assiette(monde.habitat_lys, 2026) is None
    assert list_versions(monde.habitat_lys, 2026) == []


def test_what_is_missing_is_said(monde: Monde) -> None:
    with pytest.raises(DossierIncompletError, match="importez le dépôt RPLS"):
        calculer_et_garder(an_acteur(monde.gestionnaire), 2026, MOMENT)
    complete(monde)
    Liberation.objects.filter(libre_le__year__lt=2026, faits=None).delete()
    with pytest.raises(RotationInconnueError, match="Aucune libération avant 2025"):
        calculer_et_garder(an_acteur(monde.gestionnaire), 2025, MOMENT)
    assert not Execution.objects.exists()


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_only_who_writes_for_a_bailleur_computes(monde: Monde, who: str) -> None:
    complete(monde)
    with pytest.raises(PermissionDenied):
        calculer_et_garder(an_acteur(getattr(monde, who)), 2026, MOMENT)
    assert not Execution.objects.exists()
