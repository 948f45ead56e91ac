"""The forms of the commission: a session, its members, what leaves the agenda, a decision, the day of an offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms

from gef.access.acteur import Acteur
from gef.actions.noms import nom_commune
from gef.actions.seances import SaisieSeance
from gef.actions.seances_lues import CandidatLu, PassageLu
from gef.core.caleol import DECISIONS, MOTIFS_DECISION, Decision
from gef.core.designation import EXCEPTIONS, PREUVES_EXCEPTIONS
from gef.db.caleol.requetes import communes_of
from gef.web.formulaires_delais import CHOISIR, jour_input

TOUT: Final = ("", "Tout le patrimoine")
SANS_EXCEPTION: Final = ("", "Trois candidats au moins")
# Evidence A is the text; what rests on a copy says so.
_REDITES: Final = " ; ".join(f"« {EXCEPTIONS[code]} »" for code, preuve in PREUVES_EXCEPTIONS.items() if preuve != "A")
AIDE_EXCEPTIONS: Final = (
    "CCH art. R. 441-3 : trois demandes sont examinées, sauf ces cas. Texte lu (preuve A) ; "
    f"dans une copie du code sans date pour {_REDITES} (preuve B)."
)


def list_motifs() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Reasons of a no, by decision; « autre » once, at the end."""
    groups: list[tuple[str, str | list[tuple[str, str]]]] = [CHOISIR]
    for code, motifs in MOTIFS_DECISION.items():
        own = [(motif, libelle) for motif, libelle in motifs.items() if motif != "autre"]
        groups.append((DECISIONS[code].capitalize(), own))
    return [*groups, ("autre", "autre motif")]


class SeanceForm(forms.Form):
    """A session to plan."""

    prefix = "seance"

    date = forms.DateField(label="Date", widget=jour_input())
    heure = forms.TimeField(label="Heure", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    lieu = forms.CharField(label="Lieu", max_length=200, help_text="Une salle, ou « à distance ».")
    territoire = forms.ChoiceField(label="Territoire", required=False)

    def __init__(self, acteur: Acteur, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = sorted(
            ((f"commune:{code}", nom_commune(code)) for code in communes_of(acteur.organisation.pk)), key=_by_nom
        )
        self.fields["territoire"].choices = [TOUT, *communes]  # type: ignore[attr-defined]  # a choice field

    def saisie(self) -> SaisieSeance:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return SaisieSeance(data["date"], data["heure"], data["lieu"], data["territoire"])


def _by_nom(couple: tuple[str, str]) -> str:
    return couple[1]


class TenirForm(forms.Form):
    """Who was there."""

    prefix = "tenir"

    presents = forms.CharField(
        label="Membres présents", widget=forms.Textarea(attrs={"rows": 5}), help_text="Un par ligne : nom, qualité."
    )


class AnnulerForm(forms.Form):
    """Why a session is cancelled."""

    prefix = "annuler"

    motif = forms.CharField(label="Motif", max_length=200)


class OrdreForm(forms.Form):
    """A dwelling to move up, or to take off the agenda."""

    prefix = "ordre"

    passage = forms.ChoiceField(label="Logement")
    motif = forms.CharField(label="Motif du retrait", max_length=200, required=False)

    def __init__(self, passages: Iterable[PassageLu], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(lu.row.pk), lu.row.liberation.reference) for lu in passages if not lu.has_decisions]
        self.fields["passage"].choices = choices  # type: ignore[attr-defined]  # a choice field


class DecisionForm(forms.Form):
    """What is decided on one candidate."""

    code = forms.ChoiceField(
        label="Décision", required=False, choices=[CHOISIR, *((c, nom.capitalize()) for c, nom in DECISIONS.items())]
    )
    rang = forms.IntegerField(label="Rang", required=False, min_value=1, max_value=20)
    motif = forms.ChoiceField(label="Motif", required=False)
    texte = forms.CharField(label="Pièce à fournir, ou précision", required=False, max_length=300)
    avant_le = forms.DateField(label="Au plus tard le", required=False, widget=jour_input())

    def __init__(self, lu: CandidatLu, data: Any = None) -> None:
        self.lu, row = lu, lu.decision
        initial = row and {
            "code": row.code,
            "rang": row.classement,
            "motif": row.motif,
            "texte": row.texte,
            "avant_le": row.avant_le,
        }
        super().__init__(data, prefix=f"c{lu.row.pk}", initial=initial or {})
        self.fields["motif"].choices = list_motifs()  # type: ignore[attr-defined]  # a choice field

    def decision(self) -> Decision | None:
        """What was decided; None while nothing is."""
        data = self.cleaned_data
        if not data["code"]:
            return None
        return Decision(
            self.lu.row.pk, data["code"], data["rang"], data["motif"], data["texte"].strip(), data["avant_le"]
        )


class ExceptionForm(forms.Form):
    """Why fewer than three candidates are examined."""

    exception = forms.ChoiceField(
        label="Candidats examinés",
        required=False,
        choices=[SANS_EXCEPTION, *((code, f"Moins de trois : {nom}") for code, nom in EXCEPTIONS.items())],
        help_text=AIDE_EXCEPTIONS,
    )


class NotifierForm(forms.Form):
    """The day on which the household was told."""

    prefix = "notifier"

    notifiee_le = forms.DateField(label="Offre notifiée le", widget=jour_input())


def list_decisions(formulaires: Sequence[DecisionForm]) -> list[Decision]:
    """Decisions taken so far, of forms that are valid."""
    return [decision for form in formulaires if (decision := form.decision())]
