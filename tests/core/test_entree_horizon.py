"""What the horizon refuses to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.core.conversions_exemples import a_reservataire, an_entree, droits

from gef.core.entree_horizon import ANNEES_MAX, EntreeHorizon, LotAVenir
from gef.core.errors import DonneeInvalideError


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"methode": "x"}, "Horizon, méthode « x » ; attendu : part_du_parc"),
        ({"limite": 0}, "Horizon de 0 ans ; attendu : de 1 à 60"),
        ({"limite": ANNEES_MAX + 1}, "Horizon de 61 ans"),
        ({"a_venir": (LotAVenir("X", 2030, droits(3)),)}, "droits à venir de X : réservataire inconnu"),
    ],
)
def test_what_means_nothing_is_refused(champs: Mapping[str, Any], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        EntreeHorizon(an_entree(a_reservataire("AL")), **champs)
