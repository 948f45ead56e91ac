"""Who administers an organisation."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import Monde, a_user, an_acteur

from gef.access.membres import administrateurs_of, can_administer, check_can_administer, membres_of
from gef.access.models import Role


def test_without_an_administrateur_the_gestionnaires_administer(monde: Monde) -> None:
    assert can_administer(an_acteur(monde.gestionnaire))
    assert administrateurs_of(monde.habitat_lys.pk) == {monde.gestionnaire.appartenances.get().pk}


def test_with_an_administrateur_they_no_longer_do(monde: Monde) -> None:
    admin = a_user("Admin", monde.habitat_lys, role=Role.ADMINISTRATEUR)
    assert can_administer(an_acteur(admin))
    assert not can_administer(an_acteur(monde.gestionnaire))
    assert can_administer(an_acteur(monde.gestionnaire_autre)), "the administrateur of another organisation"
    assert administrateurs_of(monde.habitat_lys.pk) == {admin.appartenances.get().pk}


@pytest.mark.parametrize("role", [Role.LECTEUR, Role.CHARGE])
def test_the_others_never_do(monde: Monde, role: str) -> None:
    monde.gestionnaire.appartenances.all().delete()
    with pytest.raises(PermissionDenied, match="Un administrateur"):
        check_can_administer(an_acteur(a_user("Essai", monde.habitat_lys, role=role)))


def test_members_are_those_of_the_organisation_by_name(monde: Monde) -> None:
    names = [membre.utilisateur.nom for membre in membres_of(monde.habitat_lys.pk)]
    assert names == ["Camille Gérant", "Dominique Lecteur"]
