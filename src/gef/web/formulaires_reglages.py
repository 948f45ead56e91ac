"""The forms of the settings: one to record, one to end, one to try."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django import forms

from gef.actions.delais import UN_JOUR
from gef.actions.reglages import DOCUMENT_MAX, SaisieReglage
from gef.core.reglages import NOMBRES, NOMS_REGLES, describe_parametres, make_parametres
from gef.core.regle import Parametres
from gef.db.reglages.models import ReglageOrientation
from gef.errors import GefError
from gef.outputs.nombres import arrondi, date_longue
from gef.web.formulaires_delais import jour_input

DECIMALES: Final = 4
AIDES: Final = {
    "avance_min": "En logements. Personne n’a jamais plus de 1 moins ce nombre d’avance.",
    "seuil": "En logements. Au-delà, on passe avant tout autre.",
    "dispense": "Solde à partir duquel l’équilibre par commune ne retient plus l’État.",
    "profil": "Ce que pèsent typologie, financement et QPV. 0 : rien.",
    "commune": "Ce que pèse l’équilibre de l’État par commune. 0 : rien.",
}


def number_field(nom: str) -> forms.DecimalField:
    """Give a control for one of the numbers; left empty, it is the default."""
    return forms.DecimalField(
        label=NOMBRES[nom], help_text=AIDES[nom], required=False, decimal_places=DECIMALES, localize=True
    )


class ParametresForm(forms.Form):
    """A rule and its numbers; what is left empty is the default."""

    regle = forms.ChoiceField(label="Règle", choices=[(code, nom.capitalize()) for code, nom in NOMS_REGLES.items()])
    avance_min = number_field("avance_min")
    seuil = number_field("seuil")
    dispense = number_field("dispense")
    profil = number_field("profil")
    commune = number_field("commune")

    parametres: Parametres | None = None

    def clean(self) -> dict[str, Any]:
        """Make the settings; the core says what is out of bounds."""
        data = super().clean() or {}
        if not self.errors and data["regle"]:
            nombres = {nom: Fraction(data[nom]) for nom in NOMBRES if data[nom] is not None}
            try:
                self.parametres = make_parametres(data["regle"], nombres)
            except GefError as error:
                self.add_error(None, str(error))
        return data


class InscrireForm(ParametresForm):
    """A setting to record, with what chose it."""

    prefix = "inscrire"

    debut = forms.DateField(label="Depuis le", widget=jour_input())
    dernier = forms.DateField(
        label="Jusqu’au", required=False, widget=jour_input(), help_text="Dernier jour inclus ; vide : sans fin."
    )
    document = forms.CharField(
        label="Document", max_length=DOCUMENT_MAX, help_text="La décision ou la convention qui choisit ce réglage."
    )

    def saisie(self) -> SaisieReglage:
        """What was typed, as the action takes it; to be asked of a valid form."""
        assert self.parametres is not None
        data = self.cleaned_data
        fin = data["dernier"] + UN_JOUR if data["dernier"] else None
        return SaisieReglage(self.parametres, data["debut"], data["document"], fin)


class CloreForm(forms.Form):
    """A setting to end."""

    prefix = "clore"

    reglage = forms.ChoiceField(label="Réglage à clore")
    dernier = forms.DateField(
        label="Dernier jour où il vaut",
        widget=jour_input(),
        help_text="La veille de son début annule un réglage inscrit par erreur.",
    )
    document = forms.CharField(label="Document", max_length=DOCUMENT_MAX, help_text="La décision qui y met fin.")

    def __init__(self, rows: Iterable[tuple[ReglageOrientation, Parametres]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reglage"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(row.pk), f"{describe_parametres(parametres)}, depuis le {date_longue(row.debut)}")
            for row, parametres in rows
        ]


class EssayerForm(ParametresForm):
    """A setting of the reader's own to try beside the grid, or none."""

    prefix = "essayer"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regle = self.fields["regle"]
        regle.label, regle.required = "Réglage à essayer en plus", False
        regle.choices = [("", "Aucun"), *((code, f"Règle {nom}") for code, nom in NOMS_REGLES.items())]  # type: ignore[attr-defined]  # a choice field


def to_initial(parametres: Parametres) -> dict[str, Any]:
    """Give the settings as a form shows them."""
    values = {nom: arrondi(getattr(parametres, nom), DECIMALES) for nom in NOMBRES}
    return {"regle": parametres.regle} | {
        nom: Decimal(value.numerator) / Decimal(value.denominator) for nom, value in values.items()
    }
