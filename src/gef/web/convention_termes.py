"""The terms of a convention, by sections; its yearly update; what is written is the next version."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.actualisation_conventions import Proposition, proposer_actualisation, proposer_avenant
from gef.actions.conventions import (
    ConventionLue,
    ConventionRefuseeError,
    enregistrer_termes,
    is_avenant_ouvert,
    read_convention,
)
from gef.actions.tableaux_conventions import table_actualisation, table_causes
from gef.actions.termes_conventions import read_chiffres, reprendre_termes
from gef.core.termes import Termes
from gef.errors import GefError
from gef.outputs.nombres import pluriel
from gef.web.demandes import read_entier
from gef.web.exercices import read_exercice
from gef.web.formulaires_conventions import TermesForm
from gef.web.jour import now
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux


@require_http_methods(["GET", "POST"])
@for_bailleurs
def termes(request: HttpRequest, acteur: Acteur, convention: int) -> HttpResponse:
    """Write the next version: by hand, or with the figures of today."""
    lue = read_convention(acteur, convention)
    if not lue.is_redigee and not is_avenant_ouvert(lue):
        messages.info(request, "Cette convention est signée : ses termes changent par avenant.")
        return redirect("web:convention", convention)
    form = TermesForm(lue.termes, request.POST if request.POST.get("acte") == "enregistrer" else None)
    if request.method == "POST":
        check_can_write(acteur)
        if write(request, acteur, lue, form):
            return redirect("web:convention", convention)
    status = 422 if request.method == "POST" else 200
    return render(request, "gef/convention_termes.html", {"lue": lue, "form": form}, status=status)


def write(request: HttpRequest, acteur: Acteur, lue: ConventionLue, form: TermesForm) -> bool:
    """Write what was asked for; the form says why it is refused."""
    if request.POST.get("acte") == "reprendre":
        chiffres = read_chiffres(acteur.organisation, read_exercice(request))
        taken_up = reprendre_termes(acteur.organisation, lue.comptes, chiffres, localtime(now()).date(), lue.termes)
        return save(request, acteur, lue, taken_up, form)
    if not form.is_valid():
        return False
    try:
        written = form.to_termes()
    except GefError as error:
        form.add_error(None, str(error))
        return False
    return save(request, acteur, lue, written, form)


def save(request: HttpRequest, acteur: Acteur, lue: ConventionLue, written: Termes, form: TermesForm) -> bool:
    """Save a version; terms that did not change make none."""
    if written == lue.termes:
        messages.info(request, "Rien n’a changé : aucune version n’est écrite.")
        return True
    seen = read_entier(request.POST.get("version", "")) or 0
    motif = form.cleaned_data["motif"] if form.is_bound else f"Chiffres de {written.exercice} repris"
    try:
        row = enregistrer_termes(acteur, lue.row.pk, written, version_vue=seen, motif=motif, moment=now())
    except GefError as error:
        if not form.is_bound:
            raise
        form.add_error(None, str(error))
        return False
    messages.success(request, f"Version {row.numero} écrite. Relisez-la, puis transmettez-la.")
    return True


@require_http_methods(["GET", "POST"])
@for_bailleurs
def actualiser(request: HttpRequest, acteur: Acteur, convention: int) -> HttpResponse:
    """Show the annex before and after; write the avenant."""
    lue = read_convention(acteur, convention)
    exercice = read_exercice(request)
    try:
        if request.method == "POST":
            return propose(request, acteur, lue, exercice)
        proposed = proposer_actualisation(acteur, lue, exercice, localtime(now()).date())
    except ConventionRefuseeError as error:
        messages.error(request, str(error))
        return redirect("web:convention", convention)
    noms = {compte.code: compte.nom for compte in lue.comptes}
    vues = repondre_tableaux(
        request, table_actualisation(proposed.actualisation, noms), table_causes(proposed.actualisation)
    )
    if isinstance(vues, HttpResponse):
        return vues
    context = {"lue": lue, "vues": vues, "propose": proposed, "titre": say_titre(proposed), "exercice": exercice}
    return render(request, "gef/convention_actualiser.html", context)


def propose(request: HttpRequest, acteur: Acteur, lue: ConventionLue, exercice: int) -> HttpResponse:
    """Write the avenant, and open the convention on it."""
    check_can_write(acteur)
    seen = read_entier(request.POST.get("version", "")) or 0
    row = proposer_avenant(acteur, lue.row.pk, exercice, version_vue=seen, moment=now())
    messages.success(request, f"Projet d’avenant écrit, version {row.numero}. Relisez-le, puis transmettez-le.")
    return redirect("web:convention", lue.row.pk)


def say_titre(proposed: Proposition) -> str:
    """Say what the update does, in dwellings first."""
    update = proposed.actualisation
    if update.is_empty:
        return "Rien à actualiser"
    if update.ecart is None:
        return "Une annexe à mettre à jour"
    if not update.ecart:
        return "L’annexe change, le total reste le même"
    return f"{pluriel(abs(update.ecart), 'logement')} {'de plus' if update.ecart > 0 else 'de moins'} par an"
