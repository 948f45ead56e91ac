"""Routes of the members of an organisation."""

from __future__ import annotations

from django.urls import path

from gef.web import invitations, membres

urlpatterns = [
    path("membres", membres.membres, name="membres"),
    path("membres/role", membres.role, name="membres-role"),
    path("membres/retrait", membres.retrait, name="membres-retrait"),
    path("membres/inviter", invitations.envoyer, name="membres-inviter"),
    path("membres/annuler", invitations.annuler, name="membres-annuler"),
    path("invitation", invitations.invitation, name="invitation"),
]
