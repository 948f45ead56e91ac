"""Forms of the register: what people type, checked here for its shape, and by the core for its sense."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from gef.actions.correction_droits import CorrectionDroit
from gef.actions.operations import SaisieGarant, SaisieOperation
from gef.core.avis import DELAI_REPONSE, DELAI_REPONSE_MAX
from gef.core.operations import PART_USAGE
from gef.core.registre_droits import MODES_GESTION, NATURES_DROIT, TYPES_DROIT
from gef.db.flux.models import Reservataire
from gef.imports.errors import FichierIllisibleError
from gef.imports.pieces import TAILLE_PIECE_MAX, read_piece
from gef.law.territoires import load_communes
from gef.outputs.nombres import decimal

JOUR_MIN, JOUR_MAX = date(1900, 1, 1), date(2150, 1, 1)
LOGEMENTS_MAX = 100_000
GARANTS: Final = 4
CENT = 100
CHIFFRES_MAX = 12


class JourField(forms.DateField):
    """A day, chosen in the browser's calendar or typed; far enough for any loan, no farther."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {}).setdefault("invalid", "Écrivez un jour, par exemple 15/12/2026.")
        kwargs["error_messages"].setdefault("required", "Donnez un jour, par exemple 15/12/2026.")
        super().__init__(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **kwargs,
        )
        self.validators += [MinValueValidator(JOUR_MIN), MaxValueValidator(JOUR_MAX)]


class PourcentField(forms.CharField):
    """A share typed as a percentage, kept exact: « 33,33 » is 3333/10000."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), max_length=CHIFFRES_MAX, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace("\u202f", "").replace("%", "").replace(",", ".").strip()
        if not text:
            return None
        whole, _, decimals = text.partition(".")
        if not (whole.isascii() and whole.isdigit() and (not decimals or (decimals.isascii() and decimals.isdigit()))):
            raise forms.ValidationError("Écrivez un pourcentage, par exemple 50 ou 33,33.")
        return Fraction(text) / CENT

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Fraction):
            return value
        return decimal(CENT * value).removesuffix(",00")


def _nombre(label: str, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=LOGEMENTS_MAX,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Écrivez un nombre entier.", "required": "Écrivez un nombre entier."},
        **kwargs,
    )


def _motif(label: str, aide: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=aide, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs
    )


def _choice(label: str, choices: Iterable[tuple[str, str]], **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), **kwargs)


class PieceField(forms.FileField):
    """A document joined to a word: read here, refused with its reason, never stored by the form."""

    def __init__(self) -> None:
        super().__init__(
            label="Pièce jointe",
            help_text=f"PDF, image, document ou classeur, {TAILLE_PIECE_MAX // 1024**2} Mo au plus.",
            required=False,
            error_messages={"empty": "Ce fichier est vide (0 octet)."},
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        fichier = super().clean(data, initial)
        if not fichier:
            return None
        try:
            # One byte more than allowed tells a file that is too large, without holding it whole.
            return read_piece(fichier.name or "", fichier.read(TAILLE_PIECE_MAX + 1))
        except FichierIllisibleError as error:
            raise forms.ValidationError(str(error)) from error


class AvisForm(forms.Form):
    """A réservataire's word on a line."""

    avis = _choice(
        "Ces droits sont-ils exacts ?",
        [("valide", "Oui, je valide cette ligne"), ("conteste", "Non, je conteste")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    nombre = _nombre("Nombre de droits selon vous", required=False)
    motif = _motif(
        "Ce qui diffère",
        "Citez la délibération, la convention ou le contrat. Obligatoire pour contester.",
        required=False,
    )
    piece = PieceField()


class MaintienForm(forms.Form):
    """Why a contested line holds."""

    motif = _motif(
        "Pourquoi la ligne est maintenue",
        "Le réservataire lira ce motif. Citez la convention, sa date, son article.",
        error_messages={"required": "Écrivez le motif."},
    )
    piece = PieceField()


class TransmissionForm(forms.Form):
    """To whom, and until when."""

    reservataire = _choice("Réservataire", (), required=False)
    echeance = JourField(label="Réponse attendue avant le", help_text="Ce jour est exclu.")
    delai = forms.IntegerField(
        label="Votre réponse à une contestation, en jours",
        help_text=(
            "Jours calendaires après la contestation. Le réservataire lira ce délai, qu’aucun texte ne fixe ; "
            f"vide : {DELAI_REPONSE} jours."
        ),
        min_value=1,
        max_value=DELAI_REPONSE_MAX,
        initial=DELAI_REPONSE,
        error_messages={"invalid": "Écrivez un nombre entier."},
        required=False,
    )
    relance = forms.BooleanField(label="Relancer aussi les lignes dont le délai est passé sans avis", required=False)

    def __init__(self, *args: Any, comptes: Iterable[Reservataire], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reservataire"].choices = [("", "tous"), *((c.code, c.nom) for c in comptes)]  # type: ignore[attr-defined]

    def clean_delai(self) -> int:
        given: int | None = self.cleaned_data["delai"]
        return DELAI_REPONSE if given is None else given


class CorrectionForm(forms.Form):
    """What a line should say; shown first as it stands."""

    nombre = _nombre("Logements")
    nature = _choice("Contrepartie", NATURES_DROIT.items())
    type_droit = _choice("Droit", TYPES_DROIT.items())
    debut = JourField(label="Début")
    fin = JourField(label="Fin", help_text="Jour exclu ; vide quand aucun document ne la donne.", required=False)
    echeance_pret = JourField(
        label="Remboursement du prêt garanti", help_text="Dernier versement, passé ou prévu.", required=False
    )
    part_garantie = PourcentField(label="Quotité garantie, en %", required=False)
    mode_gestion = _choice("Gestion", [("", "non renseignée"), *MODES_GESTION.items()], required=False)
    utilisateur = _choice("Utilisateur, s’il n’est pas le titulaire", (), required=False)
    delegation_debut = JourField(label="Délégué à partir du", required=False)
    delegation_fin = JourField(label="Délégué jusqu’au", help_text="Jour exclu.", required=False)
    is_formalise = forms.BooleanField(label="Une convention signée l’établit", required=False)
    document = forms.CharField(label="Document", max_length=200, required=False)
    motif = _motif(
        "Pourquoi vous corrigez", "Le réservataire lira ce motif.", error_messages={"required": "Écrivez le motif."}
    )
    echeance = JourField(
        label="Relecture attendue avant le",
        help_text="Ce jour est exclu. Sans effet si la ligne n’a jamais été transmise.",
        required=False,
    )

    def __init__(self, *args: Any, comptes: Iterable[Reservataire], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["utilisateur"].choices = [("", "le titulaire"), *((c.code, c.nom) for c in comptes)]  # type: ignore[attr-defined]

    def read(self) -> CorrectionDroit:
        """Give what was typed, once valid."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in {"motif", "echeance"}}
        return CorrectionDroit(**data)


class OperationForm(forms.Form):
    """A guaranteed operation and up to four guarantors."""

    reference = forms.CharField(label="Référence de l’opération", max_length=40)
    programme = forms.CharField(label="Programme", max_length=100)
    commune = forms.CharField(label="Commune", help_text="Code INSEE, par exemple 06029.", max_length=5)
    logements = _nombre("Logements de l’opération")
    part_reservee = PourcentField(
        label="Part réservée, en %", help_text="Telle que convenue ; l’usage est de 20 % au plus (source 003)."
    )
    debut = JourField(label="Début des droits")
    echeance_pret = JourField(label="Dernier remboursement du prêt", required=False)
    document = forms.CharField(
        label="Document",
        help_text="Vide : les droits sont inscrits sans convention formalisée.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, garants: Iterable[Reservataire], **kwargs: Any) -> None:
        kwargs["initial"] = {"part_reservee": PART_USAGE} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        choices = [(c.code, c.nom) for c in garants]
        for rang in range(1, GARANTS + 1):
            self.fields[f"garant_{rang}"] = _choice(f"Garant {rang}", [("", "aucun"), *choices], required=False)
            self.fields[f"quotite_{rang}"] = PourcentField(label=f"Quotité du garant {rang}, en %", required=False)
            self.fields[f"utilisateur_{rang}"] = _choice(
                f"Utilisateur du droit du garant {rang}", [("", "le garant"), *choices], required=False
            )

    def clean_commune(self) -> str:
        code = str(self.cleaned_data["commune"]).strip()
        if code not in load_communes():
            raise forms.ValidationError("Aucune commune n’a ce code ; attendu : un code INSEE, par exemple 06029.")
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for rang in range(1, GARANTS + 1):
            if bool(data.get(f"garant_{rang}")) != (data.get(f"quotite_{rang}") is not None):
                self.add_error(f"quotite_{rang}", f"Donnez le garant {rang} et sa quotité, ou aucun des deux.")
        return data

    def garants(self) -> list[tuple[forms.BoundField, ...]]:
        """Fields of each guarantor."""
        names = ("garant", "quotite", "utilisateur")
        return [tuple(self[f"{nom}_{rang}"] for nom in names) for rang in range(1, GARANTS + 1)]

    def read(self) -> SaisieOperation:
        """Give what was typed, once valid."""
        data = self.cleaned_data
        rangs = [rang for rang in range(1, GARANTS + 1) if data[f"garant_{rang}"]]
        garants = tuple(
            SaisieGarant(data[f"garant_{rang}"], data[f"quotite_{rang}"], data[f"utilisateur_{rang}"]) for rang in rangs
        )
        names = (
            "reference",
            "programme",
            "commune",
            "logements",
            "part_reservee",
            "debut",
            "echeance_pret",
            "document",
        )
        return SaisieOperation(garants=garants, **{nom: data[nom] for nom in names})
