"""A notice received: find the dwelling, read what will be written, then write it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.preavis import PreavisLu, SaisiePreavis, inscrire_preavis, lire_preavis
from gef.actions.tableaux_fiche import table_fiche
from gef.core.faits import PRECISIONS
from gef.core.rotation import LIBELLES_CATEGORIES
from gef.errors import GefError
from gef.outputs.nombres import date_longue
from gef.web.formulaires_delais import jour_input
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import montrer_table


class PreavisForm(forms.Form):
    """A notice: of which dwelling, received when, how long."""

    logement = forms.CharField(
        label="Logement", max_length=100, help_text="Numéro RPLS, ou votre identifiant, tel que dans le parc importé."
    )
    preavis_le = forms.DateField(label="Préavis reçu le", widget=jour_input())
    duree = forms.ChoiceField(label="Durée du préavis", choices=list(PRECISIONS["preavis"][0].codes.items()))
    hors_flux = forms.ChoiceField(
        label="Ce logement est déjà destiné",
        required=False,
        choices=[("", "Non, il entre dans le flux"), *LIBELLES_CATEGORIES.items()],
        help_text="Mutation, relogement ou vente : il sort alors du flux, et aucun compte ne bouge.",
    )

    def saisie(self) -> SaisiePreavis:
        """Give the notice as it was typed."""
        fields = self.cleaned_data
        return SaisiePreavis(fields["logement"], fields["preavis_le"], fields["duree"], fields["hors_flux"])


@require_http_methods(["GET", "POST"])
@for_bailleurs
def preavis(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Ask for the notice, show the dwelling found, write it once confirmed."""
    check_can_write(acteur, "orienter")
    asked = request.POST if request.method == "POST" else request.GET
    form = PreavisForm(asked if "logement" in asked else None, initial={"preavis_le": today(), "duree": "trois_mois"})
    lu: PreavisLu | None = None
    if form.is_bound and form.is_valid():
        try:
            if request.method == "POST":
                return _write(request, acteur, form)
            lu = lire_preavis(acteur, form.saisie())
        except GefError as error:
            form.add_error(None, str(error))
    context: dict[str, object] = {"form": form, "lu": lu}
    if lu:
        context |= {"fiche": montrer_table(table_fiche(lu.liberation)), "libre_le": lu.liberation.libre_le}
    is_wrong = request.method == "POST" or bool(form.errors)
    return render(request, "gef/preavis.html", context, status=422 if is_wrong else 200)


def _write(request: HttpRequest, acteur: Acteur, form: PreavisForm) -> HttpResponse:
    liberation = inscrire_preavis(acteur, form.saisie(), now())
    free = date_longue(liberation.libre_le)
    messages.success(request, f"{liberation.reference} sera libre le {free}. Le préavis est inscrit.")
    return redirect(reverse("web:logement", args=[liberation.reference]))
