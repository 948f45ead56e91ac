"""The list of the conventions, and a draft to open."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.conventions import rediger_convention
from gef.actions.liste_conventions import ConventionResumee, list_conventions
from gef.actions.tableaux_conventions import table_liste
from gef.core.conventions import APPLIQUEES, REDIGEES
from gef.errors import GefError
from gef.outputs.nombres import pluriel
from gef.web.formulaires_conventions import RedigerForm
from gef.web.formulaires_delais import list_comptes
from gef.web.jour import now, today
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableau


@require_http_methods(["GET", "POST"])
@for_members
def conventions(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the conventions; open a draft."""
    form = RedigerForm(list_comptes(acteur), request.POST or None) if acteur.is_bailleur else None
    if request.method == "POST":
        check_can_write(acteur)
        if form and form.is_valid() and (opened := open_draft(acteur, form)):
            messages.success(request, "Projet ouvert : ses termes sont repris de ce qui est déjà décidé.")
            return redirect("web:convention", opened)
    rows = list_conventions(acteur, today())
    vue = repondre_tableau(request, table_liste(rows, link_conventions(row.numero for row in rows)))
    if isinstance(vue, HttpResponse):
        return vue
    context = {"conventions": vue, "titre": say_titre(rows), "a_faire": list_a_faire(rows), "rediger": form}
    return render(request, "gef/conventions.html", context, status=422 if request.method == "POST" else 200)


def open_draft(acteur: Acteur, form: RedigerForm) -> int | None:
    """Open a draft; the form says why it is refused."""
    try:
        return rediger_convention(acteur, form.cleaned_data["comptes"], now()).pk
    except GefError as error:
        form.add_error(None, str(error))
        return None


def link_conventions(numeros: Iterable[int]) -> dict[int, str]:
    """Address of each written convention."""
    return {numero: reverse("web:convention", args=[numero]) for numero in numeros if numero}


def say_titre(rows: tuple[ConventionResumee, ...]) -> str:
    """Say how many conventions hold, and how many are on their way."""
    held = sum(row.etat in APPLIQUEES for row in rows)
    coming = sum(row.etat in REDIGEES or row.etat == "signee" for row in rows)
    said = pluriel(held, "convention en vigueur", "conventions en vigueur")
    return f"{said}, {coming} en préparation" if coming else said


def list_a_faire(rows: tuple[ConventionResumee, ...]) -> list[tuple[ConventionResumee, str]]:
    """What waits for somebody, with the page where to do it."""
    return [(row, reverse("web:convention", args=[row.numero])) for row in rows if row.numero and row.suite]
