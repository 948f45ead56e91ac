"""For whom a signed-in person acts."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from tests.builders import MOT_DE_PASSE, Monde, a_user, an_acteur

from gef.access.acteur import Acteur, read_acteur
from gef.access.models import Appartenance, Role, Utilisateur


def test_nobody_acts_for_a_visitor() -> None:
    assert read_acteur(AnonymousUser()) is None


def test_who_belongs_to_no_organisation_acts_for_none(monde: Monde) -> None:
    assert read_acteur(monde.sans_organisation) is None
    assert read_acteur(monde.sans_organisation, monde.habitat_lys.pk) is None


def test_a_member_acts_for_his_organisation_with_his_role(monde: Monde) -> None:
    assert an_acteur(monde.lecteur) == Acteur(
        monde.lecteur.pk, "Dominique Lecteur", monde.habitat_lys, Role.LECTEUR, (monde.habitat_lys,)
    )


def test_who_belongs_to_several_acts_for_the_first_by_name_until_he_chooses(monde: Monde) -> None:
    user = a_user("Plusieurs", monde.ville, monde.habitat_lys)
    acteur = an_acteur(user)
    assert acteur.organisation == monde.habitat_lys
    assert acteur.organisations == (monde.habitat_lys, monde.ville)
    assert an_acteur(user, monde.ville).organisation == monde.ville


def test_a_choice_that_is_not_his_is_ignored(monde: Monde) -> None:
    acteur = read_acteur(monde.agent_ville, monde.habitat_lys.pk)
    assert acteur is not None
    assert acteur.organisation == monde.ville


def test_a_role_is_that_of_the_organisation_chosen(monde: Monde) -> None:
    user = a_user("Plusieurs", monde.ville)
    Appartenance.objects.create(utilisateur=user, organisation=monde.habitat_lys, role=Role.LECTEUR)
    assert an_acteur(user, monde.ville).can_write
    assert not an_acteur(user, monde.habitat_lys).can_write


def test_who_leaves_an_organisation_no_longer_acts_for_it(monde: Monde) -> None:
    monde.gestionnaire.appartenances.all().delete()
    assert read_acteur(monde.gestionnaire, monde.habitat_lys.pk) is None


@pytest.mark.parametrize(("who", "is_bailleur", "can_write"), [
    ("gestionnaire", True, True),
    ("lecteur", True, False),
    ("agent_ville", False, True),
])  # fmt: skip
def test_roles(monde: Monde, who: str, is_bailleur: bool, can_write: bool) -> None:  # noqa: FBT001
    acteur = an_acteur(getattr(monde, who))
    assert (acteur.is_bailleur, acteur.can_write) == (is_bailleur, can_write)


def test_a_password_is_never_kept_as_it_is(monde: Monde) -> None:
    assert MOT_DE_PASSE not in monde.gestionnaire.password
    assert monde.gestionnaire.check_password(MOT_DE_PASSE)


def test_without_a_password_nobody_signs_in(monde: Monde) -> None:
    user = Utilisateur.objects.create_user("sans@exemple.fr", "Sans Mot de Passe")
    assert not user.has_usable_password()
    assert not user.check_password("")


@pytest.mark.django_db
def test_an_address_belongs_to_one_person() -> None:
    Utilisateur.objects.create_user("un@exemple.fr", "Un", MOT_DE_PASSE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Utilisateur.objects.create_user("UN@exemple.fr ", "Deux", MOT_DE_PASSE)


@pytest.mark.parametrize("typed", ["camille.agent@exemple.fr", "Camille.Agent@EXEMPLE.fr", " camille.agent@exemple.fr"])
def test_a_person_is_found_whatever_the_capitals(monde: Monde, typed: str) -> None:
    assert Utilisateur.objects.get_by_natural_key(typed) == monde.agent_ville
