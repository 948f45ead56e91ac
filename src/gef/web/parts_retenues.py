"""Retain a method: what everybody would have, what must be reduced and who loses, and the named reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.parts_retenues import (
    MOTIF_MINIMUM,
    Choix,
    VersionPerimeeError,
    list_retenues,
    read_retenues,
    retenir_parts,
)
from gef.actions.tableaux_parts import table_parts, table_pertes
from gef.core.conversion import LIBELLES_METHODES
from gef.errors import GefError
from gef.web.conversion_details import Derniere, read_derniere
from gef.web.jour import now
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux


class RetenirForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    motif = forms.CharField(
        label="Pourquoi cette méthode",
        help_text="L’accord, la réunion, la délibération. Gardé avec les parts.",
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=MOTIF_MINIMUM,
        error_messages={"required": "Dites pourquoi cette méthode est retenue."},
    )
    motif_reduction = forms.CharField(
        label="Pourquoi cette réduction est acceptée",
        help_text="Qui l’a acceptée, et quand. Sans ce motif, rien n’est réduit.",
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=MOTIF_MINIMUM,
        error_messages={"required": "Dites pourquoi les réservataires acceptent cette réduction."},
    )

    def __init__(self, *args: Any, is_to_reduce: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_to_reduce:
            del self.fields["motif_reduction"]

    def to_choix(self, methode: str) -> Choix:
        data = self.cleaned_data
        return Choix(methode, data["motif"], data.get("motif_reduction", ""), data["version"])


@require_http_methods(["GET", "POST"])
@for_bailleurs
def retenir(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show what a method gives and what it takes; keep it, for a reason."""
    derniere = read_derniere(request, acteur)
    if derniere is None:
        return redirect("web:conversion")
    is_to_reduce = derniere.conversion.proposition_reduction is not None
    if request.method == "GET":
        form = RetenirForm(initial={"version": derniere.run.version}, is_to_reduce=is_to_reduce)
        return show(request, acteur, derniere, form)
    check_can_write(acteur)
    form = RetenirForm(request.POST, is_to_reduce=is_to_reduce)
    if form.is_valid() and keep(request, acteur, derniere, form):
        return redirect("web:conversion")
    return show(request, acteur, derniere, form)


def keep(request: HttpRequest, acteur: Acteur, derniere: Derniere, form: RetenirForm) -> bool:
    """Keep the parts of a form; say why they are refused on the form itself."""
    try:
        run = retenir_parts(acteur, derniere.run.exercice, form.to_choix(derniere.methode), now())
    except VersionPerimeeError as error:
        messages.error(request, str(error))
        return True
    except GefError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"Parts retenues, version {run.version}. L’orientation suit toujours les conventions.")
    return True


def show(request: HttpRequest, acteur: Acteur, derniere: Derniere, form: RetenirForm) -> HttpResponse:
    """Show the parts of the method, the losses when there are some, and what was retained before."""
    conversion = derniere.conversion
    proposition = conversion.proposition_reduction
    vues = repondre_tableaux(request, table_parts(conversion), table_pertes(conversion))
    if isinstance(vues, HttpResponse):
        return vues
    autres = [a for a in conversion.anomalies if a.gravite == "bloquant" and a.code != "somme"]
    context = {
        "derniere": derniere,
        "form": form,
        "libelle": LIBELLES_METHODES[derniere.methode],
        "libelles": LIBELLES_METHODES,
        "proposition": proposition,
        "is_possible": not autres and (proposition is None or proposition.is_sufficient),
        "bloquants": autres,
        "clauses": [a for a in conversion.anomalies if a.gravite == "clause"],
        "vues": vues,
        "retenues": read_retenues(acteur.organisation, derniere.run.exercice),
        "versions": list_retenues(acteur.organisation, derniere.run.exercice),
    }
    return render(request, "gef/parts_retenues.html", context, status=422 if form.is_bound else 200)
