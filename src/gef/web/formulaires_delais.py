"""The forms of the delays: what a convention says, its end, closed days, and a deadline to work out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from gef.access.acteur import Acteur
from gef.access.visible import visible
from gef.actions.delais import UN_JOUR, SaisieDelai, list_delais, list_fermetures
from gef.actions.tableaux_delais import COURTES, find_etat
from gef.core.delais import NOMBRE_MAX, UNITES, Delai
from gef.core.horloges import CONSEQUENCES, DECOMPTES, ETAPES_DELAI
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Reservataire
from gef.outputs.nombres import date_longue
from gef.web.jour import today

OUVERTS: Final = ("en_vigueur", "a_venir")
CHOISIR: Final = ("", "Choisir")


def jour_input() -> forms.DateInput:
    """Give a control for a day."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def list_comptes(acteur: Acteur) -> list[tuple[str, str]]:
    """Accounts of the bailleur, by name, himself left out."""
    rows = visible(Reservataire, acteur).exclude(code=BAILLEUR)
    return list(rows.order_by("nom").values_list("code", "nom"))


class EcheanceForm(forms.Form):
    """A deadline to work out; read from the address."""

    le = forms.DateField(label="Le", widget=jour_input(), help_text="Transmission, offre au ménage ou mise en service.")
    etape = forms.ChoiceField(label="Pour", choices=list(ETAPES_DELAI.items()), initial="reponse")
    reservataire = forms.ChoiceField(label="Réservataire", required=False)

    def __init__(self, comptes: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reservataire"].choices = [("", "Délai par défaut"), *comptes]  # type: ignore[attr-defined]  # a choice field


class InscrireForm(forms.Form):
    """What a convention says of one step."""

    prefix = "inscrire"

    reservataire = forms.ChoiceField(label="Réservataire")
    etape = forms.ChoiceField(label="Étape", choices=[CHOISIR, *ETAPES_DELAI.items()])
    nombre = forms.IntegerField(label="Nombre", min_value=0, max_value=NOMBRE_MAX)
    unite = forms.ChoiceField(
        label="Unité", choices=[CHOISIR, *((code, plural) for code, (_, plural) in UNITES.items())]
    )
    reporte = forms.BooleanField(
        label="Reporter au jour ouvré suivant une échéance qui tombe un jour chômé", required=False
    )
    consequence = forms.ChoiceField(label="Passé le délai, proposer de", choices=[CHOISIR, *CONSEQUENCES.items()])
    decompte = forms.ChoiceField(label="Le logement", choices=[CHOISIR, *DECOMPTES.items()])
    debut = forms.DateField(label="Depuis le", widget=jour_input())
    dernier = forms.DateField(
        label="Jusqu’au", required=False, widget=jour_input(), help_text="Dernier jour inclus ; vide : sans fin."
    )
    document = forms.CharField(
        label="Document", max_length=200, help_text="La convention ou l’avenant, et l’article qui le dit."
    )

    def __init__(self, comptes: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reservataire"].choices = [CHOISIR, *comptes]  # type: ignore[attr-defined]  # a choice field

    def saisie(self) -> SaisieDelai:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return SaisieDelai(
            reservataire=data["reservataire"],
            etape=data["etape"],
            delai=Delai(data["nombre"], data["unite"], data["reporte"]),
            consequence=data["consequence"],
            decompte=data["decompte"],
            debut=data["debut"],
            document=data["document"],
            fin=data["dernier"] + UN_JOUR if data["dernier"] else None,
        )


class CloreForm(forms.Form):
    """A clause to end."""

    prefix = "clore"

    delai = forms.ChoiceField(label="Délai à clore")
    dernier = forms.DateField(
        label="Dernier jour où il vaut",
        widget=jour_input(),
        help_text="La veille de son début annule un délai inscrit par erreur.",
    )
    document = forms.CharField(label="Document", max_length=200, help_text="L’avenant ou la décision qui y met fin.")

    def __init__(self, acteur: Acteur, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [row for row in list_delais(acteur.organisation) if find_etat(row, today()) in OUVERTS]
        self.fields["delai"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(row.pk), f"{row.reservataire.nom}, {COURTES[row.etape].lower()}, depuis le {date_longue(row.debut)}")
            for row in rows
        ]


class FermerForm(forms.Form):
    """Days on which the bailleur is closed."""

    prefix = "fermer"

    libelle = forms.CharField(label="Fermeture", max_length=100, help_text="Par exemple « pont de l’Ascension ».")
    debut = forms.DateField(label="Premier jour", widget=jour_input())
    dernier = forms.DateField(label="Dernier jour", widget=jour_input())


class RouvrirForm(forms.Form):
    """A closing to withdraw."""

    prefix = "rouvrir"

    fermeture = forms.ChoiceField(label="Fermeture à retirer")

    def __init__(self, acteur: Acteur, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fermeture"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(row.pk), f"{row.libelle}, à partir du {date_longue(row.debut)}")
            for row in list_fermetures(acteur.organisation)
        ]
