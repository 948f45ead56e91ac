"""Forecasts of what leaves the flux: the grid to declare and revise, against what happened; and the notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.previsions import (
    Cellule,
    EtatPrevisions,
    choisir_forfait,
    count_realise,
    declarer_previsions,
    list_destinataires,
    list_envois,
    noter_envoi,
    read_notice,
    read_previsions,
)
from gef.actions.tableaux_previsions import (
    table_categories,
    table_declarations,
    table_mois,
    table_notice,
)
from gef.core.assiette import FORFAIT_MUTATIONS, SOURCE_FORFAIT
from gef.core.previsions import MOIS
from gef.core.rotation import CATEGORIES, LIBELLES_CATEGORIES
from gef.errors import GefError
from gef.outputs.nombres import MOIS as NOMS_MOIS
from gef.outputs.nombres import MOIS_COURTS, pluriel
from gef.web.demandes import HAUT
from gef.web.exercices import read_exercice
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableau, repondre_tableaux

NOMBRE_MAX: Final = 100_000
DOCUMENT_MAX: Final = 200
PERIODES: Final[tuple[int | None, ...]] = (None, *MOIS)


@dataclass(frozen=True, slots=True)
class Rangee:
    """A row of the grid: a category, its document, its thirteen cells."""

    libelle: str
    document: SafeString
    cellules: tuple[SafeString, ...]


class GrilleForm(forms.Form):
    """The grid of an exercice: a number by category for the year and for each month, a document by category."""

    connu = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, etat: EtatPrevisions, data: Mapping[str, Any] | None = None) -> None:
        initial: dict[str, Any] = {"connu": etat.connu}
        initial |= {_name(code, mois): nombre for (code, mois), nombre in etat.cellules.items()}
        initial |= {f"document-{code}": " ; ".join(p.documents) for code, p in etat.previsions.items()}
        super().__init__(data, initial=initial)
        for code in CATEGORIES:
            libelle = LIBELLES_CATEGORIES[code]
            self.fields[f"document-{code}"] = forms.CharField(
                required=False,
                max_length=DOCUMENT_MAX,
                widget=forms.TextInput(attrs={"aria-label": f"Document, {libelle}", "size": 22}),
            )
            for mois in PERIODES:
                self.fields[_name(code, mois)] = _make_field(libelle, mois)

    def rangees(self) -> Iterator[Rangee]:
        """Rows of the grid, ready to print."""
        for code in CATEGORIES:
            libelle = LIBELLES_CATEGORIES[code]
            cells = tuple(self[_name(code, mois)].as_widget() for mois in PERIODES)
            yield Rangee(libelle[:1].upper() + libelle[1:], self[f"document-{code}"].as_widget(), cells)

    def cellules(self) -> dict[Cellule, int]:
        """Numbers typed; an empty cell declares nothing."""
        found = {(code, mois): self.cleaned_data[_name(code, mois)] for code in CATEGORIES for mois in PERIODES}
        return {cell: nombre for cell, nombre in found.items() if nombre is not None}

    def documents(self) -> dict[str, str]:
        """Document typed for each category."""
        return {code: self.cleaned_data[f"document-{code}"] for code in CATEGORIES}

    def fautes(self) -> list[str]:
        """What is wrong, each said with its place."""
        return [
            f"{self.fields[nom].widget.attrs.get('aria-label', '')} : {error}" if nom in self.fields else str(error)
            for nom, errors in self.errors.items()
            for error in errors
        ]


def _name(code: str, mois: int | None) -> str:
    return f"{code}-{mois or 'annee'}"


def _make_field(libelle: str, mois: int | None) -> forms.IntegerField:
    when = NOMS_MOIS[mois - 1] if mois else "toute l’année"
    attrs = {"inputmode": "numeric", "size": 3, "aria-label": f"{libelle[:1].upper()}{libelle[1:]}, {when}"}
    return forms.IntegerField(
        required=False, min_value=0, max_value=NOMBRE_MAX, widget=forms.TextInput(attrs=attrs), localize=False
    )


@require_http_methods(["GET", "POST"])
@for_bailleurs
def previsions(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the forecasts of an exercice against what happened; declare or revise them."""
    exercice, jour = read_exercice(request), today()
    etat = read_previsions(acteur.organisation, exercice)
    form = GrilleForm(etat)
    if request.method == "POST":
        check_can_write(acteur)
        form = GrilleForm(etat, request.POST)
        if form.is_valid() and _declare(request, acteur, exercice, form):
            return redirect(f"{reverse('web:assiette-previsions')}?exercice={exercice}{HAUT}")
    realise = count_realise(acteur.organisation, exercice, jour)
    vues = repondre_tableaux(
        request,
        table_categories(etat.previsions, realise, exercice, jour),
        table_mois(etat.previsions, realise, exercice, jour),
        table_declarations(etat.historique, exercice),
    )
    if isinstance(vues, HttpResponse):
        return vues
    context = {"exercice": exercice, "jour": jour, "etat": etat, "form": form, "vues": vues, "periodes": _periodes()}
    context |= {"taux_forfait": FORFAIT_MUTATIONS, "source_forfait": SOURCE_FORFAIT}
    context["total"] = sum(p.total for p in etat.previsions.values())
    return render(request, "gef/previsions.html", context, status=422 if form.is_bound else 200)


def _periodes() -> list[str]:
    return ["Année", *(nom.capitalize() for nom in MOIS_COURTS)]


def _declare(request: HttpRequest, acteur: Acteur, exercice: int, form: GrilleForm) -> bool:
    try:
        count = declarer_previsions(
            acteur,
            exercice,
            form.cellules(),
            form.documents(),
            connu=form.cleaned_data["connu"],
            moment=now(),
        )
    except GefError as error:
        form.add_error(None, str(error))
        return False
    written = pluriel(count, "prévision déclarée", "prévisions déclarées")
    messages.success(request, f"{written}. Recalculez l’assiette pour en tenir compte.")
    return True


@require_POST
@for_bailleurs
def forfait(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Take the flat share for the mutations, or give it up."""
    exercice = read_exercice(request)
    taux: Fraction | None = FORFAIT_MUTATIONS if request.POST.get("choix") == "retenir" else None
    try:
        choisir_forfait(acteur, exercice, taux, document=request.POST.get("document", "")[:DOCUMENT_MAX], moment=now())
    except GefError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "C’est inscrit. Recalculez l’assiette pour en tenir compte.")
    return redirect(f"{reverse('web:assiette-previsions')}?exercice={exercice}")


@require_http_methods(["GET", "POST"])
@for_bailleurs
def notice(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the notice due before 28 February, and record that it was sent."""
    exercice, jour = read_exercice(request), today()
    if request.method == "POST":
        _send(request, acteur, exercice)
        return redirect(f"{reverse('web:assiette-notice')}?exercice={exercice}")
    found = read_notice(acteur.organisation, exercice, jour)
    vue = repondre_tableau(request, table_notice(found))
    if isinstance(vue, HttpResponse):
        return vue
    envois = list_envois(acteur, exercice)
    context = {"exercice": exercice, "jour": jour, "notice": found, "vue": vue, "envois": envois}
    context["destinataires"] = list_destinataires(acteur.organisation)
    return render(request, "gef/notice.html", context)


def _send(request: HttpRequest, acteur: Acteur, exercice: int) -> None:
    try:
        noter_envoi(acteur, exercice, jour=today(), moment=now())
    except GefError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "L’envoi est noté, avec ses nombres et ses destinataires.")
