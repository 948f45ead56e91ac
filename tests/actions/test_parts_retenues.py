"""A method retained: kept with its reasons, by who may, on the version that was seen; then read by the objectives."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier

from gef.actions import conversion, objectifs
from gef.actions.dossier import DossierIncompletError
from gef.actions.entrees_parts import MotifAbsentError
from gef.actions.parts_retenues import Choix, VersionPerimeeError, list_retenues, read_retenues, retenir_parts
from gef.db.flux.models import Convention
from gef.db.journal.models import Acte

CHOIX = Choix("part_du_parc", "Accord des partenaires le 2 juin.", "", 1)


@pytest.fixture
def acteur(monde: Monde, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    write_dossier(monde)
    acteur = an_acteur(monde.gestionnaire)
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    return acteur


def test_a_method_is_retained_with_its_reason_and_its_author(monde: Monde, acteur: Any) -> None:
    assert read_retenues(monde.habitat_lys, EXERCICE) is None
    run = retenir_parts(acteur, EXERCICE, CHOIX, MOMENT)
    retenues = read_retenues(monde.habitat_lys, EXERCICE)
    assert retenues is not None
    assert (retenues.run, retenues.entree.par, retenues.entree.motif, retenues.methode) == (
        run,
        "Camille Gérant",
        CHOIX.motif,
        "Part du parc",
    )
    assert retenues.conversion.ligne("AL").part == Fraction(80, 400)
    acte = Acte.objects.get(acte="parts_retenues")
    assert (acte.objet, acte.details["methode"], acte.auteur) == ("2026, version 1", "part_du_parc", monde.gestionnaire)


def test_the_same_choice_is_kept_once_and_another_one_adds_to_it(monde: Monde, acteur: Any) -> None:
    first = retenir_parts(acteur, EXERCICE, CHOIX, MOMENT)
    assert retenir_parts(acteur, EXERCICE, CHOIX, MOMENT + timedelta(hours=1)) == first
    retenir_parts(acteur, EXERCICE, replace(CHOIX, methode="negociee"), MOMENT + timedelta(hours=2))
    assert [run.version for run in list_retenues(monde.habitat_lys, EXERCICE)] == [2, 1]
    assert Acte.objects.filter(acte="parts_retenues").count() == 2
    retenues = read_retenues(monde.habitat_lys, EXERCICE)
    assert retenues is not None
    assert retenues.methode == "Négociée"


def test_parts_above_the_whole_are_retained_only_with_the_reason_of_their_reduction(monde: Monde, acteur: Any) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(part=Fraction(75, 100))
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    choix = replace(CHOIX, methode="negociee", version=2)
    with pytest.raises(MotifAbsentError, match="le motif de la réduction"):
        retenir_parts(acteur, EXERCICE, choix, MOMENT)
    retenir_parts(acteur, EXERCICE, replace(choix, motif_reduction="Accepté par tous le 3 juin."), MOMENT)
    retenues = read_retenues(monde.habitat_lys, EXERCICE)
    assert retenues is not None
    assert retenues.conversion.validation is not None
    assert retenues.conversion.ligne("AL").part < Fraction(75, 100)


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"motif": "oui"}, MotifAbsentError), ({"motif": " "}, MotifAbsentError), ({"version": 7}, VersionPerimeeError)],
)
def test_a_hollow_reason_or_an_old_version_keeps_nothing(
    monde: Monde, acteur: Any, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        retenir_parts(acteur, EXERCICE, replace(CHOIX, **changes), MOMENT)
    assert list_retenues(monde.habitat_lys, EXERCICE) == []


def test_who_may_not_write_may_not_retain(monde: Monde, acteur: Any) -> None:
    with pytest.raises(PermissionDenied):
        retenir_parts(an_acteur(monde.lecteur), EXERCICE, CHOIX, MOMENT)


def test_without_a_conversion_there_is_nothing_to_retain(monde: Monde) -> None:
    with pytest.raises(DossierIncompletError, match="La conversion 2026 n’est pas calculée"):
        retenir_parts(an_acteur(monde.gestionnaire), EXERCICE, CHOIX, MOMENT)


def test_objectives_follow_the_conventions_unless_told_otherwise(monde: Monde, acteur: Any) -> None:
    with pytest.raises(DossierIncompletError, match="Aucune méthode n’est retenue"):
        objectifs.calculer_et_garder(acteur, EXERCICE, MOMENT, "retenues")
    retenir_parts(acteur, EXERCICE, CHOIX, MOMENT)
    rendus = objectifs.read_run(objectifs.calculer_et_garder(acteur, EXERCICE, MOMENT))
    assert (rendus.origine, rendus.par_reservataire()["AL"]) == ("conventions", 16)
    rendus = objectifs.read_run(objectifs.calculer_et_garder(acteur, EXERCICE, MOMENT, "retenues"))
    assert (rendus.origine, rendus.par_reservataire()["AL"]) == ("retenues", 8)
    assert (
        rendus.source.replace("\u00a0", " ")
        == "Parts retenues le 15 juin 2026 par Camille Gérant, méthode « part du parc »"
    )


def test_without_a_convention_objectives_follow_what_was_retained(monde: Monde, acteur: Any) -> None:
    retenir_parts(acteur, EXERCICE, CHOIX, MOMENT)
    Convention.objects.all().delete()
    rendus = objectifs.read_run(objectifs.calculer_et_garder(acteur, EXERCICE, MOMENT))
    assert rendus.origine == "retenues"
