"""Invite by e-mail: one address, one use, seven days; nothing personal in the message; no token in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.builders import MOMENT, MOT_DE_PASSE, Monde, an_acteur

from gef.access.models import Invitation, Role, Utilisateur
from gef.actions import invitations
from gef.actions.invitations import (
    CompteExistantError,
    CourrielError,
    DejaMembreError,
    LienInconnuError,
    LienPerimeError,
    MotDePasseError,
    accepter,
    accepter_nouveau,
    annuler_invitation,
    find_invitation,
    inviter,
)
from gef.actions.membres import RoleInconnuError
from gef.db.journal.models import Acte

ADRESSE = "nouvelle.venue@exemple.fr"
LIEN = "https://gef.exemple.fr/invitation?jeton="


def invite(monde: Monde, email: str = ADRESSE, role: str = "charge") -> str:
    """Invite, and take the token out of the e-mail."""
    inviter(an_acteur(monde.gestionnaire), email, role, moment=MOMENT, lien=lambda jeton: LIEN + jeton)
    return mail.outbox[-1].body.partition(LIEN)[2].split()[0]


def test_the_message_says_the_organisation_and_the_link_and_nothing_else(monde: Monde) -> None:
    jeton = invite(monde)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([ADRESSE], "Invitation à rejoindre Habitat Lys")
    assert f"{LIEN}{jeton}\n" in sent.body
    for word in ("Camille", ADRESSE, "@", "attribution"):
        assert word not in sent.body


def test_the_token_is_kept_nowhere(monde: Monde) -> None:
    jeton = invite(monde)
    kept = " ".join(
        str(value) for row in (*Invitation.objects.values(), *Acte.objects.values()) for value in row.values()
    )
    assert len(jeton) >= 40
    assert jeton not in kept
    assert invite(monde) != jeton


def test_the_journal_holds_no_address(monde: Monde) -> None:
    accepter_nouveau(invite(monde), "Nouvelle Venue", MOT_DE_PASSE, MOMENT)
    assert [acte.acte for acte in Acte.objects.order_by("pk")] == ["invitation", "invitation_acceptee"]
    assert all("exemple.fr" not in f"{acte.objet} {acte.details}" for acte in Acte.objects.all())


def test_a_newcomer_becomes_a_person_and_a_member(monde: Monde) -> None:
    user = accepter_nouveau(invite(monde, f" {ADRESSE.upper()} "), " Nouvelle Venue ", MOT_DE_PASSE, MOMENT)
    assert (user.email, user.nom, user.check_password(MOT_DE_PASSE)) == (ADRESSE, "Nouvelle Venue", True)
    row = user.appartenances.get()
    assert (row.organisation, row.role, row.depuis) == (monde.habitat_lys, "charge", MOMENT)
    assert an_acteur(user).can_orienter


def test_a_known_person_joins_one_more_organisation(monde: Monde) -> None:
    accepter(monde.agent_ville, invite(monde, monde.agent_ville.email), MOMENT)
    assert {o.nom for o in an_acteur(monde.agent_ville).organisations} == {"Habitat Lys", "Ville de Lys"}


def test_a_link_serves_once(monde: Monde) -> None:
    jeton = invite(monde)
    user = accepter_nouveau(jeton, "Nouvelle Venue", MOT_DE_PASSE, MOMENT)
    with pytest.raises(LienPerimeError, match="déjà servi"):
        accepter_nouveau(jeton, "Autre", MOT_DE_PASSE, MOMENT)
    user.appartenances.all().delete()
    with pytest.raises(LienPerimeError, match="déjà servi"):
        accepter(user, jeton, MOMENT)


@pytest.mark.parametrize(("after", "is_open"), [
    (timedelta(days=7, seconds=-1), True),
    (timedelta(days=7), False),
    (timedelta(days=400), False),
])  # fmt: skip
def test_a_link_lasts_seven_days(monde: Monde, after: timedelta, is_open: bool) -> None:  # noqa: FBT001
    jeton = invite(monde)
    if is_open:
        assert find_invitation(jeton, MOMENT + after).email == ADRESSE
        return
    with pytest.raises(LienPerimeError, match="a expiré"):
        accepter_nouveau(jeton, "Nouvelle Venue", MOT_DE_PASSE, MOMENT + after)
    assert not Utilisateur.objects.filter(email=ADRESSE).exists()


def test_a_link_tampered_with_opens_nothing(monde: Monde) -> None:
    jeton = invite(monde)
    flipped = ("B" if jeton[0] == "A" else "A") + jeton[1:]
    for wrong in (
        "",
        flipped,
        jeton[:-1],
        jeton + "A",
        jeton.swapcase(),
        "x" * 5000,
        Invitation.objects.get().empreinte,
    ):
        with pytest.raises(LienInconnuError, match="aucune invitation"):
            accepter_nouveau(wrong, "Nouvelle Venue", MOT_DE_PASSE, MOMENT)


def test_the_last_invitation_of_an_address_replaces_the_others(monde: Monde) -> None:
    first, second = invite(monde), invite(monde)
    with pytest.raises(LienInconnuError, match="remplacée"):
        find_invitation(first, MOMENT)
    assert find_invitation(second, MOMENT).email == ADRESSE


def test_an_invitation_taken_back_opens_nothing(monde: Monde) -> None:
    jeton, acteur = invite(monde), an_acteur(monde.gestionnaire)
    row = Invitation.objects.get()
    with pytest.raises(Http404):
        annuler_invitation(an_acteur(monde.agent_ville), row.pk, MOMENT)
    assert annuler_invitation(acteur, row.pk, MOMENT) == ADRESSE
    with pytest.raises(LienInconnuError):
        find_invitation(jeton, MOMENT)
    with pytest.raises(Http404):
        annuler_invitation(acteur, row.pk, MOMENT)


def test_somebody_else_s_invitation_is_refused(monde: Monde) -> None:
    with pytest.raises(PermissionDenied, match="autre adresse"):
        accepter(monde.agent_ville, invite(monde), MOMENT)


def test_an_address_that_has_an_account_does_not_get_a_second_one(monde: Monde) -> None:
    jeton = invite(monde, monde.agent_ville.email)
    with pytest.raises(CompteExistantError, match="connectez-vous"):
        accepter_nouveau(jeton, "Faux", "un autre mot de passe", MOMENT)
    monde.agent_ville.refresh_from_db()
    assert monde.agent_ville.check_password(MOT_DE_PASSE)


def test_a_member_is_neither_invited_nor_added_twice(monde: Monde) -> None:
    with pytest.raises(DejaMembreError, match="déjà membre"):
        invite(monde, monde.lecteur.email)
    jeton = invite(monde, monde.agent_ville.email)
    monde.habitat_lys.appartenances.create(utilisateur=monde.agent_ville, role=Role.LECTEUR)
    with pytest.raises(DejaMembreError):
        accepter(monde.agent_ville, jeton, MOMENT)


@pytest.mark.parametrize("password", ["court", "motdepasse", "password1234"])
def test_a_weak_password_is_refused_and_the_link_still_serves(monde: Monde, password: str) -> None:
    jeton = invite(monde)
    with pytest.raises(MotDePasseError, match="mot de passe"):
        accepter_nouveau(jeton, "Nouvelle Venue", password, MOMENT)
    assert find_invitation(jeton, MOMENT).acceptee_le is None


def test_who_does_not_administer_invites_nobody(monde: Monde) -> None:
    with pytest.raises(PermissionDenied):
        inviter(an_acteur(monde.lecteur), ADRESSE, "lecteur", moment=MOMENT, lien=str)
    with pytest.raises(RoleInconnuError):
        invite(monde, role="roi")
    assert (mail.outbox, Invitation.objects.count()) == ([], 0)


def test_an_e_mail_that_does_not_leave_is_said(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(invitations, "send_mail", fail)
    with pytest.raises(CourrielError, match="n’est pas parti"):
        inviter(an_acteur(monde.gestionnaire), ADRESSE, "lecteur", moment=MOMENT, lien=str)
