"""Rights of a guaranteed operation: the form, the split shown before anything is written, the writing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.operations import inscrire_operation, list_garants, preparer_operation
from gef.actions.tableaux_registre import table_operation
from gef.core.operations import RepartitionOperation
from gef.errors import GefError
from gef.outputs.nombres import pluriel
from gef.web.formulaires_droits import OperationForm
from gef.web.jour import now
from gef.web.portes import for_bailleurs
from gef.web.registre import read_post
from gef.web.tableaux import montrer_table

ECRIRE = "ecrire"


@require_http_methods(["GET", "POST"])
@for_bailleurs
def operation(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Compute the rights of an operation, then write them."""
    if request.method == "POST":
        check_can_write(acteur)
    garants = list_garants(acteur)
    form = OperationForm(read_post(request), garants=garants)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        try:
            repartition = preparer_operation(acteur, form.read())
            if ECRIRE in request.POST:
                return _write(request, acteur, form)
        except GefError as error:
            form.add_error(None, str(error))
        else:
            return _show(request, context, repartition, {compte.code: compte.nom for compte in garants})
    return render(request, "gef/registre_operation.html", context, status=422 if request.method == "POST" else 200)


def _write(request: HttpRequest, acteur: Acteur, form: OperationForm) -> HttpResponse:
    rows = inscrire_operation(acteur, form.read(), now())
    droits = pluriel(sum(row.nombre for row in rows), "droit inscrit", "droits inscrits")
    messages.success(request, f"{droits} au registre, à transmettre aux réservataires.")
    return redirect("web:parc-registre")


def _show(
    request: HttpRequest, context: dict[str, object], repartition: RepartitionOperation, noms: dict[str, str]
) -> HttpResponse:
    context |= {"repartition": repartition, "vue": montrer_table(table_operation(repartition, noms))}
    return render(request, "gef/registre_operation.html", context)
