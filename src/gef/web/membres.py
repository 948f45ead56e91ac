"""Members of an organisation: who belongs, with which role, since when; change a role, end a membership."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.access.invitations import pending_of
from gef.access.membres import can_administer, check_can_administer
from gef.access.models import Appartenance, Role
from gef.access.pouvoirs import LIBELLES, POUVOIRS
from gef.actions.membres import changer_role, list_membres, retirer_membre, table_membres
from gef.errors import GefError
from gef.web.demandes import read_entier
from gef.web.invitations import InvitationForm
from gef.web.jour import now
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableau


class MembreForm(forms.Form):
    """Choose a member of the organisation."""

    membre = forms.ChoiceField(label="Membre")

    def __init__(self, *args: Any, membres: Sequence[Appartenance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(membre.pk), f"{membre.utilisateur.nom}, {membre.get_role_display()}") for membre in membres]
        self.fields["membre"].choices = [("", "Choisissez"), *named]  # type: ignore[attr-defined]  # a choice of ours


class RoleForm(MembreForm):
    role = forms.ChoiceField(label="Nouveau rôle", choices=Role.choices, initial=Role.LECTEUR)


@require_GET
@for_members
def membres(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the members, and the forms of who administers."""
    rows = list_membres(acteur)
    vue = repondre_tableau(request, table_membres(rows))
    if isinstance(vue, HttpResponse):
        return vue
    context = {
        "vue": vue,
        "total": len(rows),
        "is_administre": can_administer(acteur),
        "en_attente": pending_of(acteur.organisation.pk, now()),
        "invitation_form": InvitationForm(),
        "role_form": RoleForm(membres=rows, prefix="role"),
        "retrait_form": MembreForm(membres=rows, prefix="retrait"),
        "roles": list_roles(),
    }
    return render(request, "gef/membres.html", context)


@require_POST
@for_members
def role(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Give another role to a member."""
    check_can_administer(acteur)
    try:
        membre = changer_role(acteur, _asked(request, "role-membre"), request.POST.get("role-role", ""), now())
        messages.success(request, f"{membre.utilisateur.nom} est maintenant {membre.get_role_display().lower()}.")
    except GefError as error:
        messages.error(request, str(error))
    return redirect("web:membres")


@require_POST
@for_members
def retrait(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """End a membership; who leaves himself goes back to his year."""
    check_can_administer(acteur)
    before = {row.pk: row.utilisateur_id for row in list_membres(acteur)}
    asked = _asked(request, "retrait-membre")
    try:
        nom = retirer_membre(acteur, asked, now())
    except GefError as error:
        messages.error(request, str(error))
        return redirect("web:membres")
    messages.success(request, f"{nom} n’est plus membre de {acteur.organisation.nom}.")
    return redirect("web:accueil" if before[asked] == acteur.utilisateur_id else "web:membres")


def list_roles() -> list[tuple[str, str]]:
    """Say what each role may do, the widest first."""
    return [
        (role_.label, ", ".join(words for pouvoir, words in LIBELLES.items() if pouvoir in POUVOIRS[role_]))
        for role_ in Role
    ]


def _asked(request: HttpRequest, name: str) -> int:
    return read_entier(request.POST.get(name, "")) or 0
