"""The conférence intercommunale: its meetings, a meeting, a decision. The EPCI writes, those who sit there read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from gef.access.acteur import Acteur
from gef.access.territoires import Territoire, territoire_of
from gef.access.visible import fetch
from gef.actions.conference import (
    DecisionLue,
    ReunionLue,
    can_tenir,
    check_can_tenir,
    deplacer_reunion,
    find_precedente,
    inscrire_decision,
    list_reunions,
    planifier_reunion,
    read_reunion,
    suivre_decision,
)
from gef.actions.dossier_reunion import default_exercice, write_dossier
from gef.actions.tableaux_conference import (
    MARQUES_DECISION,
    MARQUES_REUNION,
    order_ouvertes,
    table_decisions,
    table_reunions,
)
from gef.core.conference import ETATS_DECISION, ETATS_REUNION, GENRES_REUNION
from gef.db.instances.models import DecisionReunion, Reunion
from gef.errors import GefError
from gef.web.demandes import HAUT, read_entier
from gef.web.formulaires_conference import DecisionForm, MotForm, ReunionForm, SuiviForm
from gef.web.jour import now, today
from gef.web.portes import for_members, for_territoires
from gef.web.tableaux import PDF, repondre_tableaux

REUNION: Final = "web:conference-reunion"
DECISION: Final = "web:conference-decision"
AVANT: Final = "Décisions de la réunion précédente"
Form = Any


@require_http_methods(["GET", "POST"])
@for_members
def conference(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the meetings of the conférences where the actor sits, and what is still to be done; plan one."""
    form = ReunionForm(initial={"date": today()})
    if request.method == "POST":
        check_can_tenir(acteur)
        form = ReunionForm(request.POST)
        if attempt(form, lambda: planifier_reunion(acteur, form.saisie(), now())):
            messages.success(request, "La réunion est inscrite.")
            return redirect(f"{reverse('web:conference')}{HAUT}")
    return _list(request, acteur, form)


def _list(request: HttpRequest, acteur: Acteur, form: ReunionForm) -> HttpResponse:
    lues, jour = list_reunions(acteur), today()
    ouvertes = order_ouvertes(lues)
    tables = (
        table_decisions(ouvertes, jour, link(DECISION), titre="Décisions encore ouvertes"),
        table_reunions(lues, jour, link(REUNION)),
    )
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    context = {
        "vues": vues,
        "lues": lues,
        "ouvertes": ouvertes,
        "en_retard": [lue for lue in ouvertes if lue.decision.is_en_retard(jour)],
        "prochaine": next((lue for lue in reversed(lues) if lue.reunion.etat(jour) == "planifiee"), None),
        "form": form if can_tenir(acteur) else None,
    }
    return render(request, "gef/conference.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_members
def reunion(request: HttpRequest, acteur: Acteur, reunion: int) -> HttpResponse:
    """Show a meeting with its decisions and those of the one before; write on it."""
    row = fetch(Reunion, acteur, pk=reunion)
    forms_: dict[str, Form] = {"decision": DecisionForm(), "mot": MotForm()}
    if request.method == "POST":
        check_can_tenir(acteur)
        acte = "mot" if request.POST.get("acte") == "mot" else "decision"
        form = forms_[acte] = type(forms_[acte])(request.POST)
        seen = read_entier(request.POST.get("rang", "")) or 0
        if attempt(form, lambda: ECRITURES[acte](acteur, row.pk, form.saisie(), rang_vu=seen, moment=now())):
            messages.success(request, FAITS[acte])
            return redirect(f"{reverse(REUNION, args=[row.pk])}{HAUT}")
    return _show(request, acteur, row, forms_)


ECRITURES: Final[dict[str, Callable[..., object]]] = {"decision": inscrire_decision, "mot": deplacer_reunion}
FAITS: Final = {"decision": "La décision est inscrite.", "mot": "La réunion est changée ; sa trace reste."}


def _show(request: HttpRequest, acteur: Acteur, row: Reunion, forms_: dict[str, Form]) -> HttpResponse:
    lue, jour = read_reunion(row), today()
    precedente = find_precedente(list_reunions(acteur), lue)
    tables = [table_decisions(lue.decisions, jour, link(DECISION), titre="Décisions de cette réunion")]
    if precedente:
        said = table_decisions(
            precedente.decisions, jour, link(DECISION), code="precedentes", titre="Décisions d’avant"
        )
        tables.append(said)
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    etat = lue.reunion.etat(jour)
    context = {
        "lue": lue,
        "etat": ETATS_REUNION[etat],
        "is_tenue": etat == "tenue",
        "marque": MARQUES_REUNION[etat],
        "genre": GENRES_REUNION[row.genre],
        "points": [point for point in row.ordre_du_jour.splitlines() if point.strip()],
        "vues": vues,
        "precedente": precedente,
        "has_dossier": territoire_of(acteur.organisation) is not None,
        **_offer(acteur, lue, etat, forms_),
    }
    bound = any(form.is_bound for form in forms_.values())
    return render(request, "gef/conference_reunion.html", context, status=422 if bound else 200)


def _offer(acteur: Acteur, lue: ReunionLue, etat: str, forms_: dict[str, Form]) -> dict[str, Form]:
    """Give the forms that the state of the meeting opens to who holds it."""
    if not can_tenir(acteur) or etat == "annulee":
        return {}
    decision = {"decision": forms_["decision"]} if etat == "tenue" else {}
    return decision if lue.decisions else decision | {"mot": forms_["mot"]}


@require_http_methods(["GET", "POST"])
@for_members
def decision(request: HttpRequest, acteur: Acteur, decision: int) -> HttpResponse:
    """Show a decision with all that followed; say where it stands."""
    row = fetch(DecisionReunion, acteur, pk=decision)
    lue = read_decision(row)
    form = SuiviForm(lue, initial={"jour": today()})
    if request.method == "POST":
        check_can_tenir(acteur)
        form = SuiviForm(lue, request.POST)
        seen = read_entier(request.POST.get("rang", "")) or 0
        if attempt(form, lambda: suivre_decision(acteur, row.pk, form.saisie(), rang_vu=seen, moment=now())):
            messages.success(request, "Le suivi est inscrit.")
            return redirect(f"{reverse(DECISION, args=[row.pk])}{HAUT}")
    context = {
        "lue": lue,
        "suivis": [(suivi, ETATS_DECISION[suivi.etat], MARQUES_DECISION[suivi.etat]) for suivi in lue.suivis],
        "etat": ETATS_DECISION[lue.decision.etat],
        "marque": MARQUES_DECISION[lue.decision.etat],
        "is_en_retard": lue.decision.is_en_retard(today()),
        "form": form if can_tenir(acteur) else None,
    }
    return render(request, "gef/conference_decision.html", context, status=422 if form.is_bound else 200)


def read_decision(row: DecisionReunion) -> DecisionLue:
    """Read a decision within its meeting."""
    return next(lue for lue in read_reunion(row.reunion).decisions if lue.row.pk == row.pk)


def attempt(form: forms.Form, write: Callable[[], object]) -> bool:
    """Write what a form says when it is whole; whether it was written. What is refused is said on the form."""
    if not form.is_valid():
        return False
    try:
        write()
    except GefError as error:
        form.add_error(None, str(error))
        return False
    return True


def link(route: str) -> Callable[[int], str]:
    """Give the address of a row by its key."""
    return lambda pk: reverse(route, args=[pk])


@require_GET
@for_territoires
def dossier(request: HttpRequest, acteur: Acteur, _lieu: Territoire, reunion: int) -> HttpResponse:
    """Give the pack of a meeting, on the territory of the EPCI that holds it."""
    row = fetch(Reunion, acteur, pk=reunion)
    territoire = territoire_of(row.organisation)
    if territoire is None:
        raise Http404
    lue = read_reunion(row)
    asked = read_entier(request.GET.get("exercice", "")) or default_exercice(lue.reunion.jour)
    lues = [other for other in list_reunions(acteur) if other.row.organisation_id == row.organisation_id]
    content = write_dossier(territoire, lue, lues, exercice=min(asked, today().year), moment=now())
    nom = f"dossier-reunion-{lue.reunion.jour:%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{nom}"'}
    return HttpResponse(content, content_type=PDF, headers=headers)
