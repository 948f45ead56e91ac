"""The sessions of the commission: those to come first, what waits for one, and one to plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.flux import Suivi, load_flux
from gef.actions.noms import nom_commune
from gef.actions.seances import list_prets, planifier
from gef.actions.seances_lues import SeanceLue, list_seances
from gef.actions.tableaux import describe_type
from gef.actions.tableaux_caleol import table_seances
from gef.errors import GefError
from gef.web.formulaires_caleol import SeanceForm
from gef.web.jour import now, today
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableaux


@require_http_methods(["GET", "POST"])
@for_members
def caleol(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the sessions that concern the actor; plan one."""
    form = None
    if request.method == "POST":
        check_can_write(acteur, "orienter")
        form = SeanceForm(acteur, request.POST)
        if form.is_valid():
            try:
                row = planifier(acteur, form.saisie(), now())
            except GefError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "Séance planifiée. Composez son ordre du jour, puis convoquez.")
                return redirect("web:caleol-seance", seance=row.pk)
    return _show(request, acteur, form)


def _show(request: HttpRequest, acteur: Acteur, form: SeanceForm | None) -> HttpResponse:
    jour = today()
    lues = list_seances(acteur, jour, None if request.GET.get("tout") else 12)
    liens = {lue.seance.pk: reverse("web:caleol-seance", args=[lue.seance.pk]) for lue in lues}
    coming = [lue for lue in lues if lue.seance.date >= jour]
    over = [lue for lue in lues if lue.seance.date < jour]
    vues = repondre_tableaux(
        request,
        table_seances(coming, liens, code="a-venir", titre="Séances à venir"),
        table_seances(over, liens, code="passees", titre="Séances passées"),
    )
    if isinstance(vues, HttpResponse):
        return vues
    context: dict[str, object] = {
        "a_venir": vues["a-venir"],
        "passees": vues["passees"],
        "tout": request.GET.get("tout"),
    }
    context |= {"prochaine": find_next(coming), "a_decider": [lue for lue in over if lue.restants], "jour": jour}
    if acteur.is_bailleur:
        context["prets"] = describe_prets(list_prets(load_flux(acteur.organisation.pk)))
    if acteur.is_bailleur and acteur.can_orienter:
        context["form"] = form or SeanceForm(acteur)
    return render(request, "gef/caleol.html", context, status=422 if form else 200)


def find_next(coming: list[SeanceLue]) -> SeanceLue | None:
    """First session to come that is not cancelled."""
    return next((lue for lue in coming if lue.etat != "annulee"), None)


def describe_prets(prets: tuple[Suivi, ...]) -> list[tuple[Suivi, str, str]]:
    """Give dwellings that wait, with their commune and their type in words."""
    rows = []
    for suivi in prets:
        row = suivi.liberation
        kind = describe_type(row.typologie, row.financement, is_qpv=bool(row.qpv))
        rows.append((suivi, nom_commune(row.commune), kind))
    return rows
