"""Wishes of the réservataires: recorded against the parc, indicative, withdrawn by a new row."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import ANTIBES, CANNES, JOUR, MOMENT, Monde, an_acteur
from tests.builders_parc import a_parc, keep_files_in

from gef.actions.besoins import BesoinRefuseError
from gef.actions.souhaits import (
    SaisieSouhait,
    SouhaitRefuseError,
    inscrire_souhait,
    list_souhaits,
    load_groupes,
    retirer_souhait,
    to_souhait,
)
from gef.core.errors import DonneeInvalideError
from gef.core.souhaits import Souhait
from gef.db.besoins.models import SouhaitReservataire
from gef.db.journal.models import Acte

SAISIE = SaisieSouhait("AL", Souhait(Fraction(2, 5), typologie="T2", publics="jeunes salariés"), JOUR, "courrier")


@pytest.fixture(autouse=True)
def _parc(monde: Monde, settings: Any, tmp_path: Any) -> None:
    """Les Goélands and Les Sirènes at Cannes, Les Goélands at Antibes and at Nice."""
    keep_files_in(tmp_path, settings)
    a_parc(an_acteur(monde.gestionnaire), 40)
    Acte.objects.all().delete()


def wish(monde: Monde, reservataire: str = "AL", document: str = "courrier", **fields: Any) -> SouhaitReservataire:
    souhait = replace(SAISIE.souhait, **fields)
    saisie = SaisieSouhait(reservataire, souhait, JOUR, document)
    return inscrire_souhait(an_acteur(monde.gestionnaire), saisie, MOMENT)


def test_a_wish_is_kept_as_it_was_said(monde: Monde) -> None:
    row = wish(monde)
    assert to_souhait(row) == SAISIE.souhait
    assert (row.reservataire, row.auteur) == (monde.comptes["AL"], monde.gestionnaire)
    acte = Acte.objects.get()
    assert (acte.acte, acte.objet, acte.details["criteres"]) == ("souhait", "AL", "T2")
    assert list_souhaits(monde.logis_de_passage) == ()


def test_the_parc_is_read_with_its_epci(monde: Monde) -> None:
    rows = load_groupes(monde.habitat_lys)
    assert {(row.commune, row.programme) for row in rows} == {
        (CANNES, "Les Goélands"),
        (CANNES, "Les Sirènes"),
        (ANTIBES, "Les Sirènes"),
        ("06088", "Les Goélands"),
    }
    assert {row.epci for row in rows if row.commune == CANNES} == {"200039915"}


def test_a_wish_that_would_name_a_programme_is_refused(monde: Monde) -> None:
    with pytest.raises(DonneeInvalideError, match="un seul programme du parc y répond, sur 4"):
        wish(monde, portee=f"commune:{ANTIBES}")
    with pytest.raises(DonneeInvalideError, match="« Les Sirènes » est un programme"):
        wish(monde, publics="familles, aux Sirènes de préférence : LES SIRENES")
    assert not SouhaitReservataire.objects.exists()
    assert not Acte.objects.exists()


def test_without_a_parc_a_wish_cannot_be_checked(monde: Monde) -> None:
    saisie = replace(SAISIE, reservataire="RIVE")
    with pytest.raises(DonneeInvalideError, match="aucun parc n’est déposé"):
        inscrire_souhait(an_acteur(monde.gestionnaire_autre), saisie, MOMENT)


@pytest.mark.parametrize(
    ("fields", "error", "said"),
    [
        ({"document": " "}, SouhaitRefuseError, "document : vide"),
        ({"reservataire": "RIVE"}, SouhaitRefuseError, "« RIVE » inconnu"),
        ({"reservataire": "BAILLEUR"}, SouhaitRefuseError, "inconnu"),
        ({"portee": "commune:99999"}, BesoinRefuseError, "inconnu"),
    ],
)
def test_a_wish_of_nobody_is_refused(monde: Monde, fields: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        wish(monde, **fields)


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_who_may_not_write_wishes_nothing(monde: Monde, who: str) -> None:
    row = wish(monde)
    acteur = an_acteur(getattr(monde, who))
    with pytest.raises(PermissionDenied):
        inscrire_souhait(acteur, SAISIE, MOMENT)
    with pytest.raises(PermissionDenied):
        retirer_souhait(acteur, row.pk, MOMENT)


def test_a_wish_is_withdrawn_once_and_stays_written(monde: Monde) -> None:
    row = wish(monde)
    gone = retirer_souhait(an_acteur(monde.gestionnaire), row.pk, MOMENT)
    assert (gone.annule, to_souhait(gone)) == (row, to_souhait(row))
    assert list_souhaits(monde.habitat_lys) == ()
    assert SouhaitReservataire.objects.count() == 2
    with pytest.raises(SouhaitRefuseError, match="n’est plus inscrit"):
        retirer_souhait(an_acteur(monde.gestionnaire), row.pk, MOMENT)
    with pytest.raises(SouhaitRefuseError, match="n’est plus inscrit"):
        retirer_souhait(an_acteur(monde.gestionnaire), gone.pk, MOMENT)
