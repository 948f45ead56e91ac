"""Views of a page that a person names: keep one, withdraw one; the pages list them by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from gef.access.acteur import Acteur
from gef.actions.vues import NOM_MAX, PAGES, REQUETE_MAX, Vue, enregistrer_vue, list_vues, retirer_vue
from gef.errors import GefError
from gef.web.demandes import read_entier
from gef.web.jour import now
from gef.web.portes import for_members


class VueForm(forms.Form):
    """A name for what a page shows."""

    page = forms.ChoiceField(choices=list(PAGES.items()), widget=forms.HiddenInput)
    requete = forms.CharField(required=False, max_length=4 * REQUETE_MAX, widget=forms.HiddenInput)
    nom = forms.CharField(label="Nom de cette vue", max_length=NOM_MAX)


@dataclass(frozen=True, slots=True)
class VueListee:
    """A view ready to print; `is_courante` when it is what the page shows."""

    vue: Vue
    adresse: str
    is_courante: bool


def list_vues_listees(acteur: Acteur, page: str, requete: str) -> tuple[VueListee, ...]:
    """Give the actor's views of a page with their address.

    Args:
        acteur: Whose views.
        page: Route of the page.
        requete: Query of its address now.
    """
    return tuple(VueListee(vue, _address(page, vue.requete), vue.requete == requete) for vue in list_vues(acteur, page))


def _address(page: str, requete: str) -> str:
    return f"{reverse(page)}?{requete}" if requete else reverse(page)


@require_POST
@for_members
def enregistrer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Keep what a page shows under a name, and go back to it."""
    form = VueForm(request.POST)
    if not form.is_valid():
        messages.error(request, "La vue n’est pas enregistrée : donnez-lui un nom, de 60 signes au plus.")
        return redirect(_back(request.POST))
    data = form.cleaned_data
    try:
        vue = enregistrer_vue(acteur, data["page"], data["nom"], data["requete"], now())
    except GefError as error:
        messages.error(request, str(error))
        return redirect(_back(request.POST))
    messages.success(request, f"La vue « {vue.nom} » est enregistrée ; elle est dans « Vues enregistrées ».")
    return redirect(_address(vue.page, vue.requete))


@require_POST
@for_members
def retirer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Withdraw a view, and go back to its page."""
    vue = retirer_vue(acteur, read_entier(request.POST.get("vue", "")) or 0, now())
    messages.success(request, f"La vue « {vue.nom} » est retirée.")
    return redirect(vue.page)


def _back(asked: Any) -> str:
    """Address of the page whose form was refused; the home page when it is none of ours."""
    page = asked.get("page", "")
    return reverse(page) if page in PAGES else reverse("web:accueil")
