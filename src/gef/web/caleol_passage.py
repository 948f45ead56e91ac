"""A dwelling before the commission: its candidates, the decisions on one form, then the offers in rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write, fetch
from gef.actions.decisions import Vu, decider, notifier_offre, proposer_suivant
from gef.actions.faits import DejaDecideError
from gef.actions.flux import load_flux
from gef.actions.noms import nom_commune
from gef.actions.seances_lues import PassageLu, SeanceLue, find_reponse, read_seance
from gef.actions.suivi_imputations import find_confirmee, list_imputations
from gef.actions.tableaux import describe_type
from gef.actions.tableaux_caleol import NON_RESERVE, say_menage, say_public, say_quartile, table_candidats
from gef.db.caleol.models import Passage
from gef.errors import GefError
from gef.outputs.nombres import decimal
from gef.web.demandes import HAUT, read_entier
from gef.web.formulaires_caleol import DecisionForm, ExceptionForm, NotifierForm, list_decisions
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import montrer_table


@dataclass(frozen=True, slots=True)
class Examen:
    """The forms of a dwelling: one per candidate, and the exception."""

    decisions: list[DecisionForm]
    exception: ExceptionForm

    @property
    def errors(self) -> Any:
        """What the core or another person refuses."""
        return self.exception.non_field_errors()

    def is_valid(self) -> bool:
        """Whether every form can be read; all are, so that each says its own error."""
        read = [form.is_valid() for form in (*self.decisions, self.exception)]
        return all(read)


@require_http_methods(["GET", "POST"])
@for_bailleurs
def passage(request: HttpRequest, acteur: Acteur, passage: int) -> HttpResponse:
    """Show the candidates of a dwelling; write decisions, the day of the offer, the next rank."""
    row = fetch(Passage, acteur, pk=passage)
    lue = read_seance(acteur, row.seance)
    lu = find_passage(lue, passage)
    examen = open_examen(lu, request)
    status = 200
    if request.method == "POST":
        check_can_write(acteur, "orienter")
        acte = request.POST.get("acte", "")
        if acte in ("suivant", "notifier"):
            return _follow(request, acteur, lu, acte)
        if examen.is_valid() and _decide(request, acteur, lu, examen):
            return _go_on(lue, lu, is_clos=acte != "enregistrer")
        status = 422
    return render(request, "gef/caleol_passage.html", context_passage(acteur, lue, lu, examen), status=status)


def find_passage(lue: SeanceLue, passage: int) -> PassageLu:
    """Give a dwelling of an agenda.

    Raises:
        Http404: it is off the agenda.
    """
    found = next((lu for lu in lue.passages if lu.row.pk == passage), None)
    if found is None:
        raise Http404
    return found


def open_examen(lu: PassageLu, request: HttpRequest) -> Examen:
    """Make the forms of the candidates who are still presented, filled with what was sent or written."""
    data = request.POST if request.method == "POST" and request.POST.get("acte") in ("enregistrer", "clore") else None
    presented = [candidat for candidat in lu.candidats if not hasattr(candidat.row, "retrait")]
    ordered = sorted(presented, key=lambda candidat: candidat.row.ordre)
    return Examen([DecisionForm(c, data) for c in ordered], ExceptionForm(data, initial={"exception": lu.exception}))


def _decide(request: HttpRequest, acteur: Acteur, lu: PassageLu, examen: Examen) -> bool:
    """Write the decisions; the form says why they are refused."""
    seen = Vu(read_entier(request.POST.get("rang", "")) or 0, read_entier(request.POST.get("decision", "")) or 0)
    clore = request.POST.get("acte") != "enregistrer"
    try:
        decider(
            acteur,
            lu.row.pk,
            list_decisions(examen.decisions),
            vu=seen,
            moment=now(),
            clore=clore,
            exception=examen.exception.cleaned_data["exception"],
        )
    except GefError as error:
        examen.exception.add_error(None, str(error))
        return False
    said = "Décisions closes : le fait est au journal du logement." if clore else "Décisions enregistrées, sans clore."
    messages.success(request, f"{lu.row.liberation.reference}. {said}")
    return True


def _go_on(lue: SeanceLue, lu: PassageLu, *, is_clos: bool) -> HttpResponse:
    """Go to the next dwelling to decide once one is closed; back to the session when it was the last."""
    if not is_clos:
        return redirect(f"{reverse('web:caleol-passage', args=[lu.row.pk])}{HAUT}")
    left = [row for row in lue.passages if row.suite.cloture is None and row.is_pret and row.row.pk != lu.row.pk]
    if left:
        return redirect("web:caleol-passage", passage=left[0].row.pk)
    return redirect("web:caleol-seance", seance=lue.seance.pk)


def _follow(request: HttpRequest, acteur: Acteur, lu: PassageLu, acte: str) -> HttpResponse:
    """Record the day of the offer, or offer the dwelling to the next in rank."""
    try:
        if acte == "suivant":
            proposer_suivant(acteur, lu.row.pk, rang_vu=read_entier(request.POST.get("rang", "")) or 0, moment=now())
            messages.success(request, "Le logement est proposé au rang suivant.")
        else:
            form = NotifierForm(request.POST)
            if form.is_valid():
                notifier_offre(acteur, lu.row.pk, form.cleaned_data["notifiee_le"], now())
                messages.success(request, "Jour de la notification inscrit : le délai du ménage en part.")
            else:
                messages.error(request, "Notification, date : illisible ; attendu : un jour.")
    except (GefError, DejaDecideError) as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('web:caleol-passage', args=[lu.row.pk])}{HAUT}")


def context_passage(acteur: Acteur, lue: SeanceLue, lu: PassageLu, examen: Examen) -> dict[str, object]:
    """Everything that the page of a dwelling shows."""
    liberation, jour = lu.row.liberation, today()
    kind = describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv))
    place = next(rank for rank, row in enumerate(lue.passages, start=1) if row.row.pk == lu.row.pk)
    context: dict[str, object] = {
        "lue": lue,
        "lu": lu,
        "liberation": liberation,
        "place": place,
        "commune": nom_commune(liberation.commune),
        "type": kind,
        "contingent": lu.row.reservataire.nom if lu.row.reservataire else NON_RESERVE,
        "issue": lu.issue,
        "with_numeros": acteur.can_orienter,
        "candidats": montrer_table(table_candidats(lu, with_numeros=acteur.can_orienter)),
        "reponse": find_reponse(acteur, lu, jour),
        "notifier": NotifierForm(initial={"notifiee_le": jour}),
        "precedent": lue.passages[place - 2] if place > 1 else None,
        "suivant": lue.passages[place] if place < len(lue.passages) else None,
    }
    if can_decide(acteur, lue, lu):
        etat = load_flux(liberation.bailleur_id)
        context["imputation"] = find_confirmee(list_imputations(liberation.bailleur_id), etat.suivis[liberation.pk])
        context["examen"] = examen
        context["fiches"] = [(form, describe_candidat(form)) for form in examen.decisions]
    return context


def can_decide(acteur: Acteur, lue: SeanceLue, lu: PassageLu) -> bool:
    """Whether the form of the decisions is shown: the day has come, and the dwelling waits."""
    is_open = lue.etat != "annulee" and lue.seance.date <= today()
    return acteur.can_orienter and is_open and lu.suite.cloture is None and lu.is_pret


def describe_candidat(form: DecisionForm) -> str:
    """Say what the choice needs of a candidate, in one line."""
    row = form.lu.row
    cotation = f"cotation {decimal(row.cotation)}" if row.cotation is not None else "sans cotation"
    rehoused = ["relogement"] if row.is_relogement else []
    parts = (say_menage(row), f"public : {say_public(row)}", f"quartile : {say_quartile(row)}", cotation, *rehoused)
    return " · ".join(parts)
