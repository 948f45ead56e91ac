"""What is kept of an invitation, and until when it waits."""

from __future__ import annotations

from datetime import timedelta

from tests.builders import MOMENT, Monde

from gef.access.invitations import drop_pending, hash_jeton, invitation_of, mark_accepted, pending_of
from gef.access.models import Invitation


def an_invitation(monde: Monde, jeton: str, email: str = "nouvelle@exemple.fr") -> Invitation:
    return Invitation.objects.create(
        organisation=monde.habitat_lys,
        email=email,
        role="lecteur",
        empreinte=hash_jeton(jeton),
        auteur=monde.gestionnaire,
        cree_le=MOMENT,
        expire_le=MOMENT + timedelta(days=7),
    )


def test_an_invitation_is_found_by_its_token_only(monde: Monde) -> None:
    written = an_invitation(monde, "jeton")
    assert invitation_of("jeton") == written
    assert invitation_of(written.empreinte) is None, "who reads the database opens no door"
    assert invitation_of("") is None


def test_one_waits_until_it_is_accepted_or_over(monde: Monde) -> None:
    first, second = an_invitation(monde, "a"), an_invitation(monde, "b", "autre@exemple.fr")
    assert list(pending_of(monde.habitat_lys.pk, MOMENT)) == [second, first]
    assert not pending_of(monde.habitat_lys.pk, MOMENT + timedelta(days=7))
    assert not pending_of(monde.ville.pk, MOMENT)
    mark_accepted(first, MOMENT)
    assert list(pending_of(monde.habitat_lys.pk, MOMENT)) == [second]


def test_what_was_accepted_is_kept_when_the_rest_is_dropped(monde: Monde) -> None:
    kept, dropped = an_invitation(monde, "a"), an_invitation(monde, "b")
    mark_accepted(kept, MOMENT)
    drop_pending(monde.habitat_lys.pk, "nouvelle@exemple.fr")
    assert list(Invitation.objects.all()) == [kept]
    assert dropped.pk != kept.pk
