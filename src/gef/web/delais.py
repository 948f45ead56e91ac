"""The delays: until when each may answer, what the conventions say, the closed days, a deadline to work out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.delais import (
    UN_JOUR,
    Prevue,
    clore_delai,
    fermer_jours,
    inscrire_delai,
    list_delais,
    list_fermetures,
    load_clauses,
    prevoir_echeance,
    rouvrir_jours,
)
from gef.actions.tableaux_delais import table_en_vigueur, table_fermetures, table_profil, table_registre
from gef.errors import GefError
from gef.web.demandes import HAUT
from gef.web.formulaires_delais import (
    CloreForm,
    EcheanceForm,
    FermerForm,
    InscrireForm,
    RouvrirForm,
    list_comptes,
)
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux

Forms = dict[str, Any]


@require_http_methods(["GET", "POST"])
@for_bailleurs
def delais(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show until when each may answer; record or end a delay, close or reopen days."""
    comptes = list_comptes(acteur)
    forms_ = list_forms(acteur, comptes)
    if request.method == "POST":
        check_can_write(acteur)
        acte = request.POST.get("acte", "")
        acte = acte if acte in ECRITURES else "inscrire"
        forms_[acte] = bind(acte, acteur, comptes, request)
        if write(acte, acteur, forms_[acte]):
            messages.success(request, FAITS[acte])
            return redirect(reverse("web:orientation-delais") + HAUT)
    return show(request, acteur, comptes, forms_)


def list_forms(acteur: Acteur, comptes: list[tuple[str, str]]) -> Forms:
    """Give the empty forms."""
    return {
        "inscrire": InscrireForm(comptes, initial={"debut": today()}),
        "clore": CloreForm(acteur),
        "fermer": FermerForm(),
        "rouvrir": RouvrirForm(acteur),
    }


def bind(acte: str, acteur: Acteur, comptes: list[tuple[str, str]], request: HttpRequest) -> forms.Form:
    """Fill the form of an act with what was sent."""
    if acte == "inscrire":
        return InscrireForm(comptes, request.POST)
    if acte == "fermer":
        return FermerForm(request.POST)
    return CloreForm(acteur, request.POST) if acte == "clore" else RouvrirForm(acteur, request.POST)


def write(acte: str, acteur: Acteur, form: Any) -> bool:
    """Write what a form says; the form says why it is refused."""
    if not form.is_valid():
        return False
    try:
        ECRITURES[acte](acteur, form)
    except GefError as error:
        form.add_error(None, str(error))
        return False
    return True


def _clore(acteur: Acteur, form: CloreForm) -> None:
    data = form.cleaned_data
    clore_delai(acteur, int(data["delai"]), fin=data["dernier"] + UN_JOUR, document=data["document"], moment=now())


def _fermer(acteur: Acteur, form: FermerForm) -> None:
    data = form.cleaned_data
    fermer_jours(acteur, data["debut"], data["dernier"], data["libelle"], now())


ECRITURES: Final[dict[str, Callable[[Acteur, Any], object]]] = {
    "inscrire": lambda acteur, form: inscrire_delai(acteur, form.saisie(), now()),
    "clore": _clore,
    "fermer": _fermer,
    "rouvrir": lambda acteur, form: rouvrir_jours(acteur, int(form.cleaned_data["fermeture"]), now()),
}
FAITS: Final = {
    "inscrire": "Délai inscrit. Les horloges qui partent désormais le suivent.",
    "clore": "Délai clos.",
    "fermer": "Fermeture inscrite. Ces jours ne comptent plus.",
    "rouvrir": "Fermeture retirée. Ces jours comptent de nouveau.",
}


def show(request: HttpRequest, acteur: Acteur, comptes: list[tuple[str, str]], forms_: Forms) -> HttpResponse:
    """Show the tables, the calculator and the forms."""
    bailleur, jour = acteur.organisation, today()
    clauses = load_clauses(bailleur)
    vues = repondre_tableaux(
        request,
        table_en_vigueur(dict(comptes), clauses, jour),
        table_registre(list_delais(bailleur), jour),
        table_fermetures(list_fermetures(bailleur)),
        table_profil(),
    )
    if isinstance(vues, HttpResponse):
        return vues
    propres = {clause.reservataire for clause in clauses if clause.is_en_vigueur(jour)}
    calculatrice = EcheanceForm(comptes, request.GET if "le" in request.GET else None, initial={"le": jour})
    context = {"vues": vues, "jour": jour, "propres": propres, "comptes": comptes, "calculatrice": calculatrice}
    context |= forms_ | {"prevue": work_out(acteur, calculatrice)}
    return render(request, "gef/delais.html", context, status=422 if request.method == "POST" else 200)


def work_out(acteur: Acteur, form: EcheanceForm) -> Prevue | None:
    """Work out the deadline asked for; the form says why it cannot be."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        return prevoir_echeance(acteur.organisation, data["reservataire"], data["etape"], data["le"], today())
    except GefError as error:
        form.add_error(None, str(error))
        return None
