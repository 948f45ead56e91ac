"""Forms of the new programmes: what people type, checked here for its shape, and by the core for its sense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.safestring import SafeString

from gef.actions.livraison import SUITES, LogementLivre, list_par_lot
from gef.actions.programmes import EtatProgramme, SaisieContrepartie, SaisieProgramme
from gef.core.faits import FAITS
from gef.core.parts import BAILLEUR, TYPES_ETAT
from gef.core.programmes_neufs import NATURES_CONTREPARTIE, Lot
from gef.db.flux.models import Reservataire
from gef.imports.nomenclatures import FINANCEMENTS
from gef.law.territoires import load_communes
from gef.web.formulaires_droits import JourField, PourcentField

TYPOLOGIES: Final = ("T1", "T2", "T3", "T4", "T5+")
LOTS_FINANCES: Final = tuple(f for f in FINANCEMENTS if f in ("PLAI", "PLUS", "PLS"))
CONTREPARTIES: Final = 4
LOGEMENTS_MAX: Final = 2_000
DOCUMENT: Final = "Document"


def _nombre(label: str, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=LOGEMENTS_MAX,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
        error_messages={"invalid": "Écrivez un nombre entier.", "required": "Écrivez un nombre entier."},
        **kwargs,
    )


def _motif(label: str, aide: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=aide, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs
    )


class ProgrammeForm(forms.Form):
    """A programme: its place, its lots, and what each réservataire brings."""

    code = forms.CharField(label="Code", max_length=20, help_text="Court et unique ; il nomme les logements livrés.")
    nom = forms.CharField(label="Nom du programme", max_length=100)
    commune = forms.CharField(label="Commune", help_text="Code INSEE, par exemple 06029.", max_length=5)
    adresse = forms.CharField(label="Adresse", max_length=200, required=False)
    qpv = forms.TypedChoiceField(
        label="En quartier prioritaire",
        choices=[("", "non renseigné"), ("non", "non"), ("oui", "oui")],
        coerce=lambda texte: texte == "oui",
        empty_value=None,
        required=False,
    )
    mise_en_service = JourField(label="Mise en service prévue")
    document = forms.CharField(label=DOCUMENT, max_length=200, help_text="Plan de financement, décision de programme.")
    part_etat = PourcentField(
        label="Part de l’État, en %",
        required=False,
        help_text="Vide : 30 %, l’usage. Autre : l’accord des parties le dit.",
    )

    def __init__(self, comptes: Iterable[Reservataire], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        choices = [(c.code, c.nom) for c in comptes if c.type not in TYPES_ETAT and c.code != BAILLEUR]
        for typologie in TYPOLOGIES:
            for financement in LOTS_FINANCES:
                field = _nombre(f"{typologie} {financement}", required=False)
                field.widget.attrs["aria-label"] = field.label
                self.fields[f"lot-{typologie}-{financement}"] = field
        for rang in range(1, CONTREPARTIES + 1):
            self.fields[f"compte-{rang}"] = forms.ChoiceField(
                label=f"Réservataire {rang}", choices=[("", "aucun"), *choices], required=False
            )
            self.fields[f"nature-{rang}"] = forms.ChoiceField(
                label=f"Ce qu’il apporte ({rang})", choices=list(NATURES_CONTREPARTIE.items()), required=False
            )
            self.fields[f"part-{rang}"] = PourcentField(label=f"Part ({rang}), en %", required=False)

    def rangees(self) -> list[tuple[str, list[SafeString]]]:
        """Rows of the grid of the lots, ready to print."""
        return [(t, [self[f"lot-{t}-{f}"].as_widget() for f in LOTS_FINANCES]) for t in TYPOLOGIES]

    def contreparties(self) -> list[tuple[forms.BoundField, ...]]:
        """Fields of each contrepartie."""
        rangs = range(1, CONTREPARTIES + 1)
        return [tuple(self[f"{nom}-{rang}"] for nom in ("compte", "nature", "part")) for rang in rangs]

    def fautes_des_lots(self) -> list[str]:
        """What is wrong in the grid, each said with its place."""
        return [
            f"{self.fields[nom].label} : {e}" for nom, es in self.errors.items() if nom.startswith("lot-") for e in es
        ]

    def clean_commune(self) -> str:
        code = str(self.cleaned_data["commune"]).strip()
        if code not in load_communes():
            raise forms.ValidationError("Aucune commune n’a ce code ; attendu : un code INSEE, par exemple 06029.")
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for rang in range(1, CONTREPARTIES + 1):
            if bool(data.get(f"compte-{rang}")) != (data.get(f"part-{rang}") is not None):
                self.add_error(f"part-{rang}", "Donnez le réservataire et sa part, ou aucun des deux.")
        return data

    def read(self) -> SaisieProgramme:
        """Give what was typed, once valid."""
        data = self.cleaned_data
        lots: dict[Lot, int] = {(t, f): data[f"lot-{t}-{f}"] or 0 for t in TYPOLOGIES for f in LOTS_FINANCES}
        rangs = [rang for rang in range(1, CONTREPARTIES + 1) if data[f"compte-{rang}"]]
        names = ("code", "nom", "commune", "adresse", "qpv", "mise_en_service", "document", "part_etat")
        return SaisieProgramme(
            lots={lot: nombre for lot, nombre in lots.items() if nombre},
            contreparties=tuple(
                SaisieContrepartie(data[f"compte-{rang}"], data[f"nature-{rang}"], data[f"part-{rang}"])
                for rang in rangs
            ),
            forme="collectif",
            **{nom: data[nom] for nom in names},
        )


class NombresForm(forms.Form):
    """Dwellings by account, the bailleur's own included; their document, and why when the concertation is closed."""

    rang = forms.IntegerField(widget=forms.HiddenInput)
    document = forms.CharField(
        label=DOCUMENT,
        max_length=200,
        required=False,
        help_text="Obligatoire si un nombre n’est pas celui de la règle.",
    )

    def __init__(self, etat: EtatProgramme, data: Mapping[str, Any] | None = None, *, is_cloture: bool = False) -> None:
        prefix = "arreter" if is_cloture else "proposer"
        super().__init__(data, prefix=prefix, initial={"rang": etat.rang})
        nombres, noms = etat.nombres, etat.noms()
        for code in [*etat.comptes, BAILLEUR]:
            self.fields[f"n-{code}"] = _nombre(noms[code], initial=nombres.get(code, 0))
        if is_cloture:
            self.fields["motif"] = _motif(
                "Motif, si un réservataire conteste encore", "Il est gardé avec votre nom.", required=False
            )
        self.order_fields(["rang", *(n for n in self.fields if n.startswith("n-")), "document", "motif"])

    def champs(self) -> list[forms.BoundField]:
        """Fields of the numbers."""
        return [self[nom] for nom in self.fields if nom.startswith("n-")]

    def nombres(self) -> dict[str, int]:
        """Numbers typed, by account."""
        return {nom.removeprefix("n-"): v for nom, v in self.cleaned_data.items() if nom.startswith("n-")}


class ReponseForm(forms.Form):
    """A réservataire's answer on what is proposed to one of his accounts."""

    compte = forms.CharField(widget=forms.HiddenInput)
    rang = forms.IntegerField(widget=forms.HiddenInput)
    reponse = forms.ChoiceField(
        label="Ce nombre vous convient-il ?",
        choices=[("accepte", "Oui, j’accepte"), ("conteste", "Non, je conteste")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    nombre = _nombre("Nombre de logements selon vous", required=False)
    motif = _motif("Pourquoi", "Citez la délibération ou la convention. Obligatoire pour contester.", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reponse") == "conteste" and data.get("nombre") is None:
            self.add_error("nombre", "Écrivez le nombre que vous demandez.")
        return data


class LivrerForm(forms.Form):
    """The delivery, dwelling names given by the programme; a file brings the real ones."""

    jour = JourField(label="Livré le")

    def logements(self, etat: EtatProgramme) -> tuple[LogementLivre, ...]:
        """Dwellings of the programme, named by it."""
        return list_par_lot(etat)


class SuiteForm(forms.Form):
    """What happens to a delivered dwelling."""

    logement = forms.ChoiceField(label="Logement")
    fait = forms.ChoiceField(label="Ce qui s’est passé", choices=[(code, FAITS[code]) for code in SUITES])
    jour = JourField(label="Le")

    def __init__(self, etat: EtatProgramme, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="suite")
        noms = etat.noms()
        self.fields["logement"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (
                f"{n.suivi.rang}:{n.suivi.liberation.reference}",
                f"{n.suivi.liberation.reference}, {noms.get(n.code, n.code)}",
            )
            for n in etat.neufs
            if not n.bail_le
        ]

    def read(self) -> tuple[str, int]:
        """Reference of the dwelling, and how many facts it had when the page was shown."""
        rang, _, reference = str(self.cleaned_data["logement"]).partition(":")
        return reference, int(rang)
