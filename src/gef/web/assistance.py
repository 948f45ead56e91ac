"""Let somebody in to assist, end it, read what he asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.access.membres import can_administer, check_can_administer
from gef.access.visible import visible
from gef.actions.assistance import (
    MOTIF_MAX,
    MOTIF_MIN,
    ROLES,
    DemandeAssistance,
    Entrees,
    clore_assistance,
    fetch_acces,
    is_ouvert,
    list_acces,
    ouvrir_assistance,
)
from gef.actions.tableaux_assistance import table_acces, table_requetes
from gef.db.assistance.models import RequeteAssistance
from gef.errors import GefError
from gef.web.demandes import read_entier
from gef.web.listes import FiltreListe, Liste, repondre_liste
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableau

UNITES: Final = {"heures": timedelta(hours=1), "jours": timedelta(days=1)}
HEURES_MAX: Final = 168


class AssistanceForm(forms.Form):
    """To whom, as what, for how long, why."""

    email = forms.EmailField(label="Adresse électronique", max_length=254)
    role = forms.ChoiceField(
        label="Rôle",
        choices=list(ROLES.items()),
        initial="lecteur",
        help_text="Un lecteur ne modifie rien. Ni l’un ni l’autre n’administre.",
    )
    nombre = forms.IntegerField(label="Durée", min_value=1, max_value=HEURES_MAX, initial=4)
    unite = forms.ChoiceField(label="Unité", choices=[(code, code) for code in UNITES], help_text="Sept jours au plus.")
    motif = forms.CharField(
        label="Motif",
        min_length=MOTIF_MIN,
        max_length=MOTIF_MAX,
        help_text="Ce que cette personne vient faire ; tous les membres le lisent.",
    )

    def demande(self) -> DemandeAssistance:
        """What the form asks for, once valid."""
        data = self.cleaned_data
        return DemandeAssistance(data["email"], data["role"], data["nombre"] * UNITES[data["unite"]], data["motif"])


@require_GET
@for_members
def assistance(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the accesses, and the forms of who administers."""
    return show(request, acteur, AssistanceForm())


@require_POST
@for_members
def ouvrir(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Let somebody in."""
    check_can_administer(acteur)
    form = AssistanceForm(request.POST)
    if form.is_valid():
        try:
            acces = ouvrir_assistance(acteur, form.demande(), timezone.now(), find_entrees(request))
        except GefError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Accès ouvert à {acces.email} ; un e-mail le lui dit.")
            return redirect("web:assistance")
    return show(request, acteur, form)


@require_POST
@for_members
def clore(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """End an access at once."""
    ended = clore_assistance(acteur, read_entier(request.POST.get("acces", "")) or 0, timezone.now())
    messages.success(request, f"L’accès de {ended.email} est terminé : cette personne ne voit plus rien.")
    return redirect("web:assistance")


@require_GET
@for_members
def requetes(request: HttpRequest, acteur: Acteur, acces: int) -> HttpResponse:
    """List the requests made through an access."""
    found = fetch_acces(acteur, acces)
    rows = visible(RequeteAssistance, acteur).filter(acces=found)
    total = rows.count()
    liste = Liste(rows, total, lambda shown: table_requetes(shown, find_page), FILTRES)
    vue = repondre_liste(request, liste)
    if isinstance(vue, HttpResponse):
        return vue
    context = {"acces": found, "is_ouvert": is_ouvert(found, timezone.now()), "total": total, "vue": vue}
    return render(request, "gef/assistance_requetes.html", context)


FILTRES: Final = (
    FiltreListe(
        "methode",
        "Ce qu’il a fait",
        lambda asked: Q(methode="POST") if asked == "agir" else ~Q(methode="POST"),
        (("lire", "lire"), ("agir", "agir")),
    ),
)


def show(request: HttpRequest, acteur: Acteur, form: AssistanceForm) -> HttpResponse:
    """Show the accesses that hold, then all of them."""
    rows, moment = list_acces(acteur), timezone.now()
    table = table_acces(rows, moment, lambda row: reverse("web:assistance-requetes", args=[row.pk]))
    vue = repondre_tableau(request, table)
    if isinstance(vue, HttpResponse):
        return vue
    context: dict[str, Any] = {
        "vue": vue,
        "ouverts": [row for row in rows if is_ouvert(row, moment)],
        "form": form,
        "is_administre": can_administer(acteur),
    }
    return render(request, "gef/assistance.html", context, status=422 if request.method == "POST" else 200)


def find_entrees(request: HttpRequest) -> Entrees:
    """Addresses that the e-mail opens."""
    page = request.build_absolute_uri(reverse("web:invitation"))
    return Entrees(
        request.build_absolute_uri(reverse("connexion")), lambda jeton: f"{page}?{urlencode({'jeton': jeton})}"
    )


def find_page(requete: RequeteAssistance) -> str:
    """Address of the page of a request, or the name of a route that is no more."""
    try:
        return reverse(requete.route, kwargs=requete.arguments) if requete.route else ""
    except NoReverseMatch:
        return requete.route
