"""Invite somebody, take an invitation back, and the public page of the link."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gef.access.acteur import Acteur
from gef.access.membres import check_can_administer
from gef.access.models import Invitation, Role
from gef.actions.invitations import (
    LienInconnuError,
    LienPerimeError,
    MotDePasseError,
    accepter,
    accepter_nouveau,
    annuler_invitation,
    find_invitation,
    has_account,
    inviter,
)
from gef.errors import GefError
from gef.web.demandes import read_entier
from gef.web.jour import now
from gef.web.middleware import ORGANISATION_EN_SESSION
from gef.web.portes import for_members


class InvitationForm(forms.Form):
    email = forms.EmailField(label="Adresse électronique", max_length=254)
    role = forms.ChoiceField(label="Rôle", choices=Role.choices, initial=Role.LECTEUR)


class CompteForm(forms.Form):
    nom = forms.CharField(
        label="Votre nom",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Donnez le nom que les autres liront."},
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        help_text="Douze caractères au moins.",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    confirmation = forms.CharField(
        label="Le même mot de passe",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"]
        if typed != self.cleaned_data.get("mot_de_passe", typed):
            raise forms.ValidationError("Les deux mots de passe ne sont pas les mêmes.")
        return typed


@require_POST
@for_members
def envoyer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Send an invitation by e-mail."""
    check_can_administer(acteur)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Rien n’est parti : donnez une adresse électronique et un rôle.")
        return redirect("web:membres")
    try:
        sent = inviter(acteur, form.cleaned_data["email"], form.cleaned_data["role"], moment=now(), lien=_lien(request))
        messages.success(request, f"Invitation envoyée à {sent.email}. Elle vaut sept jours et sert une fois.")
    except GefError as error:
        messages.error(request, str(error))
    return redirect("web:membres")


@require_POST
@for_members
def annuler(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Take an invitation back."""
    email = annuler_invitation(acteur, read_entier(request.POST.get("invitation", "")) or 0, now())
    messages.success(request, f"L’invitation de {email} ne vaut plus.")
    return redirect("web:membres")


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Public page: the link of an e-mail. Opening it uses nothing; accepting does."""
    jeton = request.GET.get("jeton", "")
    try:
        found = find_invitation(jeton, now())
        if request.user.is_authenticated:
            return _join(request, found, jeton)
        return _create(request, found, jeton)
    except (LienInconnuError, LienPerimeError) as error:
        status = 404 if isinstance(error, LienInconnuError) else 410
        return render(request, "gef/invitation_close.html", {"message": str(error)}, status=status)


def _join(request: HttpRequest, found: Invitation, jeton: str) -> HttpResponse:
    user = request.user
    assert user.is_authenticated
    if user.email != found.email:
        raise PermissionDenied(
            "Cette invitation est adressée à une autre adresse que la vôtre. Déconnectez-vous pour l’ouvrir."
        )
    if request.method == "GET":
        return render(request, "gef/invitation.html", {"invitation": found})
    accepter(user, jeton, now())
    return _enter(request, found)


def _create(request: HttpRequest, found: Invitation, jeton: str) -> HttpResponse:
    if has_account(found):
        here = f"{reverse('web:invitation')}?{urlencode({'jeton': jeton})}"
        return redirect(f"{reverse('connexion')}?{urlencode({'next': here})}")
    form = CompteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            login(request, accepter_nouveau(jeton, data["nom"], data["mot_de_passe"], now()))
            return _enter(request, found)
        except MotDePasseError as error:
            form.add_error("mot_de_passe", str(error))
    context = {"invitation": found, "form": form}
    return render(request, "gef/invitation.html", context, status=422 if request.method == "POST" else 200)


def _enter(request: HttpRequest, found: Invitation) -> HttpResponse:
    request.session[ORGANISATION_EN_SESSION] = found.organisation_id
    is_assistance = getattr(found, "assistance", None) is not None
    said = "Vous pouvez maintenant assister" if is_assistance else "Vous êtes membre de"
    messages.success(request, f"{said} {found.organisation.nom}.")
    return redirect("web:accueil")


def _lien(request: HttpRequest) -> Callable[[str], str]:
    page = request.build_absolute_uri(reverse("web:invitation"))
    return lambda jeton: f"{page}?{urlencode({'jeton': jeton})}"
