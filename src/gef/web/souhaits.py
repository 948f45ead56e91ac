"""The wishes of the réservataires, as the bailleur records them: indicative, and never a programme."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.souhaits import inscrire_souhait, list_souhaits, retirer_souhait
from gef.actions.tableaux_contexte import table_souhaits
from gef.errors import GefError
from gef.web.formulaires_contexte import RetirerForm, SouhaitForm
from gef.web.formulaires_delais import list_comptes
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableau


@require_http_methods(["GET", "POST"])
@for_bailleurs
def souhaits(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the wishes; record one, or withdraw one."""
    rows, comptes = list_souhaits(acteur.organisation), list_comptes(acteur)
    souhait = SouhaitForm(comptes, acteur.organisation.territoire, initial={"debut": today()})
    retirer = RetirerForm(rows)
    if request.method == "POST":
        check_can_write(acteur)
        if request.POST.get("acte") == "retirer":
            retirer = RetirerForm(rows, request.POST)
        else:
            souhait = SouhaitForm(comptes, acteur.organisation.territoire, request.POST)
        if said := write(acteur, retirer if retirer.is_bound else souhait):
            messages.success(request, said)
            return redirect("web:orientation-souhaits")
    vue = repondre_tableau(request, table_souhaits(rows, today()))
    if isinstance(vue, HttpResponse):
        return vue
    context = {"vue": vue, "rows": rows, "souhait": souhait, "retirer": retirer}
    return render(request, "gef/souhaits.html", context, status=422 if request.method == "POST" else 200)


def write(acteur: Acteur, form: Any) -> str:
    """Write what a form says and say what was done; "" when it is refused, and the form says why."""
    if not form.is_valid():
        return ""
    try:
        if isinstance(form, RetirerForm):
            retirer_souhait(acteur, int(form.cleaned_data["souhait"]), now())
            return "Souhait retiré ; il reste au journal."
        inscrire_souhait(acteur, form.saisie(), now())
    except GefError as error:
        form.add_error(None, str(error))
        return ""
    return "Souhait inscrit. La fiche des logements le montre ; il ne change aucun rang."
