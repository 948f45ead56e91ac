"""The ledger of what leaves the flux: the bailleur's, dwelling by dwelling; the réservataires' in aggregates only."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import bailleurs_of, check_can_write
from gef.actions.hors_flux import EtatHorsFlux, noter_public, read_hors_flux
from gef.actions.tableaux_hors_flux import table_logements, table_mois, table_registre
from gef.core.hors_flux import PUBLICS
from gef.errors import GefError
from gef.outputs.nombres import entier
from gef.web.composants import Chiffre
from gef.web.demandes import HAUT
from gef.web.exercices import read_exercice
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs, for_members
from gef.web.tableaux import repondre_tableaux

PAGE: Final = "web:hors-flux"
GABARIT: Final = "gef/hors_flux.html"


class PublicForm(forms.Form):
    """Who was housed in a dwelling out of the flux."""

    logement = forms.ChoiceField(label="Logement")
    public = forms.ChoiceField(label="Public logé", choices=list(PUBLICS.items()))

    def __init__(self, etat: EtatHorsFlux, data: Any = None) -> None:
        super().__init__(data)
        rows = sorted(
            (found for _, found in etat.logements if found.bail_le), key=lambda row: (row.public != "", row.logement)
        )
        self.fields["logement"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (row.logement, f"{row.logement}, {PUBLICS.get(row.public, 'inconnu')}") for row in rows
        ]


@require_http_methods(["GET", "POST"])
@for_bailleurs
def hors_flux(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the bailleur's own ledger; say who was housed."""
    etat = read_hors_flux(acteur.organisation, read_exercice(request), today())
    form = PublicForm(etat)
    if request.method == "POST":
        check_can_write(acteur, "orienter")
        form = PublicForm(etat, request.POST)
        if _write(request, acteur, form):
            return redirect(f"{reverse(PAGE)}?exercice={etat.exercice}{HAUT}")
    liens = {found.logement: reverse("web:logement", args=[found.logement]) for _, found in etat.logements}
    tables = (table_registre(etat, today()), table_mois(etat, today()), table_logements(etat, liens))
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    context = context_of(acteur.organisation, etat) | {"vues": vues, "form": form}
    return render(request, GABARIT, context, status=422 if form.is_bound else 200)


def _write(request: HttpRequest, acteur: Acteur, form: PublicForm) -> bool:
    if not form.is_valid():
        return False
    try:
        noter_public(acteur, form.cleaned_data["logement"], form.cleaned_data["public"], now())
    except GefError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, "C’est inscrit.")
    return True


@require_GET
@for_members
def hors_flux_bailleur(request: HttpRequest, acteur: Acteur, bailleur: int) -> HttpResponse:
    """Show a bailleur's ledger in aggregates, to those whose flux it is."""
    found = bailleurs_of(acteur).filter(pk=bailleur).first()
    if found is None:
        raise Http404
    etat = read_hors_flux(found, read_exercice(request), today())
    vues = repondre_tableaux(request, table_registre(etat, today()), table_mois(etat, today()))
    if isinstance(vues, HttpResponse):
        return vues
    return render(request, GABARIT, context_of(found, etat) | {"vues": vues})


def context_of(bailleur: Organisation, etat: EtatHorsFlux) -> dict[str, Any]:
    """Everything that both pages show beside their tables."""
    return {"bailleur": bailleur, "etat": etat, "exercice": etat.exercice, "chiffres": list_chiffres(etat)}


def list_chiffres(etat: EtatHorsFlux) -> tuple[Chiffre, ...]:
    """Key figures: what left, against the forecast; leases; priority publics; what is not known."""
    total = etat.total
    prevu = "aucune prévision" if total.prevu is None else f"sur {entier(int(total.prevu))} prévus dans l’année"
    return (
        Chiffre("Sortis du flux", entier(total.liberes), prevu),
        Chiffre("Baux signés", entier(total.loues), "dans ces logements"),
        Chiffre("Publics prioritaires", entier(total.prioritaires), f"dont {entier(total.dalo)} DALO"),
        Chiffre(
            "Public inconnu",
            entier(total.inconnus),
            "baux dont personne n’a dit qui est logé",
            ton="retard" if total.inconnus else "",
        ),
    )
