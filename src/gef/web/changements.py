"""The forms of a scenario: one small form per kind of change, so that each asks only what it needs.

They are written one after the other in a page that works without any script: a change is added or taken away by a
button that sends the whole form back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms

from gef.actions.donnees import epci_par_commune
from gef.actions.entrees_scenarios import list_communes, noms_reservataires
from gef.core.base_scenario import EntreeReference
from gef.core.changements import (
    LIBELLES_CHANGEMENTS,
    LIBELLES_FONDEMENTS,
    LIBELLES_RETRAITS,
    Changement,
    ChangementLiberations,
    ChangementMethode,
    ChangementPart,
    ChangementPlafond,
    ChangementPrevision,
    ChangementRotation,
    DroitAjoute,
    DroitEteint,
    Livraison,
    Retrait,
)
from gef.core.conversion import LIBELLES_METHODES
from gef.core.droits_uniques import LIBELLES_NATURES
from gef.core.effets import LIBELLES_BORNES
from gef.core.rotation import LIBELLES_CATEGORIES, ecrire_nombre
from gef.outputs.tables import plier

CENT: Final = 100
LOGEMENTS_MAX: Final = 1_000_000
COMME_ECRIT: Final = str.maketrans({"−": "-", "%": None, "\u00a0": None, "\u202f": None})
PERSONNE: Final = ("", "personne")
TOUT_LE_PARC: Final = ("", "tout le parc, et les contingents en proportion")
PLAFONDS: Final = tuple((code, LIBELLES_BORNES[code]) for code in ("etat", "agents", "garanties", "minimum_bailleur"))


@dataclass(frozen=True, slots=True)
class Choix:
    """What the forms offer: accounts, lines of rights and communes of the base."""

    reservataires: tuple[tuple[str, str], ...]
    lignes: tuple[tuple[str, str], ...]
    communes: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, reference: EntreeReference) -> Choix:
        """Read the base."""
        by_name = sorted(noms_reservataires(reference).items(), key=lambda pair: plier(pair[1]))
        communes = sorted(list_communes(reference).items(), key=lambda pair: plier(pair[1]))
        return cls(tuple(by_name), tuple(_list_lignes(reference)), tuple(communes))

    def find_commune(self, texte: str) -> str | None:
        """Code of a commune typed by its code, or by its name when the bailleur has dwellings there."""
        folded = plier(texte.strip())
        by_name = [code for code, nom in self.communes if plier(nom) == folded]
        if len(by_name) == 1:
            return by_name[0]
        code = texte.strip().upper()
        return code if code in epci_par_commune() else None


def _list_lignes(reference: EntreeReference) -> list[tuple[str, str]]:
    """Offer, for each holder, all his rights, then each line that runs: « VILLE:2 »."""
    exercice, offered = reference.conversion.exercice, []
    for holder in sorted(reference.conversion.reservataires, key=lambda r: plier(r.nom)):
        running = [(rank, lot) for rank, lot in enumerate(holder.lots, start=1) if lot.is_en_cours(exercice)]
        if running:
            total = sum(lot.nombre for _, lot in running)
            offered.append((holder.id, f"{holder.nom} : {ecrire_nombre(total)} droits, les premiers à échoir"))
        for rank, lot in running:
            terme = f"jusqu’en {lot.echeance}" if lot.echeance else "sans terme établi"
            nature = LIBELLES_NATURES[lot.nature]
            offered.append((f"{holder.id}:{rank}", f"{holder.nom} : {ecrire_nombre(lot.nombre)} par {nature}, {terme}"))
    return offered


class PourcentageField(forms.DecimalField):
    """A percentage as people write it: the minus sign of the pages, a « % », thin spaces are read too."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).translate(COMME_ECRIT) if value else value)


def _pourcentage(label: str, aide: str = "", *, required: bool = True, signed: bool = False) -> PourcentageField:
    return PourcentageField(
        label=label,
        help_text=aide,
        required=required,
        min_value=-CENT if signed else 0,
        max_value=None if signed else CENT,
        max_digits=9,
        decimal_places=4,
        localize=True,
    )


def _nombre(label: str, aide: str = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=aide, required=required, min_value=1 if required else 0, max_value=LOGEMENTS_MAX
    )


def to_part(valeur: Decimal | None) -> Fraction | None:
    """Read a percentage; None stays None."""
    return None if valeur is None else Fraction(valeur) / CENT


def to_facteur(variation: Decimal | None) -> Fraction | None:
    """Read a variation in percent: −10 is a factor of 9/10."""
    return None if variation is None else 1 + Fraction(variation) / CENT


class ChangementForm(forms.Form):
    """One change; `choix` fills the lists that have a name in `listes`."""

    genre: ClassVar[str]
    listes: ClassVar[Mapping[str, str]] = {}
    facultatives: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, choix: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choix = choix
        for champ, liste in self.listes.items():
            first = [self.facultatives[champ]] if champ in self.facultatives else []
            self.fields[champ].choices = [*first, *getattr(choix, liste)]  # type: ignore[attr-defined]  # a choice field

    @property
    def titre(self) -> str:
        """Name of the kind."""
        return LIBELLES_CHANGEMENTS[self.genre]

    if TYPE_CHECKING:

        def to_changement(self) -> Changement:
            """Make the change of a valid form; each kind has its own."""


class LivraisonForm(ChangementForm):
    genre = "livraison"
    listes: ClassVar = {"reservataire": "reservataires"}
    facultatives: ClassVar = {"reservataire": PERSONNE}
    commune = forms.CharField(
        label="Commune",
        help_text="Code INSEE, ou nom d’une commune où vous avez des logements.",
        max_length=60,
        widget=forms.TextInput(attrs={"list": "communes"}),
    )
    logements = _nombre("Logements")
    reservataire = forms.ChoiceField(label="Donne des droits à", required=False)
    droits = _nombre("Nombre de droits", required=False)
    nature = forms.ChoiceField(label="Contrepartie", choices=list(LIBELLES_NATURES.items()), initial="autre")

    def clean_commune(self) -> str:
        code = self.choix.find_commune(self.cleaned_data["commune"])
        if code is None:
            raise forms.ValidationError("Commune inconnue ; attendu : un code INSEE, par exemple 06029.")
        return code

    def to_changement(self) -> Changement:
        data = self.cleaned_data
        return Livraison(
            data["commune"],
            data["logements"],
            reservataire=data["reservataire"],
            droits=data["droits"] or 0,
            nature=data["nature"],
        )


class DroitAjouteForm(ChangementForm):
    genre = "droit_ajoute"
    listes: ClassVar = {"reservataire": "reservataires"}
    reservataire = forms.ChoiceField(label="Réservataire")
    nombre = _nombre("Nombre de droits")
    nature = forms.ChoiceField(label="Contrepartie", choices=list(LIBELLES_NATURES.items()))
    rotation = _pourcentage("Rotation de ces logements, en %", "Vide : celle du territoire.", required=False)
    echeance = forms.IntegerField(
        label="Dernier exercice", help_text="Vide : sans terme établi.", required=False, min_value=2020, max_value=2200
    )

    def to_changement(self) -> Changement:
        data = self.cleaned_data
        rotation = to_part(data["rotation"])
        return DroitAjoute(data["reservataire"], data["nombre"], data["nature"], rotation, data["echeance"])


class DroitEteintForm(ChangementForm):
    genre = "droit_eteint"
    listes: ClassVar = {"ligne": "lignes"}
    ligne = forms.ChoiceField(label="Droits")
    nombre = _nombre("Nombre de droits éteints", "Vide : tous.", required=False)

    def to_changement(self) -> Changement:
        qui, _, ligne = self.cleaned_data["ligne"].partition(":")
        return DroitEteint(qui, int(ligne) if ligne else None, self.cleaned_data["nombre"])


class RetraitForm(ChangementForm):
    genre = "retrait"
    listes: ClassVar = {"commune": "communes", "reservataire": "reservataires"}
    facultatives: ClassVar = {"reservataire": PERSONNE}
    commune = forms.ChoiceField(label="Commune")
    logements = _nombre("Logements")
    motif = forms.ChoiceField(label="Motif", choices=list(LIBELLES_RETRAITS.items()))
    reservataire = forms.ChoiceField(label="Éteint des droits de", required=False)
    droits = _nombre("Nombre de droits", required=False)

    def to_changement(self) -> Changement:
        data = self.cleaned_data
        return Retrait(data["commune"], data["logements"], data["motif"], data["reservataire"], data["droits"] or 0)


class RotationForm(ChangementForm):
    genre = "rotation"
    listes: ClassVar = {"reservataire": "reservataires"}
    facultatives: ClassVar = {"reservataire": TOUT_LE_PARC}
    reservataire = forms.ChoiceField(label="Rotation de", required=False)
    variation = _pourcentage("Variation, en %", "−10 pour un dixième de moins.", required=False, signed=True)
    taux = _pourcentage("Ou nouveau taux, en %", required=False)

    def to_changement(self) -> Changement:
        data = self.cleaned_data
        return ChangementRotation(to_facteur(data["variation"]), to_part(data["taux"]), data["reservataire"])


class LiberationsForm(ChangementForm):
    genre = "liberations"
    variation = _pourcentage("Variation, en %", "−10 pour un dixième de moins.", signed=True)

    def to_changement(self) -> Changement:
        return ChangementLiberations(1 + Fraction(self.cleaned_data["variation"]) / CENT)


class PrevisionForm(ChangementForm):
    genre = "prevision"
    categorie = forms.ChoiceField(label="Catégorie", choices=list(LIBELLES_CATEGORIES.items()))
    nombre = _nombre("Logements à soustraire", required=False)
    variation = _pourcentage("Ou variation, en %", required=False, signed=True)

    def to_changement(self) -> Changement:
        data = self.cleaned_data
        nombre = None if data["nombre"] is None else Fraction(data["nombre"])
        return ChangementPrevision(data["categorie"], nombre, to_facteur(data["variation"]))


class PartForm(ChangementForm):
    genre = "part_negociee"
    listes: ClassVar = {"reservataire": "reservataires"}
    reservataire = forms.ChoiceField(label="Réservataire")
    part = _pourcentage("Part de son territoire, en %")
    document = forms.CharField(label="Document", required=False, max_length=200)

    def to_changement(self) -> Changement:
        data = self.cleaned_data
        return ChangementPart(data["reservataire"], Fraction(data["part"]) / CENT, data["document"])


class PlafondForm(ChangementForm):
    genre = "plafond"
    code = forms.ChoiceField(label="Plafond", choices=PLAFONDS)
    valeur = _pourcentage("Nouvelle valeur, en %")
    fondement = forms.ChoiceField(label="À quel titre", choices=list(LIBELLES_FONDEMENTS.items()))
    clause = forms.CharField(label="Clause ou hypothèse", help_text="Ses termes, pour s’en souvenir.", max_length=200)

    def to_changement(self) -> Changement:
        data = self.cleaned_data
        return ChangementPlafond(data["code"], Fraction(data["valeur"]) / CENT, data["fondement"], data["clause"])


class MethodeForm(ChangementForm):
    genre = "methode"
    methode = forms.ChoiceField(label="Méthode", choices=list(LIBELLES_METHODES.items()))

    def to_changement(self) -> Changement:
        return ChangementMethode(self.cleaned_data["methode"])


FORMULAIRES: Final[Mapping[str, type[ChangementForm]]] = {
    form.genre: form
    for form in (
        LiberationsForm,
        RotationForm,
        LivraisonForm,
        RetraitForm,
        DroitEteintForm,
        DroitAjouteForm,
        PartForm,
        MethodeForm,
        PlafondForm,
        PrevisionForm,
    )
}
