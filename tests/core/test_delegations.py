"""For which account a delegated right counts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from tests.core.builders_registre import JOUR, SURVIE, a_droit, a_garantie, registres

from gef.core.delegations import RAISONS, rattacher
from gef.core.parts import Reservataire
from gef.core.registre_droits import DroitReservation, situer_droit

EPCI = "200000001"
COMPTES = {
    compte.id: compte
    for compte in (
        Reservataire("EPCI", "epci", f"epci:{EPCI}"),
        Reservataire("VILLE", "commune", "commune:01001"),
        Reservataire("BOURG", "commune", "commune:01002"),
        Reservataire("CD", "departement", "departement"),
        Reservataire("CD-2", "departement", "departement"),
        Reservataire("AL", "action_logement", "departement"),
        Reservataire("ETAT", "etat_prio", "departement"),
    )
}


def a_delegue(titulaire: str, utilisateur: str, **champs: object) -> DroitReservation:
    genre = COMPTES[titulaire].type
    return a_droit(reservataire=titulaire, type_reservataire=genre, utilisateur=utilisateur, **champs)


@pytest.mark.parametrize(
    ("droit", "compte", "raison"),
    [
        (a_droit(reservataire="VILLE"), "VILLE", ""),
        (a_delegue("EPCI", "VILLE"), "VILLE", ""),
        (a_delegue("EPCI", "VILLE", nature="garantie"), "VILLE", ""),
        (a_delegue("VILLE", "EPCI"), "EPCI", ""),
        (a_delegue("CD", "EPCI"), "EPCI", ""),
        (a_delegue("EPCI", "VILLE", delegation_debut=date(2027, 1, 1)), "EPCI", ""),
        (a_delegue("EPCI", "VILLE", delegation_fin=JOUR), "EPCI", ""),
        (a_delegue("EPCI", "BOURG"), "EPCI", "hors_territoire"),
        (a_delegue("VILLE", "EPCI", commune="01009"), "VILLE", "hors_territoire"),
        (a_delegue("EPCI", "VILLE", commune=None), "EPCI", "hors_territoire"),
        (a_delegue("EPCI", "CD", commune=None), "CD", ""),
        (a_delegue("CD", "CD-2", commune=None), "CD-2", ""),
        (a_delegue("EPCI", "ABSENT"), "EPCI", "sans_compte"),
        (a_delegue("ETAT", "VILLE", nature="etat"), "ETAT", "etat"),
        (a_delegue("EPCI", "AL", nature="garantie"), "EPCI", "garantie"),
        (a_delegue("EPCI", "AL"), "AL", ""),
    ],
)
def test_for_whom_a_right_counts(droit: DroitReservation, compte: str, raison: str) -> None:
    epci = "" if droit.commune == "01009" else EPCI
    rattachement = rattacher(droit, JOUR, COMPTES, epci)
    assert (rattachement.compte, rattachement.raison) == (compte, raison)
    assert rattachement.is_delegue == (compte != droit.reservataire)
    assert not raison or raison in RAISONS


@given(registres())
def test_what_nobody_delegates_counts_for_its_holder(droits: list[DroitReservation]) -> None:
    for droit in droits:
        assert rattacher(droit, JOUR, COMPTES, EPCI).compte == droit.reservataire


def test_who_uses_a_right_changes_nothing_to_its_survival() -> None:
    """The law names the commune and the EPCI: the holder is what counts, in both directions."""
    ville = a_garantie(reservataire="VILLE", utilisateur="CD")
    departement = a_garantie(reservataire="CD", type_reservataire="departement", utilisateur="VILLE")
    assert situer_droit(ville, JOUR, SURVIE).etat == "survie"
    assert situer_droit(departement, JOUR, SURVIE).etat == "echu"
