"""Change a role, end a membership: one act each, and always somebody who administers."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.builders import MOMENT, Monde, a_user, an_acteur

from gef.access.acteur import read_acteur
from gef.access.models import Appartenance, Role, Utilisateur
from gef.actions.membres import (
    DernierAdministrateurError,
    RoleInconnuError,
    changer_role,
    list_membres,
    retirer_membre,
    table_membres,
)
from gef.db.journal.models import Acte


def membre(user: Utilisateur) -> Appartenance:
    return user.appartenances.get()


@pytest.fixture
def admin(monde: Monde) -> Utilisateur:
    return a_user("Admin Lys", monde.habitat_lys, role=Role.ADMINISTRATEUR)


def test_a_role_changes_and_the_journal_says_so_without_a_name(monde: Monde, admin: Utilisateur) -> None:
    changer_role(an_acteur(admin), membre(monde.lecteur).pk, "charge", MOMENT)
    assert membre(monde.lecteur).role == "charge"
    acte = Acte.objects.get()
    assert (acte.acte, acte.bailleur, acte.auteur, acte.fait_le) == ("membre_role", monde.habitat_lys, admin, MOMENT)
    assert acte.details == {"personne": monde.lecteur.pk, "avant": "lecteur", "apres": "charge"}


def test_the_same_role_is_no_act(monde: Monde, admin: Utilisateur) -> None:
    changer_role(an_acteur(admin), membre(monde.lecteur).pk, "lecteur", MOMENT)
    assert not Acte.objects.exists()


def test_a_membership_ends_and_what_was_written_stays(monde: Monde, admin: Utilisateur) -> None:
    retirer_membre(an_acteur(admin), membre(monde.gestionnaire).pk, MOMENT)
    assert read_acteur(monde.gestionnaire) is None
    assert Utilisateur.objects.filter(pk=monde.gestionnaire.pk, is_active=True).exists()
    acte = Acte.objects.get(acte="membre_retire")
    assert acte.details == {"personne": monde.gestionnaire.pk, "avant": "gestionnaire"}


@pytest.mark.parametrize("role", ["gestionnaire", "lecteur", ""])
def test_the_last_administrateur_stays(monde: Monde, admin: Utilisateur, role: str) -> None:
    acteur, row = an_acteur(admin), membre(admin)
    with pytest.raises(DernierAdministrateurError, match="nommez d’abord un autre administrateur"):
        changer_role(acteur, row.pk, role, MOMENT) if role else retirer_membre(acteur, row.pk, MOMENT)
    assert membre(admin).role == "administrateur"
    assert not Acte.objects.exists()


def test_with_another_one_he_may_leave(monde: Monde, admin: Utilisateur) -> None:
    changer_role(an_acteur(admin), membre(monde.lecteur).pk, "administrateur", MOMENT)
    assert retirer_membre(an_acteur(admin), membre(admin).pk, MOMENT) == "Admin Lys"


def test_where_gestionnaires_administer_the_last_one_stays_or_becomes_administrateur(monde: Monde) -> None:
    acteur, row = an_acteur(monde.gestionnaire), membre(monde.gestionnaire)
    with pytest.raises(DernierAdministrateurError):
        retirer_membre(acteur, row.pk, MOMENT)
    assert changer_role(acteur, row.pk, "administrateur", MOMENT).role == "administrateur"


def test_a_member_of_another_organisation_is_unknown(monde: Monde, admin: Utilisateur) -> None:
    for row in (membre(monde.agent_ville).pk, 0):
        with pytest.raises(Http404):
            changer_role(an_acteur(admin), row, "lecteur", MOMENT)
        with pytest.raises(Http404):
            retirer_membre(an_acteur(admin), row, MOMENT)


def test_a_gestionnaire_reads_and_does_not_change(monde: Monde, admin: Utilisateur) -> None:
    acteur = an_acteur(monde.gestionnaire)
    assert [row.utilisateur.nom for row in list_membres(acteur)] == ["Admin Lys", "Camille Gérant", "Dominique Lecteur"]
    with pytest.raises(PermissionDenied):
        changer_role(acteur, membre(monde.lecteur).pk, "administrateur", MOMENT)
    with pytest.raises(PermissionDenied):
        retirer_membre(acteur, membre(monde.lecteur).pk, MOMENT)


def test_a_reader_does_not_read_the_list(monde: Monde) -> None:
    with pytest.raises(PermissionDenied, match="gestionnaires et aux administrateurs"):
        list_membres(an_acteur(monde.lecteur))


def test_an_unknown_role_is_refused(monde: Monde, admin: Utilisateur) -> None:
    with pytest.raises(RoleInconnuError, match="« roi »"):
        changer_role(an_acteur(admin), membre(monde.lecteur).pk, "roi", MOMENT)


def test_the_table_says_who_since_when_and_which_account_is_closed(monde: Monde, admin: Utilisateur) -> None:
    Appartenance.objects.filter(utilisateur=monde.lecteur).update(depuis=None)
    Appartenance.objects.filter(utilisateur=admin).update(depuis=MOMENT)
    Utilisateur.objects.filter(pk=admin.pk).update(is_active=False)
    first, _, last = table_membres(list_membres(an_acteur(monde.gestionnaire))).lignes
    assert (first.valeurs["depuis"], first.details) == (MOMENT.date(), {"personne": "compte fermé"})
    assert (last.valeurs["depuis"], last.valeurs["role"]) == (None, "lecteur")
