"""The rules of imputation: what the partners agreed on, recorded with its document, ended by another."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.delais import UN_JOUR
from gef.actions.flux import load_flux
from gef.actions.regles_imputation import clore_regle, find_regle_du, inscrire_regle, list_regles
from gef.actions.tableaux_imputation import dire_en_vigueur, table_regles
from gef.errors import GefError
from gef.web.demandes import HAUT
from gef.web.formulaires_delais import list_comptes
from gef.web.formulaires_imputation import CloreRegleForm, RegleForm
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableau

PAGE: Final = "web:orientation-regles"
FAITS: Final = {
    "inscrire": "Règle inscrite. Les propositions la suivent dès qu’elle est en vigueur.",
    "clore": "Règle close.",
}


@require_http_methods(["GET", "POST"])
@for_bailleurs
def regles(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the rules agreed on; record one, end one."""
    comptes = list_comptes(acteur)
    forms_: dict[str, Any] = {
        "inscrire": RegleForm(comptes, initial={"debut": today()}),
        "clore": CloreRegleForm(acteur),
    }
    if request.method == "POST":
        check_can_write(acteur)
        acte = "clore" if request.POST.get("acte") == "clore" else "inscrire"
        form = CloreRegleForm(acteur, request.POST) if acte == "clore" else RegleForm(comptes, request.POST)
        forms_[acte] = form
        if write(acteur, form):
            messages.success(request, FAITS[acte])
            return redirect(f"{reverse(PAGE)}{HAUT}")
    return show(request, acteur, forms_)


def write(acteur: Acteur, form: RegleForm | CloreRegleForm) -> bool:
    """Write what a form says; the form says why it is refused."""
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        if isinstance(form, RegleForm):
            inscrire_regle(acteur, form.saisie(), now())
        else:
            fin = data["dernier"] + UN_JOUR
            clore_regle(acteur, int(data["regle"]), fin=fin, document=data["document"], moment=now())
    except GefError as error:
        form.add_error(None, str(error))
        return False
    return True


def show(request: HttpRequest, acteur: Acteur, forms_: dict[str, Any]) -> HttpResponse:
    """Show the register and the forms."""
    bailleur, jour = acteur.organisation, today()
    noms = load_flux(bailleur.pk).noms()
    vue = repondre_tableau(request, table_regles(list_regles(bailleur), noms, jour))
    if isinstance(vue, HttpResponse):
        return vue
    regle = find_regle_du(bailleur.pk, jour)
    context = {"vue": vue, "jour": jour, "regle": regle, "dite": dire_en_vigueur(regle, noms), "bailleur": bailleur}
    status = 422 if request.method == "POST" else 200
    return render(request, "gef/regles_imputation.html", context | forms_, status=status)
