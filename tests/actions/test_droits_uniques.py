"""The follow-up of droits uniques is kept beside the conversion, and read in the mode asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.builders import CANNES, MOMENT, Monde, a_fait, a_liberation, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier

from gef.actions import conversion
from gef.actions.droits_uniques import list_versions, read_run
from gef.db.flux.models import Liberation


@pytest.fixture
def acteur(monde: Monde, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    write_dossier(monde)
    return an_acteur(monde.gestionnaire)


def test_it_is_kept_with_the_conversion_and_once(monde: Monde, acteur: Any) -> None:
    assert list_versions(monde.habitat_lys, EXERCICE) == []
    for _ in range(2):
        conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    [run] = list_versions(monde.habitat_lys, EXERCICE)
    suivi = {s.reservataire: s for s in read_run(run).suivis}["AL"]
    # 80 rights at 20 % and 20 droits uniques over ten years.
    assert suivi.echeancier.annees[0].droits == 18
    assert (suivi.is_sans_fin, [n.annuels for n in suivi.negocies]) == (True, [2])


def test_receipts_make_a_version_of_it_and_none_of_the_conversion(monde: Monde, acteur: Any) -> None:
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    row: Liberation = monde.liberations[0]
    a_fait(row, "orientation", monde.comptes["AL"], date=row.libre_le)
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    assert [run.version for run in list_versions(monde.habitat_lys, EXERCICE)] == [2, 1]
    assert [run.version for run in conversion.list_versions(monde.habitat_lys, EXERCICE)] == [1]
    [negocie] = {s.reservataire: s for s in read_run(list_versions(monde.habitat_lys, EXERCICE)[0]).suivis}[
        "AL"
    ].negocies
    assert negocie.rythme is not None
    # One received in 2026: of the eighteen due, two are of this volume; ten were due before.
    assert (negocie.rythme.recus, negocie.rythme.assumed) == (Fraction(1, 9), 10)


def test_the_mode_and_the_length_are_asked_of_the_same_run(monde: Monde, acteur: Any) -> None:
    monde.comptes["VILLE"].droits.update(fin="2030-01-01")
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    a_liberation(monde.habitat_lys, "L-AUTRE", libre_le=MOMENT.date(), commune=CANNES)
    [run] = list_versions(monde.habitat_lys, EXERCICE)
    years = {s.reservataire: s for s in read_run(run, "lisse", 8).suivis}["VILLE"].echeancier.annees
    assert [(a.exercice, a.droits) for a in years] == [(2026 + n, Fraction(12, 8)) for n in range(8)]
