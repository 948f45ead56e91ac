"""The residences: their class, their dwellings, what moved in them; and the class given to one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.noms import nom_commune
from gef.actions.residences import LigneResidence, classer, list_classes, list_residences
from gef.actions.tableaux_contexte import table_classes, table_residences
from gef.core.residences import CLASSES, cle_residence
from gef.errors import GefError
from gef.outputs.nombres import pluriel
from gef.web.demandes import HAUT
from gef.web.formulaires_contexte import ClasserForm
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux

MOTS: Final[Mapping[str, tuple[str, str]]] = {
    "accueillir": ("peut accueillir", "peuvent accueillir"),
    "equilibrer": ("à maintenir en équilibre", "à maintenir en équilibre"),
    "reequilibrer": ("à rééquilibrer", "à rééquilibrer"),
}


@require_http_methods(["GET", "POST"])
@for_bailleurs
def residences(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the residences; class the one that was chosen."""
    form = None
    if request.method == "POST":
        check_can_write(acteur)
        form = ClasserForm(request.POST)
        if write(acteur, form):
            messages.success(request, f"{form.cleaned_data['programme']} : {CLASSES[form.cleaned_data['classe']]}.")
            return redirect(reverse("web:orientation-residences") + HAUT)
    return show(request, acteur, form)


def write(acteur: Acteur, form: ClasserForm) -> bool:
    """Write what the form says; it says why it is refused."""
    if not form.is_valid():
        return False
    try:
        classer(acteur, form.saisie(), now())
    except GefError as error:
        form.add_error(None, str(error))
        return False
    return True


def show(request: HttpRequest, acteur: Acteur, form: ClasserForm | None) -> HttpResponse:
    """Show the list, and the residence that was chosen with the classes it was given."""
    jour = today()
    rows = list_residences(acteur.organisation, jour)
    chosen = find_chosen(request, rows)
    tables = [table_residences(rows, jour, {row.cle: link(row) for row in rows})]
    if chosen:
        tables.append(table_classes(list_classes(acteur.organisation, chosen.cle)))
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    if chosen and form is None:
        form = ClasserForm(initial={"commune": chosen.commune, "programme": chosen.programme, "depuis": jour})
    context = {"vues": vues, "jour": jour, "rows": rows, "choisie": chosen, "form": form, "resume": summarize(rows)}
    context["a_classer"] = sum(row.classement is None for row in rows)
    context["commune"] = nom_commune(chosen.commune) if chosen else ""
    return render(request, "gef/residences.html", context, status=422 if request.method == "POST" else 200)


def summarize(rows: tuple[LigneResidence, ...]) -> str:
    """Say how many residences have each class, in the order of the classes, the unclassed last."""
    counts = Counter(row.classement.classe for row in rows if row.classement)
    said = [pluriel(counts[code], *mots) for code, mots in MOTS.items() if counts[code]]
    unclassed = len(rows) - counts.total()
    return ", ".join([*said, pluriel(unclassed, "non classée", "non classées")] if unclassed else said)


def find_chosen(request: HttpRequest, rows: tuple[LigneResidence, ...]) -> LigneResidence | None:
    """Find the residence that the address or the form names."""
    prefix, data = ("classer-", request.POST) if request.method == "POST" else ("", request.GET)
    cle = cle_residence(data.get(f"{prefix}commune", ""), data.get(f"{prefix}programme", ""))
    return next((row for row in rows if row.cle == cle), None)


def link(row: LigneResidence) -> str:
    """Address of the page with a residence chosen."""
    query = urlencode({"commune": row.commune, "programme": row.programme})
    return f"{reverse('web:orientation-residences')}?{query}#classer"
