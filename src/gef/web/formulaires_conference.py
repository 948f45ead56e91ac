"""The forms of the conférence: a meeting, what becomes of it, a decision, its follow-up."""

from __future__ import annotations

from typing import Any

from django import forms

from gef.actions.conference import DecisionLue, SaisieDecision, SaisieReunion
from gef.core.conference import ETATS_DECISION, GENRES_REUNION, MOTS_REUNION, TRANSITIONS_DECISION, Mot, Suivi
from gef.web.formulaires_delais import jour_input


class ReunionForm(forms.Form):
    """A meeting to plan, or already held."""

    prefix = "reunion"

    genre = forms.ChoiceField(label="Genre", choices=[(code, nom.capitalize()) for code, nom in GENRES_REUNION.items()])
    date = forms.DateField(label="Date", widget=jour_input())
    lieu = forms.CharField(label="Lieu", max_length=200)
    ordre_du_jour = forms.CharField(
        label="Ordre du jour", required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="Un point par ligne."
    )

    def saisie(self) -> SaisieReunion:
        """Give the meeting as it was typed."""
        return SaisieReunion(**self.cleaned_data)


class MotForm(forms.Form):
    """A meeting put off or cancelled."""

    prefix = "mot"

    etat = forms.ChoiceField(label="La réunion est", choices=list(MOTS_REUNION.items()))
    jour = forms.DateField(
        label="Nouvelle date", required=False, widget=jour_input(), help_text="Si elle est reportée."
    )
    lieu = forms.CharField(label="Nouveau lieu", required=False, max_length=200, help_text="S’il change.")
    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 2}))

    def saisie(self) -> Mot:
        """Give what was typed, as the core takes it."""
        return Mot(**self.cleaned_data)


class DecisionForm(forms.Form):
    """A decision to write."""

    prefix = "decision"

    texte = forms.CharField(
        label="Décision", widget=forms.Textarea(attrs={"rows": 3}), help_text="Ce qui a été décidé, sans nom de ménage."
    )
    porteur = forms.CharField(label="Porteur", max_length=150, help_text="L’organisation qui s’en charge.")
    echeance = forms.DateField(label="Échéance", required=False, widget=jour_input(), help_text="Si elle est fixée.")

    def saisie(self) -> SaisieDecision:
        """Give the decision as it was typed."""
        return SaisieDecision(**self.cleaned_data)


class SuiviForm(forms.Form):
    """A word on a decision; only what may follow is offered."""

    prefix = "suivi"

    etat = forms.ChoiceField(label="Elle est maintenant")
    jour = forms.DateField(label="Depuis le", widget=jour_input())
    motif = forms.CharField(
        label="Motif",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui a été fait, ou pourquoi ; facultatif pour commencer.",
    )

    def __init__(self, lue: DecisionLue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["etat"].choices = [  # type: ignore[attr-defined]  # a choice field
            (code, ETATS_DECISION[code]) for code in TRANSITIONS_DECISION[lue.decision.etat]
        ]

    def saisie(self) -> Suivi:
        """Give what was typed, as the core takes it."""
        return Suivi(**self.cleaned_data)
