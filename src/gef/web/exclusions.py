"""What leaves the parc: the agreements recorded, how to record or end one, and the dwellings behind each reason."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write, visible
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.entrees_exclusions import build_exclusions, list_remarques
from gef.actions.exclusions import (
    SaisieExclusion,
    clore_exclusion,
    inscrire_exclusion,
    list_logements_exclus,
    list_registre,
)
from gef.actions.tableaux_exclusions import (
    find_etat,
    table_exclusions,
    table_logements_exclus,
    table_registre,
)
from gef.core.exclusions import CATALOGUE_EXCLUSIONS, find_modele
from gef.core.parts import BAILLEUR
from gef.core.periodes import debut_exercice
from gef.db.flux.models import Reservataire
from gef.errors import GefError
from gef.outputs.nombres import date_longue
from gef.web.demandes import HAUT
from gef.web.exercices import read_exercice
from gef.web.jour import now, today
from gef.web.listes_polars import ListePolars, repondre_lignes
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux

AUTRE = "autre"
TOUTES = "Toutes les conventions"
JOUR = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class InscrireForm(forms.Form):
    """An agreement to record."""

    prefix = "inscrire"

    code = forms.ChoiceField(label="Logements retirés du parc")
    autre = forms.CharField(
        label="Autre catégorie",
        required=False,
        max_length=25,
        help_text="Code en lettres sans accent, par exemple logements_de_gardien, quand la liste ne la nomme pas.",
    )
    reservataire = forms.ChoiceField(label="Convention", required=False)
    debut = forms.DateField(label="Depuis le", widget=JOUR)
    fin = forms.DateField(label="Jusqu’au", required=False, widget=JOUR, help_text="Dernier jour exclu.")
    document = forms.CharField(
        label="Document", max_length=200, help_text="La convention ou le protocole, et l’article qui le prévoit."
    )

    def __init__(self, acteur: Acteur, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locales = [(m.code, m.libelle) for m in CATALOGUE_EXCLUSIONS.values() if m.nature == "locale"]
        self.fields["code"].choices = [*locales, (AUTRE, "une autre catégorie, prévue par la convention")]  # type: ignore[attr-defined]  # a choice field
        comptes = visible(Reservataire, acteur).exclude(code=BAILLEUR).order_by("nom").values_list("code", "nom")
        self.fields["reservataire"].choices = [("", TOUTES), *comptes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("code") == AUTRE and not data.get("autre"):
            self.add_error("autre", "Nommez la catégorie.")
        return data

    def saisie(self) -> SaisieExclusion:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        code = data["autre"] if data["code"] == AUTRE else data["code"]
        return SaisieExclusion(code, data["debut"], data["document"], data["reservataire"], data["fin"])


class CloreForm(forms.Form):
    """An agreement to end."""

    prefix = "clore"

    accord = forms.ChoiceField(label="Accord à clore")
    fin = forms.DateField(
        label="Jusqu’au",
        widget=JOUR,
        help_text="Dernier jour exclu. Le jour du début annule un accord inscrit par erreur.",
    )
    document = forms.CharField(label="Document", max_length=200, help_text="L’avenant ou la décision qui y met fin.")

    def __init__(self, acteur: Acteur, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = [row for row in list_registre(acteur.organisation) if find_etat(row, today()) in OUVERTS]
        self.fields["accord"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(row.pk), f"{row.libelle}, {row.nom}, depuis le {date_longue(row.debut)}") for row in open_ones
        ]


OUVERTS = ("en_cours", "a_venir")


@require_http_methods(["GET", "POST"])
@for_bailleurs
def exclusions(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show what leaves the parc and why; record or end an agreement."""
    exercice = read_exercice(request)
    inscrire = InscrireForm(acteur, initial={"debut": debut_exercice(exercice)})
    clore = CloreForm(acteur)
    if request.method == "POST":
        check_can_write(acteur)
        done, inscrire, clore = _write(request, acteur, inscrire, clore)
        if done:
            messages.success(request, "C’est inscrit. Recalculez l’assiette pour en tenir compte.")
            return redirect(f"{reverse('web:assiette-exclusions')}?{urlencode({'exercice': exercice})}{HAUT}")
    vues = repondre_tableaux(request, *_list_tables(acteur, exercice))
    if isinstance(vues, HttpResponse):
        return vues
    context = {"exercice": exercice, "vues": vues, "inscrire": inscrire, "clore": clore}
    context["remarques"] = _list_remarques(acteur, exercice)
    return render(request, "gef/exclusions.html", context, status=422 if request.method == "POST" else 200)


def _write(
    request: HttpRequest, acteur: Acteur, inscrire: InscrireForm, clore: CloreForm
) -> tuple[bool, InscrireForm, CloreForm]:
    """Write what was asked; the form that was wrong says why."""
    form: InscrireForm | CloreForm
    if request.POST.get("acte") == "clore":
        form = clore = CloreForm(acteur, request.POST)
    else:
        form = inscrire = InscrireForm(acteur, request.POST)
    if not form.is_valid():
        return False, inscrire, clore
    try:
        if isinstance(form, CloreForm):
            data = form.cleaned_data
            clore_exclusion(acteur, int(data["accord"]), fin=data["fin"], document=data["document"], moment=now())
        else:
            inscrire_exclusion(acteur, form.saisie(), now())
    except GefError as error:
        form.add_error(None, str(error))
        return False, inscrire, clore
    return True, inscrire, clore


def _list_tables(acteur: Acteur, exercice: int) -> list[Any]:
    registre = table_registre(list_registre(acteur.organisation), today())
    try:
        found = build_exclusions(load_dossier(acteur.organisation), exercice)
    except DossierIncompletError:
        return [registre]
    liens = {e.code: address_exclusion(e.code, exercice) for e in found}
    return [table_exclusions(found, exercice, liens), registre]


def _list_remarques(acteur: Acteur, exercice: int) -> tuple[str, ...]:
    try:
        return list_remarques(load_dossier(acteur.organisation), exercice)
    except DossierIncompletError as error:
        return (str(error),)


def address_exclusion(code: str, exercice: int) -> str:
    """Address of the dwellings of a reason."""
    return f"{reverse('web:assiette-exclusion', args=[code])}?{urlencode({'exercice': exercice})}"


@require_GET
@for_bailleurs
def logements(request: HttpRequest, acteur: Acteur, categorie: str) -> HttpResponse:
    """List the dwellings that a reason takes out of the parc, a page at a time."""
    exercice, convention = read_exercice(request), request.GET.get("convention", "")
    modele = find_modele(categorie)
    context = {"exercice": exercice, "modele": modele}
    try:
        found = list_logements_exclus(acteur.organisation, categorie, exercice, convention)
    except DossierIncompletError:
        return redirect("web:parc")
    liste = ListePolars(
        found.table, lambda rows: table_logements_exclus(found, rows), textes=("ident_int", "ident_rep", "adresse")
    )
    vue = repondre_lignes(request, liste)
    if isinstance(vue, HttpResponse):
        return vue
    context |= {"found": found, "vue": vue, "nombre": found.table.height}
    return render(request, "gef/exclusion_logements.html", context)
