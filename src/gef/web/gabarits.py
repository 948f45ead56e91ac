"""The template of the conventions: its keys, the one that serves, another to bring."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.gabarits import deposer_gabarit, find_gabarit, read_gabarit_du_bailleur, revenir_au_livre
from gef.core.termes import SUJETS
from gef.errors import GefError
from gef.imports.pieces import TYPES_PIECE
from gef.outputs.convention import CLES, INDISPENSABLES, read_gabarit
from gef.outputs.tables import Colonne, Ligne, Table
from gef.web.convention import send_file
from gef.web.formulaires_conventions import GabaritForm
from gef.web.jour import now
from gef.web.portes import for_bailleurs
from gef.web.tableaux import montrer_table

COLONNES: Final = (
    Colonne("cle", "Clé", entete=True),
    Colonne("donne", "Ce qu’elle donne"),
    Colonne("force", "Force"),
)


@require_http_methods(["GET", "POST"])
@for_bailleurs
def gabarit(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the keys and the template that serves; bring another, or go back to the shipped one."""
    form = GabaritForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        check_can_write(acteur)
        if request.POST.get("acte") == "revenir":
            revenir_au_livre(acteur, now())
            messages.success(request, "Le gabarit livré sert de nouveau.")
            return redirect("web:conventions-gabarit")
        if form.is_valid() and bring(request, acteur, form):
            return redirect("web:conventions-gabarit")
    row = find_gabarit(acteur)
    absents = [SUJETS[code] for code in row.sujets_absents] if row else []
    context = {"form": form, "gabarit": row, "absents": absents, "cles": montrer_table(table_cles())}
    return render(request, "gef/conventions_gabarit.html", context, status=422 if request.method == "POST" else 200)


def bring(request: HttpRequest, acteur: Acteur, form: GabaritForm) -> bool:
    """Keep a template; the form says why it is refused."""
    given = form.cleaned_data["fichier"]
    try:
        row = deposer_gabarit(acteur, given.name, given.read(), now())
    except GefError as error:
        form.add_error("fichier", str(error))
        return False
    messages.success(request, f"« {row.nom} » servira pour les documents à venir.")
    return True


def table_cles() -> Table:
    """List the keys that a template may read."""
    rows = tuple(
        Ligne({"cle": cle, "donne": donne, "force": "indispensable" if cle in INDISPENSABLES else "au choix"})
        for cle, donne in CLES.items()
    )
    return Table("cles", "Clés du gabarit", COLONNES, rows, denomination=("clé", "clés"))


@require_GET
@for_bailleurs
def telecharger(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Send the template that serves, or the shipped one when the address asks for it."""
    kept = None if "livre" in request.GET else read_gabarit_du_bailleur(acteur.organisation.pk)
    return send_file("gabarit-convention.docx", kept or read_gabarit(), TYPES_PIECE["docx"].mime)
