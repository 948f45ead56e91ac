"""The years ahead of a bailleur of the database: from what is kept, once for the process."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.builders_parc import keep_files_in

from gef.actions import conversion
from gef.actions.dossier import DossierIncompletError
from gef.actions.horizon import read_horizon
from gef.db.flux.models import Droit


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    keep_files_in(tmp_path, settings)
    write_dossier(monde)


def test_without_a_conversion_it_says_what_to_do(monde: Monde) -> None:
    with pytest.raises(DossierIncompletError, match="La conversion 2026 n’est pas calculée"):
        read_horizon(monde.habitat_lys, EXERCICE)


def test_the_years_follow_the_register(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    Droit.objects.filter(reservataire=monde.comptes["VILLE"]).update(fin=date(2030, 1, 1))
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    reference, horizon = read_horizon(monde.habitat_lys, EXERCICE)
    assert (reference.methode, horizon.premier, horizon.dernier) == ("negociee", 2026, 2035)
    # The volume of Action Logement, 2021-2030, and the rights of the Ville.
    assert [(e.exercice, e.reservataire) for e in horizon.echeances] == [(2030, "VILLE"), (2031, "AL")]
    assert read_horizon(monde.habitat_lys, EXERCICE)[1] is horizon
    assert read_horizon(monde.habitat_lys, EXERCICE, "part_du_parc")[1].methode == "part_du_parc"


def test_a_new_conversion_makes_a_new_horizon(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    before = read_horizon(monde.habitat_lys, EXERCICE, "part_du_parc")[1]
    Droit.objects.filter(reservataire=monde.comptes["VILLE"]).update(nombre=12)
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    after = read_horizon(monde.habitat_lys, EXERCICE, "part_du_parc")[1]
    assert before.annees[0].droits - after.annees[0].droits == 18
