"""Rights of a guaranteed operation, shown then written once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import CANNES, MOMENT, Monde, an_acteur

from gef.actions.operations import (
    OperationDejaInscriteError,
    SaisieGarant,
    SaisieOperation,
    inscrire_operation,
    list_garants,
    preparer_operation,
)
from gef.core.errors import DonneeInvalideError
from gef.db.flux.models import Droit
from gef.db.journal.models import Acte

SAISIE = SaisieOperation(
    reference="OP-1",
    programme="Les Alizés",
    commune=CANNES,
    logements=44,
    part_reservee=Fraction(1, 5),
    garants=(SaisieGarant("VILLE", Fraction(1, 2)), SaisieGarant("CD", Fraction(1, 4), "VILLE")),
    debut=date(2026, 7, 1),
    echeance_pret=date(2066, 7, 1),
    document="Contrat de prêt du 3 juin 2026",
)


def test_an_operation_is_shown_before_it_is_written(monde: Monde) -> None:
    acteur = an_acteur(monde.lecteur)
    repartition = preparer_operation(acteur, SAISIE)
    assert [(p.garant.reservataire, p.logements) for p in repartition.parts] == [("VILLE", 5), ("CD", 3)]
    assert not Droit.objects.exists()
    assert [compte.code for compte in list_garants(acteur)] == ["CD", "VILLE"]


def test_its_rights_are_written_once_with_their_user(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    rows = inscrire_operation(acteur, SAISIE, MOMENT)
    ville, departement = Droit.objects.order_by("pk")
    assert list(rows) == [ville, departement]
    assert (ville.nombre, ville.nature, ville.part_garantie, ville.fin) == (
        5,
        "garantie",
        Fraction(1, 2),
        date(2066, 7, 1),
    )
    assert (departement.nombre, departement.utilisateur, departement.delegation_debut) == (
        3,
        monde.comptes["VILLE"],
        date(2026, 7, 1),
    )
    assert (ville.reference, ville.programme, ville.is_formalise) == ("OP-1", "Les Alizés", True)
    acte = Acte.objects.get()
    assert (acte.acte, acte.objet, acte.details["droits"]) == ("operation-garantie", "OP-1", {"VILLE": 5, "CD": 3})
    with pytest.raises(OperationDejaInscriteError, match="« OP-1 »"):
        inscrire_operation(acteur, SAISIE, MOMENT)
    assert Droit.objects.count() == 2


def test_without_a_document_the_rights_are_not_formalised(monde: Monde) -> None:
    [row, _] = inscrire_operation(an_acteur(monde.gestionnaire), replace(SAISIE, document=""), MOMENT)
    assert not row.is_formalise


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"garants": (SaisieGarant("INCONNU", Fraction(1)),)}, "Compte « INCONNU » inconnu"),
        ({"garants": (SaisieGarant("AL", Fraction(1)),)}, "garant AL, type « action_logement »"),
        ({"garants": (SaisieGarant("VILLE", Fraction(1), "VILLE"),)}, "utilisateur : son titulaire"),
        ({"garants": ()}, "garants : aucun"),
        ({"logements": 4}, "aucun logement réservé"),
    ],
)
def test_what_is_wrong_writes_nothing(monde: Monde, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        inscrire_operation(an_acteur(monde.gestionnaire), replace(SAISIE, **changes), MOMENT)
    assert not Droit.objects.exists()


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_only_a_manager_writes(monde: Monde, who: str) -> None:
    with pytest.raises(PermissionDenied):
        inscrire_operation(an_acteur(getattr(monde, who)), SAISIE, MOMENT)
