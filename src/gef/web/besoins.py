"""The needs out of the flux: the register, a need declared, a need closed by a dwelling or withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.besoins import clore_besoin, inscrire_besoin, list_besoins, load_besoins
from gef.actions.tableaux_contexte import table_besoins
from gef.core.besoins import CATEGORIES_BESOIN, count_besoins
from gef.errors import GefError
from gef.outputs.nombres import entier, pluriel
from gef.web.composants import Chiffre
from gef.web.demandes import HAUT
from gef.web.formulaires_contexte import BesoinForm, CloreBesoinForm
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableau


@require_http_methods(["GET", "POST"])
@for_bailleurs
def besoins(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the register; record a need, or what closes one."""
    rows = list_besoins(acteur.organisation)
    besoin = BesoinForm(acteur.organisation.territoire, initial={"declare_le": today()})
    clore = CloreBesoinForm(rows, initial={"clos_le": today()})
    if request.method == "POST":
        check_can_write(acteur, "orienter")
        if request.POST.get("acte") == "clore":
            clore = CloreBesoinForm(rows, request.POST)
        else:
            besoin = BesoinForm(acteur.organisation.territoire, request.POST)
        if said := write(acteur, clore if clore.is_bound else besoin):
            messages.success(request, said)
            return redirect(reverse("web:orientation-besoins") + HAUT)
    vue = repondre_tableau(request, table_besoins(rows, today()))
    if isinstance(vue, HttpResponse):
        return vue
    context = {"vue": vue, "rows": rows, "besoin": besoin, "clore": clore, "chiffres": list_chiffres(acteur)}
    context["en_attente"] = sum(row.restants for row in rows)
    return render(request, "gef/besoins.html", context, status=422 if request.method == "POST" else 200)


def write(acteur: Acteur, form: Any) -> str:
    """Write what a form says and say what was done; "" when it is refused, and the form says why."""
    if not form.is_valid():
        return ""
    try:
        if isinstance(form, CloreBesoinForm):
            row = clore_besoin(acteur, form.saisie(), now())
            return f"{row.besoin.reference} : {pluriel(row.nombre, 'ménage ne', 'ménages ne')} attend plus."
        return f"Besoin {inscrire_besoin(acteur, form.besoin(), now(), form.cleaned_data['document'])} inscrit."
    except GefError as error:
        form.add_error(None, str(error))
        return ""


def list_chiffres(acteur: Acteur) -> tuple[Chiffre, ...]:
    """Households that wait, by category."""
    return tuple(
        Chiffre(
            CATEGORIES_BESOIN[row.categorie][:1].upper() + CATEGORIES_BESOIN[row.categorie][1:],
            entier(row.nombre),
            f"dont {pluriel(row.prioritaires, 'prioritaire')}, {pluriel(row.inconnus, 'non connu', 'non connus')}",
        )
        for row in count_besoins(load_besoins(acteur.organisation))
    )
