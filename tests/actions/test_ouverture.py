"""What a réservataire's conventions open to him."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.builders import CANNES, JOUR, MOMENT, Monde, a_compte, a_convention, a_user, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.builders_parc import keep_files_in

from gef.actions.conversion import calculer_et_garder
from gef.actions.ouverture import list_ouvertures, name_territoire


def test_the_part_comes_from_the_convention_and_the_dwellings_from_the_last_conversion(
    monde: Monde, settings: Any, tmp_path: Any
) -> None:
    keep_files_in(tmp_path, settings)
    acteur = an_acteur(monde.agent_ville)
    [before] = list_ouvertures(acteur, JOUR)
    assert (before.part, before.logements, before.depuis) == (Fraction(1, 5), None, date(2024, 1, 1))
    write_dossier(monde)
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    [after] = list_ouvertures(acteur, JOUR)
    # 20 % of the 30 dwellings that Cannes is expected to free.
    assert (after.logements, after.territoire, after.is_plusieurs) == (6, "de la commune", False)


def test_each_account_has_its_own_and_those_that_are_over_are_left(monde: Monde) -> None:
    acteur = an_acteur(a_user("Agent État", monde.prefecture))
    assert [(o.compte, o.part, o.is_plusieurs) for o in list_ouvertures(acteur, JOUR)] == [
        ("État, agents publics", Fraction(1, 20), True),
        ("État, publics prioritaires", Fraction(1, 4), True),
    ]
    other = a_compte(monde.logis_de_passage, "CD", "departement", part=None, organisation=monde.departement)
    a_convention(other, "1/10", date(2020, 1, 1), fin=JOUR)
    a_convention(other, "1/8", date(2027, 1, 1))
    assert [o.bailleur for o in list_ouvertures(an_acteur(a_user("Agent CD", monde.departement)), JOUR)] == [
        "Habitat Lys"
    ]


@pytest.mark.parametrize(
    ("portee", "nom"),
    [
        (f"commune:{CANNES}", "de la commune"),
        ("epci:200039915", "de l’EPCI"),
        ("departement", "du département"),
    ],
)
def test_a_territory_is_named(portee: str, nom: str) -> None:
    assert name_territoire(portee) == nom
