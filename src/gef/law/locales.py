"""Local values: what a convention or a département decided where the law says « sauf stipulation contraire ».

The law allows some of its values to be set aside, by named acts and on named grounds; others it does not. This module
says which value applies and why, and refuses a local value that the law does not allow. It does not judge whether the
clause itself is valid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from gef.law.errors import ValeurLocaleRefuseeError, ValeursLocalesConcurrentesError
from gef.law.freshness import add_mois
from gef.law.grandeurs import Grandeur, render_grandeur
from gef.law.model import Acte, BaseCode, Parametre, Valeur, render_periode

if TYPE_CHECKING:
    from collections.abc import Iterable

NOMS_ACTES: dict[Acte, str] = {
    "stipulation_convention": "stipulation d’une convention",
    "protocole_departemental": "protocole départemental",
    "arrete_prefectoral": "arrêté préfectoral",
    "decision_cil": "décision de la conférence intercommunale du logement",
}


@dataclass(frozen=True, slots=True)
class Perimetre:
    """For which convention, of which département, a value is asked for."""

    departement: str = ""
    convention: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurLocale:
    """A value agreed or decided locally, with the document and the clause that hold it.

    Attributes:
        parametre: Code of the legal parameter that it departs from.
        valeur: Exact value, in the unit of the parameter.
        base: Its denominator, in French.
        base_code: The same as a code; must be the law's own when the value is a share.
        acte: Which act sets it.
        document: Where it is written, e.g. "Protocole départemental de l’Ain".
        clause: Which article or clause of it.
        depuis: First day of effect.
        jusqua: First day without effect; None when the act sets no end.
        departement: Code of the département where it applies; "" for a convention alone.
        convention: Identifier of the convention that it applies to; "" for a whole département.

    Raises:
        ValeurLocaleRefuseeError: It applies nowhere, has no clause, or ends before it starts.
    """

    parametre: str
    valeur: Grandeur
    base: str
    base_code: BaseCode | Literal[""] = ""
    acte: Acte
    document: str
    clause: str
    depuis: date
    jusqua: date | None = None
    departement: str = ""
    convention: str = ""

    def __post_init__(self) -> None:
        if not (self.departement or self.convention):
            raise self.refusee("elle ne dit ni département ni convention ; attendu : l’un des deux au moins")
        if not (self.document.strip() and self.clause.strip()):
            raise self.refusee("elle ne cite pas sa source ; attendu : un document et une clause")
        if self.jusqua is not None and self.jusqua <= self.depuis:
            raise self.refusee(f"elle finit le {self.jusqua:%d/%m/%Y}, avant d’avoir commencé")

    @property
    def source(self) -> str:
        """Document and clause, as shown to the user."""
        return f"{self.document}, {self.clause}"

    def exclusion(self, jour: date, perimetre: Perimetre | None) -> str:
        """Say in French why the value does not apply on `jour` and there; "" when it does."""
        if jour < self.depuis or (self.jusqua is not None and jour >= self.jusqua):
            return f"sans effet au {jour:%d/%m/%Y} : elle vaut {render_periode(self.depuis, self.jusqua)}"
        if perimetre is not None and self.convention and self.convention != perimetre.convention:
            return f"elle porte sur la convention {self.convention}"
        if perimetre is not None and self.departement and self.departement != perimetre.departement:
            return f"elle porte sur le département {self.departement}"
        return ""

    def refusee(self, raison: str) -> ValeurLocaleRefuseeError:
        """Build the error that refuses this value, `raison` being a French clause."""
        return ValeurLocaleRefuseeError(
            f"Valeur locale de « {self.parametre} » ({self.document}, {self.clause}) refusée : {raison}."
        )


@dataclass(frozen=True, slots=True)
class ValeurAppliquee:
    """The value to use, where it comes from and why.

    Attributes:
        valeur: Exact value to use.
        origine: "legale" or "locale".
        legale: The legal value on that day, applied or set aside.
        locale: The local value applied; None when the law applies.
        raison: The reason, in French.
        ecartees: Local values of the same parameter that do not apply, each with its reason in French.
    """

    valeur: Grandeur
    origine: Literal["legale", "locale"]
    legale: Valeur
    locale: ValeurLocale | None
    raison: str
    ecartees: tuple[tuple[ValeurLocale, str], ...] = ()

    @property
    def base(self) -> str:
        """The denominator of the value applied, in French."""
        return self.locale.base if self.locale else self.legale.base

    @property
    def reference(self) -> str:
        """What a reader looks up: the clause when it applies, with the article that allows it."""
        return f"{self.locale.source} ({self.legale.reference})" if self.locale else self.legale.reference


def valeur_applicable(
    parametre: Parametre,
    jour: date,
    locales: Iterable[ValeurLocale] = (),
    *,
    perimetre: Perimetre | None = None,
) -> ValeurAppliquee:
    """Say which value applies on `jour`, the law's or a local one, and why.

    Args:
        parametre: Legal parameter.
        jour: Day of the question.
        locales: Local values known; those of other parameters are ignored.
        perimetre: Convention and département of the question. None when `locales` was already narrowed to them.

    Returns:
        The value with its origin. A clause of the convention prevails over a protocol of the département, because
        the protocol frames conventions and binds only through them.

    Raises:
        ParametreAbsentError: The law has no value on that day: there is nothing to depart from.
        ValeurLocaleRefuseeError: A local value that would apply is not allowed by the law.
        ValeursLocalesConcurrentesError: Two local values of the same rank would apply.

    Source:
        « Sauf stipulation contraire » : CCH art. R. 441-5-2, II ; dérogation préfectorale : R. 441-5-2, I.
    """
    legale = parametre.au(jour)
    applicables, ecartees = _separate(parametre, jour, locales, perimetre)
    for locale in applicables:
        _check_derogation(parametre, legale, locale)
    retenue = _choose(applicables)
    if retenue is None:
        raison = f"Aucune valeur locale ne s’applique au {jour:%d/%m/%Y} : la règle légale vaut ({legale.reference})."
        return ValeurAppliquee(legale.valeur, "legale", legale, None, raison, ecartees)
    autres = tuple(
        (autre, "une clause de la convention prime sur elle") for autre in applicables if autre is not retenue
    )
    return ValeurAppliquee(
        retenue.valeur, "locale", legale, retenue, _explain(parametre, legale, retenue), ecartees + autres
    )


def _separate(
    parametre: Parametre, jour: date, locales: Iterable[ValeurLocale], perimetre: Perimetre | None
) -> tuple[list[ValeurLocale], tuple[tuple[ValeurLocale, str], ...]]:
    """Separate the local values that apply from those that do not, with the reason."""
    jugees = [(locale, locale.exclusion(jour, perimetre)) for locale in locales if locale.parametre == parametre.code]
    applicables = [locale for locale, raison in jugees if not raison]
    return applicables, tuple((locale, raison) for locale, raison in jugees if raison)


def _check_derogation(parametre: Parametre, legale: Valeur, locale: ValeurLocale) -> None:
    """Refuse a local value that the law does not allow, or not in this form."""
    derogation = legale.derogation
    if derogation is None:
        raise locale.refusee(f"le texte n’en admet pas ({legale.reference}, {parametre.libelle})")
    if locale.acte not in derogation.actes:
        admis = " ou ".join(NOMS_ACTES[acte] for acte in derogation.actes)
        raise locale.refusee(
            f"elle vient d’un acte « {NOMS_ACTES[locale.acte]} » ; attendu : {admis} ({legale.reference})"
        )
    if derogation.duree_max_mois is not None:
        _check_duree(locale, derogation.duree_max_mois, legale.reference)
    _check_grandeur(parametre, legale, locale)


def _check_duree(locale: ValeurLocale, mois: int, reference: str) -> None:
    limite = add_mois(locale.depuis, mois)
    if locale.jusqua is None or locale.jusqua > limite:
        fin = f"{locale.jusqua:%d/%m/%Y}" if locale.jusqua else "aucune fin"
        raise locale.refusee(
            f"sa durée dépasse {mois} mois ; fin trouvée : {fin}, "
            f"attendue au plus tard le {limite:%d/%m/%Y} ({reference})"
        )


def _check_grandeur(parametre: Parametre, legale: Valeur, locale: ValeurLocale) -> None:
    if type(locale.valeur) is not type(legale.valeur):
        legal = render_grandeur(legale.valeur, parametre.unite)
        raise locale.refusee(f"« {locale.valeur} » n’est pas de la même nature que la valeur légale « {legal} »")
    if not isinstance(locale.valeur, Fraction):
        return
    if not 0 <= locale.valeur <= 1:
        raise locale.refusee(f"« {locale.valeur} » n’est pas une part comprise entre 0 et 1")
    if locale.base_code != legale.base_code:
        raise locale.refusee(f"sa base est « {locale.base} » ; attendu : {legale.base}")


def _choose(applicables: list[ValeurLocale]) -> ValeurLocale | None:
    """Keep the clause of a convention before a decision for the whole département."""
    for rang in ([c for c in applicables if c.convention], [c for c in applicables if not c.convention]):
        if len(rang) > 1:
            sources = " ; ".join(locale.source for locale in rang)
            raise ValeursLocalesConcurrentesError(
                f"Plusieurs valeurs locales de « {rang[0].parametre} » s’appliquent le même jour : {sources}. "
                "Attendu : une seule ; corrigez les périodes ou les périmètres."
            )
        if rang:
            return rang[0]
    return None


def _explain(parametre: Parametre, legale: Valeur, locale: ValeurLocale) -> str:
    locale_dite = render_grandeur(locale.valeur, parametre.unite)
    legale_dite = render_grandeur(legale.valeur, parametre.unite)
    fondement = legale.derogation.fondement if legale.derogation else ""
    return (
        f"{locale.source} : {locale_dite}, au lieu de {legale_dite} ({legale.reference}). "
        f"Le texte l’admet : {fondement}."
    )
