"""A parameter of the law and its values through time.

A `Parametre` is one rule (the ceiling of the préfet's share, the date of the bilan…). Its `valeurs` and `absences`
tile the calendar: on any covered day there is exactly one value, or one explicit reason why there is none. Asking for
a day without a value raises; nothing is assumed. Every value carries its denominator, the level at which it applies,
its legal reference, the grade of the evidence behind it and the day somebody last checked it.

What this module refuses to decide: whether a figure complies with the law (that is the core's work), and which local
value prevails (`gef.law.locales`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from gef.law.errors import GrandeurInattendueError, ParametreAbsentError
from gef.law.grandeurs import Grandeur, JourAnnuel, Unite, render_grandeur

Grade = Literal["A", "B", "C"]
Sens = Literal["plafond", "plancher", "obligation", "echeance", "duree", "regle", "liste", "indicateur"]
Acte = Literal["stipulation_convention", "protocole_departemental", "arrete_prefectoral", "decision_cil"]
BaseCode = Literal[
    "patrimoine_bailleur",
    "flux_bailleur",
    "flux_hors_qpv",
    "flux_territoire",
    "attributions_reservataire",
    "attributions_etat",
    "attributions_non_reservees",
    "attributions_hors_qpv",
    "attributions_qpv",
    "parc_organisme",
    "parc_programme",
]


@dataclass(frozen=True, slots=True)
class Derogation:
    """On what ground, and by which act, a local value may depart from the legal one.

    Attributes:
        actes: Acts that may set the local value.
        fondement: The ground, in French, as shown to the user.
        duree_max_mois: Longest duration of the act; None when the law sets none.
        motifs: Codes of the only reasons that the law accepts; empty when it names none.
    """

    actes: tuple[Acte, ...]
    fondement: str
    duree_max_mois: int | None = None
    motifs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Valeur:
    """The value of one parameter over one period.

    Attributes:
        parametre: Code of the parameter that it belongs to.
        numero: Row of the legal study, such as "L14"; several when the period rests on two rows.
        depuis: First day in force.
        jusqua: First day no longer in force; None while it still is.
        valeur: Exact value: a share, a count, a date, a day of the year, a code or codes.
        texte: What the text says, in one French sentence of ours.
        base: The denominator, or what the rule bears on, in French.
        base_code: The same as a code, compared by calculations; "" when the value is not a share.
        niveau: Where or for whom it applies, in French.
        reference: Article or text to look up.
        lien: Address of the text; "" when none is certain.
        grade: A, text read; B, restated by an official or professional source; C, general knowledge to be checked.
        grade_date: The same grade for `depuis` alone, which is at times less certain than the value.
        verifie_le: Day of the last check.
        suivi_jusqu_au: Day up to which the changes of the text were followed; None when they were not.
        remarque: Trap, doubt or disagreement between sources, in French.
        derogation: How a local value may depart from it; None when the law allows none.
        beneficiaires: Kinds of réservataires, or of bodies, that the rule names.
        publics: Households that count for the rule.
        evenements: Facts that the rule counts, or that start its delay.
        hors_liste: Codes often added in practice that the legal list does not contain.
        partage: True when one figure is shared by all the beneficiaires together.
        inclus_dans: Code of the parameter whose points this one takes; "" when it stands alone.
    """

    parametre: str
    numero: str
    depuis: date
    jusqua: date | None
    valeur: Grandeur
    texte: str
    base: str
    base_code: BaseCode | Literal[""]
    niveau: str
    reference: str
    lien: str
    grade: Grade
    grade_date: Grade
    verifie_le: date
    suivi_jusqu_au: date | None = None
    remarque: str = ""
    derogation: Derogation | None = None
    beneficiaires: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    evenements: tuple[str, ...] = ()
    hors_liste: tuple[str, ...] = ()
    partage: bool = False
    inclus_dans: str = ""

    @property
    def is_derogeable(self) -> bool:
        """Whether a local value may depart from this one."""
        return self.derogation is not None

    @property
    def part(self) -> Fraction:
        """The value as a share; raises `GrandeurInattendueError` when it is not one."""
        if isinstance(self.valeur, Fraction):
            return self.valeur
        raise self._inattendue("une part")

    @property
    def compte(self) -> int:
        """The value as a whole number; raises `GrandeurInattendueError` when it is not one."""
        if isinstance(self.valeur, int):
            return self.valeur
        raise self._inattendue("un nombre entier")

    @property
    def jour(self) -> date:
        """The value as a date; raises `GrandeurInattendueError` when it is not one."""
        if isinstance(self.valeur, date):
            return self.valeur
        raise self._inattendue("une date")

    @property
    def jour_annuel(self) -> JourAnnuel:
        """The value as a day of every year; raises `GrandeurInattendueError` when it is not one."""
        if isinstance(self.valeur, JourAnnuel):
            return self.valeur
        raise self._inattendue("un jour de l’année")

    @property
    def codes(self) -> tuple[str, ...]:
        """The value as codes, one or several; raises `GrandeurInattendueError` when it is not made of codes."""
        if isinstance(self.valeur, str):
            return (self.valeur,)
        if isinstance(self.valeur, tuple):
            return self.valeur
        raise self._inattendue("un code ou une liste de codes")

    @property
    def reserves(self) -> tuple[str, ...]:
        """What a reader must know before relying on the value, as French sentences."""
        phrases = [self.remarque] if self.remarque else []
        if self.grade_date != self.grade:
            phrases.append(f"Date d’entrée en vigueur connue avec la note {self.grade_date} seulement.")
        if self.suivi_jusqu_au is not None:
            phrases.append(f"Modifications du texte suivies jusqu’au {self.suivi_jusqu_au:%d/%m/%Y}, pas au-delà.")
        return tuple(phrases)

    def is_en_vigueur(self, jour: date) -> bool:
        """Whether the value is in force on `jour`."""
        return self.depuis <= jour and (self.jusqua is None or jour < self.jusqua)

    def _inattendue(self, attendu: str) -> GrandeurInattendueError:
        return GrandeurInattendueError(
            f"Paramètre « {self.parametre} » ({self.numero}) : la valeur est « {self.valeur} » ; attendu : {attendu}."
        )


@dataclass(frozen=True, slots=True)
class Absence:
    """A period in which there is explicitly no value in force, or none is known.

    Attributes:
        depuis: First day of the period.
        jusqua: First day after it; None when it is still open.
        raison: Why, in French, and where to look instead.
        numero: Row of the legal study, such as "L11".
    """

    depuis: date
    jusqua: date | None
    raison: str
    numero: str = ""

    def is_en_vigueur(self, jour: date) -> bool:
        """Whether the absence covers `jour`."""
        return self.depuis <= jour and (self.jusqua is None or jour < self.jusqua)


@dataclass(frozen=True, slots=True)
class Parametre:
    """One rule of the law and all that is known of it through time.

    Attributes:
        code: Stable code, French without accents, such as "etat_plafond".
        numero: Row of the legal study, such as "L14".
        libelle: Name shown to the user.
        unite: What its values are counted in.
        sens: What the rule is: a ceiling, a floor, a deadline…
        article: Article or text that holds it.
        fichier: File that it was read from.
        valeurs: Values, by increasing `depuis`; periods never overlap.
        absences: Periods explicitly without a value; with `valeurs` they leave no gap.
    """

    code: str
    numero: str
    libelle: str
    unite: Unite
    sens: Sens
    article: str
    fichier: str
    valeurs: tuple[Valeur, ...]
    absences: tuple[Absence, ...] = ()

    @property
    def numeros(self) -> frozenset[str]:
        """Every row of the legal study that the parameter and its periods rest on."""
        return frozenset(
            numero
            for ecrit in (self.numero, *(valeur.numero for valeur in self.valeurs))
            for numero in ecrit.split(", ")
        )

    def au(self, jour: date) -> Valeur:
        """Return the value in force on `jour`.

        Args:
            jour: Any day; the caller's choice, never the clock's.

        Returns:
            The only value whose period holds `jour`.

        Raises:
            ParametreAbsentError: No value is in force, or known, on that day; the message says why and what is known.
        """
        for valeur in self.valeurs:
            if valeur.is_en_vigueur(jour):
                return valeur
        absence = self.absence_au(jour)
        raison = absence.raison if absence else "Ce jour est hors de la période couverte par les textes réunis."
        raise ParametreAbsentError(
            f"Paramètre « {self.code} » ({self.numero}, {self.article}) : aucune valeur au {jour:%d/%m/%Y}. "
            f"{raison} {self._render_connues()}"
        )

    def absence_au(self, jour: date) -> Absence | None:
        """Return the explicit absence that covers `jour`, or None when there is none."""
        return next((absence for absence in self.absences if absence.is_en_vigueur(jour)), None)

    def _render_connues(self) -> str:
        if not self.valeurs:
            return "Aucune valeur n’est connue, à aucune date."
        connues = " ; ".join(
            f"{render_periode(valeur.depuis, valeur.jusqua)}, {render_grandeur(valeur.valeur, self.unite)}"
            for valeur in self.valeurs
        )
        return f"Valeurs connues : {connues}."


def render_periode(depuis: date, jusqua: date | None) -> str:
    """Say a period in French; `jusqua` is the first day after it.

    Examples:
        >>> render_periode(date(2020, 2, 22), None)
        'depuis le 22/02/2020'
        >>> render_periode(date(2018, 11, 24), date(2022, 2, 23))
        'du 24/11/2018 au 23/02/2022 (exclu)'
    """
    if jusqua is None:
        return f"depuis le {depuis:%d/%m/%Y}"
    return f"du {depuis:%d/%m/%Y} au {jusqua:%d/%m/%Y} (exclu)"
