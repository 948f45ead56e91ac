"""The forms of the context of an orientation: a class, a need and what closes it, a wish."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from gef.actions.besoins import LigneBesoin, SaisieCloture
from gef.actions.portees import LieuInconnuError, read_portees
from gef.actions.residences import SaisieClasse
from gef.actions.souhaits import SaisieSouhait
from gef.actions.tableaux_contexte import describe_souhait
from gef.core.besoins import CATEGORIES_BESOIN, BesoinHorsFlux
from gef.core.residences import CLASSES
from gef.core.souhaits import Souhait
from gef.db.besoins.models import SouhaitReservataire
from gef.imports.conversions import read_fraction
from gef.imports.nomenclatures import FINANCEMENTS, TYPOLOGIES
from gef.outputs.nombres import taux
from gef.web.formulaires_delais import CHOISIR, jour_input

TYPES: Final = sorted(set(TYPOLOGIES.values()))
OUI_NON: Final = [("", "On ne sait pas"), ("oui", "Oui"), ("non", "Non")]
QUARTIERS: Final = [("", "Peu importe"), ("oui", "En QPV"), ("non", "Hors QPV")]
INDIFFERENT: Final = ("", "Peu importe")
NOMBRE_MAX: Final = 10_000


def read_oui_non(value: str) -> bool | None:
    """Read a yes, a no, or nothing."""
    return {"oui": True, "non": False}.get(value)


class ClasserForm(forms.Form):
    """The class of the residence chosen in the list."""

    prefix = "classer"

    commune = forms.CharField(max_length=5, widget=forms.HiddenInput())
    programme = forms.CharField(max_length=100, widget=forms.HiddenInput())
    classe = forms.ChoiceField(label="Classe", choices=list(CLASSES.items()), widget=forms.RadioSelect())
    depuis = forms.DateField(label="Depuis le", widget=jour_input())
    motif = forms.CharField(
        label="Motif", max_length=300, help_text="Ce que montre l’occupation de la résidence, sans nommer personne."
    )
    document = forms.CharField(
        label="Document", max_length=200, required=False, help_text="Par exemple l’enquête d’occupation de 2026."
    )

    def saisie(self) -> SaisieClasse:
        """What was typed, as the action takes it."""
        return SaisieClasse(**self.cleaned_data)


class PorteesField(forms.CharField):
    """Communes and EPCI, by name or by code; `departement` is that of the bailleur."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, required=False, **kwargs)
        self.departement = ""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_portees(text, self.departement)
        except LieuInconnuError as error:
            raise ValidationError(str(error)) from error


class BesoinForm(forms.Form):
    """A need out of the flux."""

    prefix = "besoin"

    reference = forms.CharField(
        label="Référence interne", max_length=30, help_text="La vôtre, jamais un nom. Par exemple « MUT-2026-014 »."
    )
    categorie = forms.ChoiceField(label="Catégorie", choices=[CHOISIR, *CATEGORIES_BESOIN.items()])
    nombre = forms.IntegerField(label="Ménages", min_value=1, max_value=NOMBRE_MAX, initial=1)
    typologies = forms.MultipleChoiceField(
        label="Typologies",
        choices=[(nom, nom) for nom in TYPES],
        widget=forms.CheckboxSelectMultiple(),
        required=False,
        help_text="Aucune cochée : toutes conviennent.",
    )
    portees = PorteesField(
        label="Communes ou EPCI", help_text="Noms ou codes, séparés par des virgules ; vide : partout."
    )
    prioritaire = forms.ChoiceField(label="Public prioritaire", choices=OUI_NON, required=False)
    declare_le = forms.DateField(label="Déclaré le", widget=jour_input())
    document = forms.CharField(label="Document", max_length=200, required=False)

    def __init__(self, departement: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["portees"].departement = departement  # type: ignore[attr-defined]  # a field of portées

    def besoin(self) -> BesoinHorsFlux:
        """What was typed, as the core takes it."""
        data = self.cleaned_data
        return BesoinHorsFlux(
            reference=data["reference"],
            categorie=data["categorie"],
            nombre=data["nombre"],
            declare_le=data["declare_le"],
            typologies=frozenset(data["typologies"]),
            portees=data["portees"],
            is_prioritaire=read_oui_non(data["prioritaire"]),
        )


class CloreBesoinForm(forms.Form):
    """What closes a need: a dwelling, or a withdrawal."""

    prefix = "clore"

    besoin = forms.ChoiceField(label="Besoin à clore")
    logement = forms.CharField(
        label="Logement",
        max_length=30,
        required=False,
        help_text="Référence du logement, qualifié hors flux dans la même catégorie ; vide : le besoin est retiré.",
    )
    nombre = forms.IntegerField(label="Ménages retirés", min_value=1, max_value=NOMBRE_MAX, initial=1)
    motif = forms.CharField(label="Motif du retrait", max_length=300, required=False, help_text="Sans nommer personne.")
    clos_le = forms.DateField(label="Clos le", widget=jour_input())

    def __init__(self, rows: Sequence[LigneBesoin], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ouverts = [row for row in rows if row.restants]
        self.fields["besoin"].choices = [  # type: ignore[attr-defined]  # a choice field
            (row.besoin.reference, f"{row.besoin.reference}, {CATEGORIES_BESOIN[row.besoin.categorie]}")
            for row in ouverts
        ]

    def saisie(self) -> SaisieCloture:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return SaisieCloture(data["besoin"], data["clos_le"], data["logement"].strip(), data["nombre"], data["motif"])


class SouhaitForm(forms.Form):
    """A wish of a réservataire."""

    prefix = "souhait"

    reservataire = forms.ChoiceField(label="Réservataire")
    part = forms.CharField(label="Part souhaitée", max_length=20, help_text="De ce qu’il reçoit : 25 %, 0,25 ou 1/4.")
    typologie = forms.ChoiceField(
        label="Typologie", choices=[INDIFFERENT, *((nom, nom) for nom in TYPES)], required=False
    )
    financement = forms.ChoiceField(
        label="Financement", choices=[INDIFFERENT, *((code, code) for code in FINANCEMENTS)], required=False
    )
    qpv = forms.ChoiceField(label="Quartier", choices=QUARTIERS, required=False)
    portee = PorteesField(label="Commune ou EPCI", help_text="Par son nom ou son code ; vide : tout son territoire.")
    publics = forms.CharField(
        label="Publics visés", max_length=200, required=False, help_text="Des publics, jamais un programme ou une rue."
    )
    debut = forms.DateField(label="Depuis le", widget=jour_input())
    document = forms.CharField(label="Document", max_length=200, help_text="La convention ou le courrier qui le porte.")

    def __init__(self, comptes: Sequence[tuple[str, str]], departement: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reservataire"].choices = [CHOISIR, *comptes]  # type: ignore[attr-defined]  # a choice field
        self.fields["portee"].departement = departement  # type: ignore[attr-defined]  # a field of portées

    def clean_part(self) -> Fraction:
        try:
            return read_fraction(self.cleaned_data["part"])
        except (ValueError, ZeroDivisionError) as error:
            raise ValidationError("Part illisible ; attendu : 25 %, 0,25 ou 1/4.") from error

    def clean_portee(self) -> str:
        portees = sorted(self.cleaned_data["portee"])
        if len(portees) > 1:
            raise ValidationError("Plusieurs territoires ; attendu : un seul, ou un souhait pour chacun.")
        return portees[0] if portees else ""

    def saisie(self) -> SaisieSouhait:
        """What was typed, as the action takes it; the core refuses a wish that asks for nothing."""
        data = self.cleaned_data
        souhait = Souhait(
            part=data["part"],
            typologie=data["typologie"],
            financement=data["financement"],
            qpv=read_oui_non(data["qpv"]),
            portee=data["portee"],
            publics=data["publics"],
        )
        return SaisieSouhait(data["reservataire"], souhait, data["debut"], data["document"])


class RetirerForm(forms.Form):
    """A wish to withdraw."""

    prefix = "retirer"

    souhait = forms.ChoiceField(label="Souhait à retirer")

    def __init__(self, rows: Sequence[SouhaitReservataire], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["souhait"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(row.pk), f"{row.reservataire.nom}, {taux(row.part)}, {describe_souhait(row)}") for row in rows
        ]
