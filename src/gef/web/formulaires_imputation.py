"""The forms of the rules of imputation: a rule agreed on, its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from gef.access.acteur import Acteur
from gef.actions.delais import UN_JOUR
from gef.actions.regles_imputation import SaisieRegle, list_regles
from gef.actions.tableaux_imputation import find_etat
from gef.core.criteres_imputation import CRITERES
from gef.outputs.nombres import date_longue
from gef.web.formulaires_delais import CHOISIR, jour_input
from gef.web.jour import today

RANGS: Final = ("Premier critère", "Puis, à égalité", "Puis encore", "Et enfin")
OUVERTES: Final = ("en_vigueur", "a_venir")


class RegleForm(forms.Form):
    """A rule agreed on with the partners: criteria in order."""

    prefix = "inscrire"

    def __init__(self, comptes: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [CHOISIR, *((code, libelle[:1].upper() + libelle[1:]) for code, libelle in CRITERES.items())]
        for rank, label in enumerate(RANGS):
            self.fields[f"critere{rank}"] = forms.ChoiceField(label=label, choices=choices, required=rank == 0)
        known = ", ".join(f"{code} ({nom})" for code, nom in comptes[:3])
        self.fields["ordre"] = forms.CharField(
            label="Ordre convenu",
            required=False,
            max_length=400,
            help_text=f"Pour « l’ordre convenu » : les codes des comptes, avec des virgules. Ici : {known}…",
        )
        self.fields["debut"] = forms.DateField(label="Depuis le", widget=jour_input())
        self.fields["dernier"] = forms.DateField(
            label="Jusqu’au", required=False, widget=jour_input(), help_text="Dernier jour inclus ; vide : sans fin."
        )
        self.fields["document"] = forms.CharField(
            label="Document", max_length=200, help_text="L’accord des partenaires, sa date et l’article qui le dit."
        )

    def saisie(self) -> SaisieRegle:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return SaisieRegle(
            criteres=tuple(data[f"critere{rank}"] for rank in range(len(RANGS)) if data[f"critere{rank}"]),
            debut=data["debut"],
            document=data["document"],
            fin=data["dernier"] + UN_JOUR if data["dernier"] else None,
            ordre=tuple(filter(None, (code.strip() for code in data["ordre"].split(",")))),
        )


class CloreRegleForm(forms.Form):
    """A rule to end."""

    prefix = "clore"

    regle = forms.ChoiceField(label="Règle à clore")
    dernier = forms.DateField(
        label="Dernier jour où elle vaut",
        widget=jour_input(),
        help_text="La veille de son début annule une règle inscrite par erreur.",
    )
    document = forms.CharField(label="Document", max_length=200, help_text="L’accord ou la décision qui y met fin.")

    def __init__(self, acteur: Acteur, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [row for row in list_regles(acteur.organisation) if find_etat(row, today()) in OUVERTES]
        self.fields["regle"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(row.pk), f"{row.document}, depuis le {date_longue(row.debut)}") for row in rows
        ]
