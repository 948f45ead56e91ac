"""The forms of the conventions: a draft to open, the words of its life, a remark, the terms by sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.forms import BoundField

from gef.actions.conventions import ConventionLue
from gef.core.conventions import AUTEURS, PAROLES, Duree, Partie
from gef.core.delais import UNITES
from gef.core.horloges import CONSEQUENCES, CONSEQUENCES_PAR_ETAPE, DECOMPTES, LIBELLES_DELAIS
from gef.core.plafonds import render_part
from gef.core.registre_droits import MODES_GESTION
from gef.core.souhaits import Souhait
from gef.core.termes import (
    LIBELLES_DECLENCHEURS,
    LIBELLES_POLITIQUES,
    TEXTE_MAX,
    TEXTES,
    DelaiConvenu,
    PartConvenue,
    Signataire,
    Termes,
)
from gef.outputs.nombres import MOIS
from gef.web.formulaires_delais import CHOISIR, jour_input
from gef.web.formulaires_droits import PourcentField

INDICATIFS: Final = 3
ETAPES: Final = ("reponse", "dossiers", "candidats", "neuf")
TYPOLOGIES: Final = (("", "Toutes"), *((code, code) for code in ("T1", "T2", "T3", "T4", "T5+")))
FINANCEMENTS: Final = (("", "Tous"), *((code, code) for code in ("PLAI", "PLUS", "PLS")))
QUARTIERS: Final = (("", "En ou hors QPV"), ("oui", "En QPV"), ("non", "Hors QPV"))
QPV: Final[dict[str, bool | None]] = {"": None, "oui": True, "non": False}
# Words whose effect has a day of its own, those that a document signs, those that are to be explained.
AVEC_EFFET: Final = frozenset({"entree_en_vigueur", "avenant", "denonciation"})
AVEC_DOCUMENT: Final = frozenset({"signature", "entree_en_vigueur", "avenant"})
AVEC_MOTIF: Final = frozenset({"denonciation"})
BOUTONS: Final[dict[str, str]] = {
    "transmission": "Transmettre au réservataire",
    "negociation": "Ouvrir la négociation",
    "signature": "Inscrire la signature",
    "entree_en_vigueur": "Faire entrer en vigueur",
    "projet_avenant": "Transmettre le projet d’avenant",
    "avenant": "Appliquer l’avenant",
    "reconduction": "Constater la reconduction",
    "denonciation": "Inscrire la dénonciation",
    "echeance": "Constater l’échéance",
}


# What each word does, said before the button.
EFFETS: Final[dict[str, str]] = {
    "transmission": "La dernière version devient visible du réservataire, qui en est averti.",
    "negociation": "Les remarques sont attendues ; rien d’autre ne change.",
    "signature": "La dernière version transmise est celle qui est signée. Sa part ne s’applique pas encore.",
    "entree_en_vigueur": "La part convenue s’applique aux comptes dès ce jour ; celle qui court s’arrête la veille.",
    "projet_avenant": "Le projet devient visible du réservataire ; la part appliquée ne change pas.",
    "avenant": "Dès ce jour, la nouvelle part remplace l’ancienne, jusqu’au terme de la convention.",
    "reconduction": "La part s’applique un an de plus.",
    "denonciation": "Dès ce jour, la part ne s’applique plus. Le préavis convenu doit être passé.",
    "echeance": "La convention est close. Sa part ne s’applique déjà plus.",
}


class RedigerForm(forms.Form):
    """With whom a convention is drafted."""

    comptes = forms.MultipleChoiceField(
        label="Avec",
        help_text="Un réservataire ; plusieurs communes si leur EPCI conduit la convention.",
        error_messages={"required": "Choisissez un réservataire au moins."},
    )

    def __init__(self, comptes: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["comptes"]
        field.choices = comptes  # type: ignore[attr-defined]  # a choice field
        field.widget.attrs["size"] = min(8, max(3, len(comptes)))


class ParoleForm(forms.Form):
    """A word in the life of a convention; the fields that it does not need are left out."""

    rang = forms.IntegerField(widget=forms.HiddenInput)
    jour = forms.DateField(label="Le", widget=jour_input())
    effet = forms.DateField(label="Premier jour d’effet", widget=jour_input())
    document = forms.CharField(
        label="Document signé", max_length=200, help_text="Son titre et sa date : « Convention du 12 décembre 2026 »."
    )
    motif = forms.CharField(
        label="Motif", widget=forms.Textarea(attrs={"rows": 2}), help_text="Dix caractères au moins."
    )

    def __init__(self, parole: str, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix=parole, initial=initial)
        self.parole, self.bouton, self.suite = parole, BOUTONS[parole], EFFETS[parole]
        for nom, wanted in (("effet", AVEC_EFFET), ("document", AVEC_DOCUMENT), ("motif", AVEC_MOTIF)):
            if parole not in wanted:
                del self.fields[nom]
        if parole == "entree_en_vigueur":
            self.fields["document"].required = False

    @property
    def champs(self) -> list[BoundField]:
        """Fields that are shown."""
        return [champ for champ in self if not champ.is_hidden]


def list_paroles(lue: ConventionLue, partie: Partie, jour: date) -> list[ParoleForm]:
    """Give the form of each word that may follow, for who reads."""
    codes = [code for code in PAROLES if partie in AUTEURS[code] and lue.vie.can(code)]  # type: ignore[index]  # codes of the core
    return [
        ParoleForm(code, initial={"jour": jour, "rang": lue.vie.rang, "effet": _suggest(lue, code)})
        for code in codes
        if _makes_sense(lue, code, jour)
    ]


def _suggest(lue: ConventionLue, code: str) -> date | None:
    return lue.vie.fin if code == "denonciation" else None


def _makes_sense(lue: ConventionLue, code: str, jour: date) -> bool:
    """Whether a word that the table allows has its object: an avenant in preparation, an end that has come."""
    is_open = lue.derniere.is_avenant and lue.derniere.numero > lue.vie.version
    sent = is_open and lue.is_transmise(lue.derniere)
    if code == "reconduction":
        return lue.vie.is_a_reconduire(jour)
    if code == "echeance":
        return lue.vie.fin is not None and jour >= lue.vie.fin and not lue.vie.is_reconductible
    return {"projet_avenant": is_open and not sent, "avenant": sent}.get(code, True)


class RemarqueForm(forms.Form):
    """A remark on a term."""

    terme = forms.ChoiceField(label="Sur")
    texte = forms.CharField(label="Remarque", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, termes: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terme"].choices = [CHOISIR, *termes]  # type: ignore[attr-defined]  # a choice field


class ReponseForm(forms.Form):
    """The answer to a remark."""

    remarque = forms.IntegerField(widget=forms.HiddenInput)
    texte = forms.CharField(label="Réponse", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


@dataclass(frozen=True, slots=True)
class Groupe:
    """Fields of a section, under its title."""

    titre: str
    aide: str
    rangees: tuple[tuple[BoundField, ...], ...]


def choix(libelles: Any) -> list[tuple[str, str]]:
    """Give codes and labels as a field offers them."""
    return [(code, libelle[0].upper() + libelle[1:]) for code, libelle in libelles.items()]


class TermesForm(forms.Form):
    """The terms that are written by hand; the figures of the runs are taken up, never typed."""

    mode_gestion = forms.ChoiceField(label="Gestion", choices=choix(MODES_GESTION))
    requalifie_min = PourcentField(
        label="Part requalifiable au moins, en %", required=False, help_text="En gestion mixte seulement."
    )
    declencheur = forms.ChoiceField(label="Ce qui est décompté", choices=choix(LIBELLES_DECLENCHEURS))
    politique_refus = forms.ChoiceField(label="Un logement refusé", choices=choix(LIBELLES_POLITIQUES))
    politique_silence = forms.ChoiceField(label="Un silence", choices=choix(LIBELLES_POLITIQUES))
    revoyure = forms.TypedChoiceField(
        label="Mois de la revoyure", coerce=int, choices=[(str(rang), mois) for rang, mois in enumerate(MOIS, start=1)]
    )
    annees = forms.IntegerField(label="Années", min_value=1, max_value=10)
    reconductions = forms.IntegerField(label="Reconductions d’un an", min_value=0, max_value=5)
    preavis = forms.IntegerField(label="Préavis de dénonciation, en mois", min_value=0, max_value=24)
    motif = forms.CharField(label="Ce qui change dans cette version", max_length=200, required=False)

    def __init__(self, termes: Termes, data: Any = None) -> None:
        super().__init__(data, initial=read_initial(termes))
        self.termes = termes
        for nom, libelle in TEXTES.items():
            self.fields[nom] = forms.CharField(
                label=libelle, required=False, max_length=TEXTE_MAX, widget=forms.Textarea(attrs={"rows": 3})
            )
        for rang, row in enumerate(termes.signataires):
            self.fields[f"represente-{rang}"] = forms.CharField(
                label=f"{row.nom}, représenté par", required=False, max_length=150
            )
        for part in termes.parts:
            self.fields[f"part-{part.compte}"] = PourcentField(label=f"Part de {part.nom}, en %", required=False)
        self._add_delais()
        self._add_indicatifs()

    def _add_delais(self) -> None:
        for etape in ETAPES:
            nom = LIBELLES_DELAIS[etape]
            suites = [(code, CONSEQUENCES[code]) for code in CONSEQUENCES_PAR_ETAPE[etape]]
            self.fields[f"delai-{etape}-nombre"] = forms.IntegerField(
                label=f"{nom} : délai", required=False, min_value=0, max_value=366, help_text="Vide : non convenu."
            )
            unites = [(code, plural) for code, (_, plural) in UNITES.items()]
            self.fields[f"delai-{etape}-unite"] = forms.ChoiceField(label=f"{nom} : unité", choices=unites)
            self.fields[f"delai-{etape}-suite"] = forms.ChoiceField(label=f"{nom} : passé le délai", choices=suites)
            decomptes = choix(DECOMPTES)
            self.fields[f"delai-{etape}-decompte"] = forms.ChoiceField(label=f"{nom} : le logement", choices=decomptes)

    def _add_indicatifs(self) -> None:
        for rang in range(1, INDICATIFS + 1):
            self.fields[f"indicatif-{rang}-part"] = PourcentField(label=f"Objectif {rang}, en %", required=False)
            self.fields[f"indicatif-{rang}-typologie"] = forms.ChoiceField(
                label=f"Objectif {rang} : typologie", choices=TYPOLOGIES, required=False
            )
            self.fields[f"indicatif-{rang}-financement"] = forms.ChoiceField(
                label=f"Objectif {rang} : financement", choices=FINANCEMENTS, required=False
            )
            self.fields[f"indicatif-{rang}-qpv"] = forms.ChoiceField(
                label=f"Objectif {rang} : quartier", choices=QUARTIERS, required=False
            )

    @property
    def groupes(self) -> Iterator[Groupe]:
        """Fields by section, in the order of the convention."""
        for titre, aide, prefixes in SECTIONS:
            noms = [nom for prefix in prefixes for nom in self.fields if prefix in (nom, nom.partition("-")[0])]
            rows: dict[str, list[BoundField]] = {}
            for nom in noms:  # « delai-reponse-unite » stands on the row of « delai-reponse »
                rows.setdefault(nom.rpartition("-")[0] if nom.count("-") > 1 else "", []).append(self[nom])
            yield Groupe(titre, aide, tuple(tuple(row) for row in rows.values()))

    def to_termes(self) -> Termes:
        """Give the terms of the next version.

        Raises:
            DonneeInvalideError: a value is out of its domain; the message says what was expected.
        """
        data = self.cleaned_data
        written = {nom: data[nom].strip() for nom in TEXTES}
        return replace(
            self.termes,
            signataires=tuple(self._signataire(rang, row) for rang, row in enumerate(self.termes.signataires)),
            parts=tuple(self._part(row) for row in self.termes.parts),
            mode_gestion=data["mode_gestion"],
            requalifie_min=data["requalifie_min"] if data["mode_gestion"] == "mixte" else None,
            declencheur=data["declencheur"],
            politique_refus=data["politique_refus"],
            politique_silence=data["politique_silence"],
            delais=tuple(self._list_delais()),
            indicatifs=tuple(self._list_indicatifs()),
            revoyure=data["revoyure"],
            duree=Duree(data["annees"], data["reconductions"], data["preavis"]),
            **written,
        )

    def _signataire(self, rang: int, row: Signataire) -> Signataire:
        return replace(row, represente_par=self.cleaned_data[f"represente-{rang}"].strip())

    def _part(self, row: PartConvenue) -> PartConvenue:
        """The part typed; one shown rounded and left as it was keeps its exact value."""
        typed: Fraction | None = self.cleaned_data[f"part-{row.compte}"]
        is_same = typed is not None and row.part is not None and _shown(row.part) == _shown(typed)
        return row if is_same else replace(row, part=typed)

    def _list_delais(self) -> Iterator[DelaiConvenu]:
        kept = [row for row in self.termes.delais if row.etape not in ETAPES]
        for etape in ETAPES:
            read = {nom: self.cleaned_data[f"delai-{etape}-{nom}"] for nom in ("nombre", "unite", "suite", "decompte")}
            if read["nombre"] is not None:
                yield DelaiConvenu(etape, read["nombre"], read["unite"], read["suite"], read["decompte"])
        yield from kept

    def _list_indicatifs(self) -> Iterator[Souhait]:
        for rang in range(1, INDICATIFS + 1):
            read = {n: self.cleaned_data[f"indicatif-{rang}-{n}"] for n in ("part", "typologie", "financement", "qpv")}
            if read["part"] is not None:
                yield Souhait(read["part"], read["typologie"], read["financement"], QPV[read["qpv"]])
        yield from self.termes.indicatifs[INDICATIFS:]


SECTIONS: Final = (
    ("Parties", "Qui signe, et pour qui.", ("represente", "justification")),
    ("Part du flux", "Reprise de la méthode retenue ; une autre part est dite négociée.", ("part",)),
    (
        "Gestion et décompte",
        "",
        ("mode_gestion", "requalifie_min", "declencheur", "politique_refus", "politique_silence"),
    ),
    ("Délais", "Ils s’appliqueront aux horloges dès l’entrée en vigueur.", ("delai",)),
    ("Objectifs indicatifs", "Ils ne lient personne, et ne peuvent désigner un programme.", ("indicatif",)),
    ("Premières locations et NPNRU", "", ("premieres_locations", "npnru")),
    ("Contribution et évaluation", "", ("contribution", "evaluation")),
    ("Actualisation et durée", "", ("actualisation", "revoyure", "annees", "reconductions", "preavis")),
    ("Cette version", "", ("motif",)),
)


def _shown(part: Fraction | None) -> str:
    return "" if part is None else render_part(part).removesuffix("\u202f%").replace("\u202f", "")


def read_initial(termes: Termes) -> dict[str, Any]:
    """Give what the form shows of a version."""
    initial: dict[str, Any] = {nom: getattr(termes, nom) for nom in TEXTES}
    initial |= {
        "mode_gestion": termes.mode_gestion,
        "requalifie_min": _shown(termes.requalifie_min),
        "declencheur": termes.declencheur,
        "politique_refus": termes.politique_refus,
        "politique_silence": termes.politique_silence,
        "revoyure": termes.revoyure,
        "annees": termes.duree.annees,
        "reconductions": termes.duree.reconductions,
        "preavis": termes.duree.preavis,
    }
    initial |= {f"represente-{rang}": row.represente_par for rang, row in enumerate(termes.signataires)}
    initial |= {f"part-{row.compte}": _shown(row.part) for row in termes.parts}
    for row in termes.delais:
        read = {"nombre": row.nombre, "unite": row.unite, "suite": row.consequence, "decompte": row.decompte}
        initial |= {f"delai-{row.etape}-{nom}": value for nom, value in read.items()}
    quartiers = {value: code for code, value in QPV.items()}
    for rang, wish in enumerate(termes.indicatifs[:INDICATIFS], start=1):
        read = {"part": _shown(wish.part), "typologie": wish.typologie, "financement": wish.financement}
        initial |= {f"indicatif-{rang}-{nom}": value for nom, value in read.items()}
        initial[f"indicatif-{rang}-qpv"] = quartiers[wish.qpv]
    return initial


class GabaritForm(forms.Form):
    """A template to bring."""

    fichier = forms.FileField(
        label="Gabarit",
        help_text="Un document Word (.docx), 5 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
