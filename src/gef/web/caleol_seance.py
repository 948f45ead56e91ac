"""One session: its agenda, who is convened, its documents; what a réservataire reads of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write, fetch
from gef.actions.convocations import convoquer
from gef.actions.convoques import list_convoques, write_heure
from gef.actions.flux import load_flux
from gef.actions.noms import nom_commune
from gef.actions.proces_verbal import read_proces_verbal, write_convocation
from gef.actions.seances import (
    ajouter_passages,
    annuler_seance,
    avancer_passage,
    list_prets,
    retirer_passage,
    tenir,
)
from gef.actions.seances_lues import PassageLu, SeanceLue, read_seance
from gef.actions.tableaux_caleol import table_agenda, table_candidats, table_convoques
from gef.core.caleol import ETATS_SEANCE
from gef.core.parts import covers
from gef.db.caleol.models import Seance
from gef.db.caleol.requetes import convocations_of
from gef.db.flux.models import Liberation
from gef.errors import GefError
from gef.outputs.proces_verbal import write_docx, write_pdf_proces_verbal
from gef.web.caleol import describe_prets
from gef.web.demandes import HAUT, read_entier
from gef.web.formulaires_caleol import AnnulerForm, OrdreForm, TenirForm
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs, for_members
from gef.web.tableaux import PDF, montrer_table, repondre_tableau

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARQUES: Final = {"planifiee": "attente", "convoquee": "cours", "tenue": "fait", "annulee": "bloque"}
FAITS: Final = {
    "ajouter": "L’ordre du jour est complété.",
    "avancer": "L’ordre du jour est changé.",
    "retirer": "Le logement n’est plus à l’ordre du jour.",
    "convoquer": "Les convocations sont envoyées.",
    "tenir": "La séance est déclarée tenue.",
    "annuler": "La séance est annulée.",
}


@require_http_methods(["GET", "POST"])
@for_members
def seance(request: HttpRequest, acteur: Acteur, seance: int) -> HttpResponse:
    """Show a session; write on it."""
    row = fetch(Seance, acteur, to="read", pk=seance)
    errors: dict[str, forms.Form] = {}
    if request.method == "POST":
        check_can_write(acteur, "orienter")
        acte = request.POST.get("acte", "")
        form = bind(acte, read_seance(acteur, row), request)
        try:
            if form is None or form.is_valid():
                ECRITURES.get(acte, _ajouter)(request, acteur, row, form)
                messages.success(request, FAITS.get(acte, FAITS["ajouter"]))
                return redirect(f"{reverse('web:caleol-seance', args=[row.pk])}{HAUT}")
        except GefError as error:
            if form is None:
                messages.error(request, str(error))
                return redirect(f"{reverse('web:caleol-seance', args=[row.pk])}{HAUT}")
            form.add_error(None, str(error))
        errors = {acte: form} if form else {}
    return _show(request, acteur, row, errors)


def bind(acte: str, lue: SeanceLue, request: HttpRequest) -> forms.Form | None:
    """Fill the form of an act; None for those that have no field to correct."""
    if acte in ("avancer", "retirer"):
        return OrdreForm(lue.passages, request.POST)
    if acte == "tenir":
        return TenirForm(request.POST)
    return AnnulerForm(request.POST) if acte == "annuler" else None


def _ajouter(request: HttpRequest, acteur: Acteur, row: Seance, _form: Any) -> None:
    ajouter_passages(acteur, row.pk, request.POST.getlist("logement"), now())


def _convoquer(request: HttpRequest, acteur: Acteur, row: Seance, _form: Any) -> None:
    def lien(pk: int) -> str:
        return request.build_absolute_uri(reverse("web:caleol-seance", args=[pk]))

    convoquer(acteur, row.pk, moment=now(), lien=lien)


def _avancer(_request: HttpRequest, acteur: Acteur, _row: Seance, form: Any) -> None:
    avancer_passage(acteur, read_entier(form.cleaned_data["passage"]) or 0, now())


def _retirer(_request: HttpRequest, acteur: Acteur, _row: Seance, form: Any) -> None:
    data = form.cleaned_data
    retirer_passage(acteur, read_entier(data["passage"]) or 0, data["motif"], now())


ECRITURES: Final[dict[str, Callable[[HttpRequest, Acteur, Seance, Any], None]]] = {
    "ajouter": _ajouter,
    "avancer": _avancer,
    "retirer": _retirer,
    "convoquer": _convoquer,
    "tenir": lambda _, acteur, row, form: _done(tenir(acteur, row.pk, form.cleaned_data["presents"], now())),
    "annuler": lambda _, acteur, row, form: _done(annuler_seance(acteur, row.pk, form.cleaned_data["motif"], now())),
}


def _done(_written: object) -> None:
    """An act whose row nobody needs here."""


def _show(request: HttpRequest, acteur: Acteur, row: Seance, errors: dict[str, forms.Form]) -> HttpResponse:
    lue, jour = read_seance(acteur, row), today()
    vue = repondre_tableau(request, table_agenda(lue, link_passages(acteur, lue)))
    if isinstance(vue, HttpResponse):
        return vue
    context: dict[str, object] = {
        "lue": lue,
        "seance": row,
        "heure": write_heure(row),
        "territoire": nom_commune(row.territoire.partition(":")[2]) if row.territoire else "",
        "etat": ETATS_SEANCE[lue.etat],
        "marque": MARQUES[lue.etat],
        "agenda": vue,
        "is_ouverte": lue.etat in ("planifiee", "convoquee"),
        "is_jour": row.date <= jour,
    }
    context |= _context_bailleur(acteur, lue, errors) if acteur.is_bailleur else {"propres": list_propres(acteur, lue)}
    return render(request, "gef/caleol_seance.html", context, status=422 if errors else 200)


def link_passages(acteur: Acteur, lue: SeanceLue) -> dict[int, str]:
    """Address of each dwelling: where it is decided for the bailleur; his own sheet for who holds it."""
    if acteur.is_bailleur:
        return {passage.row.pk: reverse("web:caleol-passage", args=[passage.row.pk]) for passage in lue.passages}
    query = f"?bailleur={lue.seance.bailleur_id}"
    return {
        passage.row.pk: reverse("web:logement", args=[passage.row.liberation.reference]) + query
        for passage in lue.passages
        if is_propre(acteur, passage)
    }


def is_propre(acteur: Acteur, passage: PassageLu) -> bool:
    """Whether a dwelling is examined for the organisation of the actor."""
    holder = passage.row.reservataire
    return holder is not None and holder.organisation_id == acteur.organisation.pk


def list_propres(acteur: Acteur, lue: SeanceLue) -> list[tuple[PassageLu, Any]]:
    """Dwellings of a réservataire with his own candidates."""
    return [
        (passage, montrer_table(table_candidats(passage, with_numeros=acteur.can_orienter)))
        for passage in lue.passages
        if is_propre(acteur, passage)
    ]


def _context_bailleur(acteur: Acteur, lue: SeanceLue, errors: dict[str, forms.Form]) -> dict[str, object]:
    convoques = list_convoques([passage.row for passage in lue.passages])
    prets = list_prets(load_flux(acteur.organisation.pk))
    found: dict[str, object] = {
        "convoques": montrer_table(table_convoques(convoques, list(convocations_of(lue.seance.pk)))),
        "prets": describe_prets(tuple(suivi for suivi in prets if is_couvert(lue.seance, suivi.liberation))),
        "ordre": errors.get("avancer") or errors.get("retirer") or OrdreForm(lue.passages),
        "tenir": errors.get("tenir") or TenirForm(),
        "annuler": errors.get("annuler") or AnnulerForm(),
        "a_decider": next((lu for lu in lue.passages if lu.suite.cloture is None and lu.is_pret), None),
    }
    return found


def is_couvert(seance: Seance, liberation: Liberation) -> bool:
    """Whether a dwelling stands on the territory of a session."""
    return not seance.territoire or covers(seance.territoire, liberation.commune, liberation.epci)


@require_GET
@for_members
def convocation(_request: HttpRequest, acteur: Acteur, seance: int) -> HttpResponse:
    """Give the convocation, with the agenda that the actor may see."""
    row = fetch(Seance, acteur, pk=seance)
    return _file(write_convocation(read_seance(acteur, row), now()), PDF, f"convocation-{row.date:%Y-%m-%d}.pdf")


@require_GET
@for_bailleurs
def proces_verbal_pdf(_request: HttpRequest, acteur: Acteur, seance: int) -> HttpResponse:
    """Give the minutes, to keep."""
    read = read_proces_verbal(acteur, seance)
    return _file(write_pdf_proces_verbal(read, now()), PDF, f"proces-verbal-{seance}.pdf")


@require_GET
@for_bailleurs
def proces_verbal_docx(_request: HttpRequest, acteur: Acteur, seance: int) -> HttpResponse:
    """Give the minutes, to amend and sign."""
    read = read_proces_verbal(acteur, seance)
    return _file(write_docx(read, now()), DOCX, f"proces-verbal-{seance}.docx")


def _file(content: bytes, kind: str, nom: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{nom}"'})
