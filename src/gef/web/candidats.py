"""Designate the candidates of a dwelling, and withdraw one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gef.access.acteur import Acteur
from gef.access.visible import fetch
from gef.actions.designation import (
    CAUSES_RETRAIT,
    check_can_designer,
    designer,
    list_candidats,
    retirer_candidat,
)
from gef.actions.faits import DejaDecideError, fetch_liberation
from gef.actions.flux import EtatFlux, Suivi, load_flux
from gef.actions.noms import nom_commune
from gef.actions.tableaux import describe_type
from gef.actions.tableaux_candidats import table_candidats
from gef.core.designation import EXCEPTIONS, PUBLICS, QUARTILES, Candidature, read_numero_unique
from gef.core.ecritures import list_possibles
from gef.core.errors import DonneeInvalideError
from gef.core.parts import BAILLEUR
from gef.db.designation.models import Candidat
from gef.db.flux.models import Liberation
from gef.errors import GefError
from gef.web.actes_logement import address, can_answer
from gef.web.demandes import read_entier
from gef.web.formulaires_caleol import AIDE_EXCEPTIONS
from gef.web.jour import now
from gef.web.portes import for_members
from gef.web.tableaux import montrer_table

LIGNES: Final = 3
LIGNES_MAX: Final = 12
INCONNU: Final = ("", "non renseigné")


class CandidatForm(forms.Form):
    """A household: only what the choice needs. A row left empty presents nobody."""

    use_required_attribute = False

    numero_unique = forms.CharField(label="Numéro unique", required=False, max_length=30)
    personnes = forms.IntegerField(label="Personnes", required=False, min_value=1, max_value=20)
    enfants = forms.IntegerField(label="Dont mineurs", required=False, min_value=0, max_value=19)
    public = forms.ChoiceField(label="Public prioritaire", required=False, choices=[INCONNU, *PUBLICS.items()])
    public_valide = forms.BooleanField(label="Priorité vérifiée", required=False)
    quartile = forms.TypedChoiceField(
        label="Ressources",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[INCONNU, *((str(rang), libelle) for rang, libelle in QUARTILES.items())],
    )
    quartile_valide = forms.BooleanField(label="Ressources vérifiées", required=False)
    cotation = forms.DecimalField(label="Cotation", required=False, max_digits=8, decimal_places=2)
    is_relogement = forms.BooleanField(label="Relogé pour renouvellement urbain", required=False)
    eligibles = forms.MultipleChoiceField(label="Relève aussi de", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, comptes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if comptes:
            self.fields["eligibles"].choices = comptes  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["eligibles"]

    def clean(self) -> dict[str, Any]:
        """Read the household, or say what is wrong with it."""
        cleaned = super().clean() or {}
        if self.has_changed() and not self.errors:
            try:
                self.candidature = _read(cleaned)
            except DonneeInvalideError as error:
                raise forms.ValidationError(str(error)) from error
        return cleaned


def _read(cleaned: dict[str, Any]) -> Candidature:
    if not cleaned["personnes"]:
        raise DonneeInvalideError("Personnes : non renseigné ; attendu : combien de personnes habiteront le logement.")
    cotation: Decimal | None = cleaned["cotation"]
    return Candidature(
        numero_unique=read_numero_unique(cleaned["numero_unique"]),
        personnes=cleaned["personnes"],
        enfants=cleaned["enfants"] or 0,
        public=cleaned["public"] or None,
        public_valide=cleaned["public_valide"],
        quartile=cleaned["quartile"],
        quartile_valide=cleaned["quartile_valide"],
        cotation=cotation,
        is_relogement=cleaned["is_relogement"],
        eligibles=tuple(cleaned.get("eligibles", ())),
    )


class ExceptionForm(forms.Form):
    exception = forms.ChoiceField(
        label="Moins de trois candidats en tout",
        required=False,
        choices=[("", "Non, trois au moins"), *EXCEPTIONS.items()],
        help_text=AIDE_EXCEPTIONS,
    )


class RetraitForm(forms.Form):
    candidat = forms.IntegerField(widget=forms.HiddenInput)
    cause = forms.ChoiceField(label="Pourquoi", choices=[("", "Choisir"), *CAUSES_RETRAIT.items()])


@require_http_methods(["GET", "POST"])
@for_members
def candidats(request: HttpRequest, acteur: Acteur, reference: str) -> HttpResponse:
    """Show those presented, and present others."""
    check_can_designer(acteur)
    bailleur_id = read_entier(request.GET.get("bailleur", ""))
    liberation = fetch_liberation(acteur, reference, "candidats", bailleur_id=bailleur_id)
    etat = load_flux(liberation.bailleur_id)
    suivi = etat.suivis[liberation.pk]
    asked = read_entier(request.GET.get("lignes", "")) or LIGNES
    data = request.POST if request.method == "POST" else None
    formset = _open_formset(acteur, etat, suivi, data, min(asked, LIGNES_MAX))
    form = ExceptionForm(data)
    if data is not None and formset.is_valid() and form.is_valid():
        try:
            return _designer(request, acteur, liberation, formset, form)
        except DejaDecideError as error:
            messages.error(request, str(error))
            return redirect(address(acteur, liberation, "web:logement-candidats"))
        except GefError as error:
            form.add_error(None, str(error))
    is_wrong = data is not None
    context = context_candidats(acteur, etat, suivi) | {"formset": formset, "form": form, "lignes": asked + LIGNES}
    return render(request, "gef/logement_candidats.html", context, status=422 if is_wrong else 200)


def _open_formset(acteur: Acteur, etat: EtatFlux, suivi: Suivi, data: Any, rows: int) -> Any:
    """Blank rows; the bailleur may say of whom else a household is."""
    comptes: list[tuple[str, str]] = []
    if acteur.is_bailleur:
        noms = etat.noms()
        holder = suivi.reservataire or BAILLEUR
        comptes = [(code, noms[code]) for code in etat.parts_of(suivi.liberation) if code != holder]
    make = forms.formset_factory(CandidatForm, extra=rows, max_num=LIGNES_MAX, absolute_max=LIGNES_MAX)
    return make(data, prefix="candidat", form_kwargs={"comptes": comptes})


def _designer(
    request: HttpRequest, acteur: Acteur, liberation: Liberation, formset: Any, form: ExceptionForm
) -> HttpResponse:
    presented = [row.candidature for row in formset if row.has_changed()]
    seen = read_entier(request.POST.get("rang", ""))
    designer(
        acteur,
        liberation.reference,
        presented,
        rang_vu=-1 if seen is None else seen,
        moment=now(),
        exception=form.cleaned_data["exception"],
        bailleur_id=liberation.bailleur_id,
    )
    messages.success(request, f"{len(presented)} candidats désignés pour {liberation.reference}.")
    return redirect(address(acteur, liberation))


@require_POST
@for_members
def retrait(request: HttpRequest, acteur: Acteur, reference: str) -> HttpResponse:
    """Withdraw a candidate."""
    check_can_designer(acteur)
    asked = read_entier(request.POST.get("candidat", "")) or 0
    candidat = fetch(Candidat, acteur, pk=asked, liberation__reference=reference)
    back = redirect(address(acteur, candidat.liberation, "web:logement-candidats"))
    try:
        retirer_candidat(acteur, candidat.pk, request.POST.get("cause", ""), moment=now())
    except GefError as error:
        messages.error(request, str(error))
        return back
    messages.success(request, f"Le candidat {candidat.ordre} de {candidat.liberation.reference} n’est plus présenté.")
    return back


def context_candidats(acteur: Acteur, etat: EtatFlux, suivi: Suivi) -> dict[str, object]:
    """Everything that the page shows, its forms aside."""
    liberation = suivi.liberation
    rows = list_candidats(etat, suivi)
    standing = [row for row in rows if not hasattr(row, "retrait")]
    return {
        "liberation": liberation,
        "rang": suivi.rang,
        "retour": address(acteur, liberation),
        "commune": nom_commune(liberation.commune),
        "type": describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv)),
        "presentes": montrer_table(table_candidats(rows, etat.noms())) if rows else None,
        "retraits": [(row, RetraitForm(initial={"candidat": row.pk}, auto_id=f"r{row.pk}_%s")) for row in standing],
        "adresse_retrait": address(acteur, liberation, "web:logement-retrait"),
        "peut_designer": can_answer(acteur, etat, suivi) and "candidats" in list_possibles(suivi.etat),
        "manquent": max(0, LIGNES - len(standing)),
        "nom": etat.noms().get(suivi.reservataire or "", ""),
    }
