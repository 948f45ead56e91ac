from __future__ import annotations

from tests.core.builders_orientation import a_logement

from gef.core.comptes import ATTRIBUTS


def test_attributes_follow_the_axes_of_the_accounts() -> None:
    logement = a_logement(typologie="T2", financement="PLS", qpv=True, forme="individuel")
    assert logement.attributs == {"typologie": "T2", "financement": "PLS", "qpv": "1", "forme": "individuel"}
    assert tuple(logement.attributs) == ATTRIBUTS
