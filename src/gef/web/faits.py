"""Write one fact of a dwelling: its form, its effect on the accounts shown beside the button, and the writing."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.actions.effets_fait import EffetFait, preview_fait
from gef.actions.faits import (
    AILLEURS,
    ANNONCABLES,
    MOTIVES,
    DejaDecideError,
    SaisieFait,
    fetch_liberation,
    inscrire_fait,
)
from gef.actions.flux import EtatFlux, Suivi, load_flux
from gef.actions.journal import PHRASES
from gef.actions.noms import nom_commune
from gef.actions.tableaux import describe_type
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.faits import FAITS, PRECISIONS
from gef.db.flux.models import Liberation
from gef.errors import GefError
from gef.outputs.nombres import date_longue
from gef.web.actes_logement import VERBES, address, can_answer, say_verbe
from gef.web.demandes import read_entier
from gef.web.formulaires_delais import jour_input
from gef.web.jour import now, today
from gef.web.portes import for_members

# Precisions that a person is asked for, though a file may leave them out.
DEMANDEES: Final = {
    ("refus", "cause"),
    ("refus_menage", "cause"),
    ("refus_menage", "offre"),
    ("reprise", "consequence"),
}
LIBELLES: Final = {
    "duree": "Durée du préavis",
    "categorie": "Catégorie",
    "consequence": "Sur qui compte le logement",
    "cause": "Cause",
    "partie": "Du fait de qui",
    "offre": "L’offre était",
}
AIDES: Final = {
    ("non_reponse", "consequence"): "Sans choix, ce que dit la convention.",
    ("refus_menage", "offre"): "Une offre adaptée correspond à la demande et aux ressources du ménage.",
}


class FaitForm(forms.Form):
    """A fact of a dwelling: its day, its precisions, its reason."""

    date = forms.DateField(label="Date", widget=jour_input())
    motif = forms.CharField(label="Motif", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["date"].help_text = "Peut être à venir." if kind in ANNONCABLES else "Le jour où c’est arrivé."
        for precision in PRECISIONS.get(kind, ()):
            is_asked = precision.is_required or (kind, precision.nom) in DEMANDEES
            self.fields[precision.nom] = forms.ChoiceField(
                label=LIBELLES[precision.nom],
                required=is_asked,
                choices=[("", "Choisir" if is_asked else "Non précisé"), *precision.codes.items()],
                help_text=AIDES.get((kind, precision.nom), ""),
            )
        self.fields["motif"].required = kind in MOTIVES
        if kind not in MOTIVES:
            self.fields["motif"].help_text = "Facultatif, sauf pour une « autre cause ». Jamais le nom d’un ménage."
        self.order_fields(["date", *(precision.nom for precision in PRECISIONS.get(kind, ())), "motif"])

    def saisie(self) -> SaisieFait:
        """Give the fact as it was typed."""
        names = [precision.nom for precision in PRECISIONS.get(self.kind, ())]
        precision = {nom: self.cleaned_data[nom] for nom in names if self.cleaned_data[nom]}
        return SaisieFait(self.kind, self.cleaned_data["date"], precision, self.cleaned_data["motif"])


@require_http_methods(["GET", "POST"])
@for_members
def fait(request: HttpRequest, acteur: Acteur, reference: str, kind: str) -> HttpResponse:
    """Show the form of a fact, and write it."""
    if kind not in VERBES or kind in AILLEURS:
        raise Http404
    liberation = fetch_liberation(acteur, reference, kind, bailleur_id=read_entier(request.GET.get("bailleur", "")))
    etat = load_flux(liberation.bailleur_id)
    suivi = etat.suivis[liberation.pk]
    form = FaitForm(kind, request.POST if request.method == "POST" else None, initial=_initial(request.GET, kind))
    if request.method == "POST" and form.is_valid():
        try:
            return _write(request, acteur, liberation, form)
        except DejaDecideError as error:
            messages.error(request, str(error))
            return redirect(address(acteur, liberation))
        except GefError as error:
            form.add_error(None, str(error))
    context = context_fait(acteur, etat, suivi, form)
    return render(request, "gef/logement_fait.html", context, status=422 if form.errors else 200)


def _write(request: HttpRequest, acteur: Acteur, liberation: Liberation, form: FaitForm) -> HttpResponse:
    seen = read_entier(request.POST.get("rang", ""))
    fact = inscrire_fait(
        acteur,
        liberation.reference,
        form.saisie(),
        rang_vu=-1 if seen is None else seen,
        moment=now(),
        bailleur_id=liberation.bailleur_id,
    )
    nom = fact.reservataire.nom if fact.reservataire else "le bailleur"
    phrase = PHRASES[fact.type].format(nom=nom)
    messages.success(
        request, f"{liberation.reference}, le {date_longue(fact.date)} : {phrase[:1].lower()}{phrase[1:]}."
    )
    return redirect(address(acteur, liberation))


def _initial(asked: QueryDict, kind: str) -> dict[str, Any]:
    """Give what the address fills in: the codes that the fact knows, and today."""
    codes = {precision.nom: asked.get(precision.nom, "") for precision in PRECISIONS.get(kind, ())}
    return {"date": today(), **codes}


def context_fait(acteur: Acteur, etat: EtatFlux, suivi: Suivi, form: FaitForm) -> dict[str, object]:
    """Everything that the page of a fact shows."""
    liberation, noms = suivi.liberation, etat.noms()
    verbe = say_verbe(acteur, form.kind, noms.get(suivi.reservataire or "", ""))
    effets, empechement = _preview(etat, suivi, form)
    return {
        "liberation": liberation,
        "form": form,
        "kind": form.kind,
        "fait": FAITS[form.kind],
        "verbe": verbe,
        "rang": suivi.rang,
        "retour": address(acteur, liberation),
        "commune": nom_commune(liberation.commune),
        "type": describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv)),
        "effets": [(effet, noms.get(effet.reservataire, effet.reservataire)) for effet in effets],
        "empechement": empechement,
        "peut_ecrire": can_answer(acteur, etat, suivi) and not empechement,
    }


def _preview(etat: EtatFlux, suivi: Suivi, form: FaitForm) -> tuple[tuple[EffetFait, ...], str]:
    """Say the effect of the fact as the form stands, or why it cannot follow."""
    precisions = PRECISIONS.get(form.kind, ())
    typed = {p.nom: str(form[p.nom].value() or "") for p in precisions}
    default = {p.nom: next(iter(p.codes)) for p in precisions if p.is_required}
    saisie = SaisieFait(form.kind, today(), default | {nom: code for nom, code in typed.items() if code})
    try:
        return preview_fait(etat, suivi, saisie), ""
    except TransitionInterditeError as error:
        return (), str(error)
    except DonneeInvalideError:
        return (), ""  # the form says it
