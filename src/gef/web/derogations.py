"""The register of derogations and stipulations: what is written, and the form that writes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import check_can_write
from gef.actions.derogations import (
    REGLES,
    SaisieDerogation,
    describe_derogation,
    inscrire_derogation,
    list_derogations,
    list_portees,
    table_derogations,
)
from gef.errors import GefError
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableau

CENT: Final = 100
ANNEE_MIN, ANNEE_MAX = 2020, 2100


class DerogationForm(forms.Form):
    code = forms.ChoiceField(label="Règle écartée", choices=list(REGLES.items()))
    valeur = forms.DecimalField(
        label="Valeur, en pourcentage",
        help_text="Ce qui remplace la valeur de la loi. Pour la même part partout : l’écart admis, en points.",
        min_value=0,
        max_value=CENT,
        decimal_places=4,
        localize=True,
        error_messages={"required": "Donnez une valeur, par exemple 35."},
    )
    portee = forms.ChoiceField(label="Où", help_text="Un arrêté vaut pour tout le département.")
    exercice = forms.IntegerField(
        label="Exercice",
        help_text="Obligatoire pour un arrêté, qui vaut un an au plus. Vide : tant que dure la convention.",
        required=False,
        min_value=ANNEE_MIN,
        max_value=ANNEE_MAX,
    )
    clause = forms.CharField(
        label="Clause",
        help_text="Les termes de l’acte.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Recopiez les termes de l’acte."},
    )
    document = forms.CharField(
        label="Document",
        help_text="Arrêté ou convention, et sa date.",
        max_length=200,
        error_messages={"required": "Nommez l’arrêté ou la convention."},
    )

    def __init__(self, *args: Any, portees: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["portee"].choices = portees  # type: ignore[attr-defined]  # a choice field of ours

    def to_saisie(self) -> SaisieDerogation:
        data = self.cleaned_data
        return SaisieDerogation(
            code=data["code"],
            valeur=Fraction(data["valeur"]) / CENT,
            clause=data["clause"],
            document=data["document"],
            portee=data["portee"],
            exercice=data["exercice"],
        )


@require_http_methods(["GET", "POST"])
@for_bailleurs
def derogations(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the acts; write one more."""
    portees = list_portees(acteur.organisation)
    form = DerogationForm(initial={"exercice": today().year}, portees=portees)
    if request.method == "POST":
        check_can_write(acteur)
        form = DerogationForm(request.POST, portees=portees)
        if form.is_valid() and write(request, acteur, form):
            return redirect("web:conversion-derogations")
    return show(request, acteur.organisation, form)


def write(request: HttpRequest, acteur: Acteur, form: DerogationForm) -> bool:
    """Write the act of a form; say why it is refused on the form itself."""
    saisie = form.to_saisie()
    try:
        inscrire_derogation(acteur, saisie, now())
    except GefError as error:
        form.add_error(None, str(error))
        return False
    messages.success(
        request, f"Acte inscrit. {describe_derogation(saisie)} Recalculez la conversion pour en tenir compte."
    )
    return True


def show(request: HttpRequest, bailleur: Organisation, form: DerogationForm) -> HttpResponse:
    """Show the register and the form."""
    exercice = today().year
    vue = repondre_tableau(request, table_derogations(list_derogations(bailleur), exercice))
    if isinstance(vue, HttpResponse):
        return vue
    en_vigueur = sum(row.valeurs["etat"] == "en_vigueur" for row in vue.table.lignes)
    context = {"form": form, "vue": vue, "exercice": exercice, "en_vigueur": en_vigueur}
    return render(request, "gef/derogations.html", context, status=422 if form.is_bound else 200)
