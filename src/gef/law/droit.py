"""The whole law as one value: every parameter, the labels of its codes, and the rows that a page or a command shows."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gef.law.errors import ParametreInconnuError
from gef.law.freshness import MOIS_AVANT_PEREMPTION, perime
from gef.law.grandeurs import render_grandeur

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from gef.law.model import Grade, Parametre, Sens, Valeur

SANS_VALEUR = "sans valeur"


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneDroit:
    """One row of the table of the law on a given day, ready to be shown.

    Attributes:
        code: Code of the parameter.
        numero: Row of the legal study.
        libelle: Name of the rule.
        sens: Ceiling, floor, deadline…
        valeur: The value in French (« 30 % »), or « sans valeur ».
        base: Denominator, in French.
        niveau: Where it applies, in French.
        reference: Article to look up.
        lien: Address of the text; "" when none is certain.
        grade: Evidence behind the value; None when there is no value.
        depuis: First day of the period shown.
        verifie_le: Day of the last check; None when there is no value.
        perime: Whether that check is too old.
        is_en_vigueur: Whether a value is in force; False for an explicit absence.
        is_derogeable: Whether a local value may depart from it.
        texte: What the text says; the reason when there is no value.
        reserves: What to know before relying on the value.
    """

    code: str
    numero: str
    libelle: str
    sens: Sens
    valeur: str
    base: str
    niveau: str
    reference: str
    lien: str
    grade: Grade | None
    depuis: date | None
    verifie_le: date | None
    perime: bool
    is_en_vigueur: bool
    is_derogeable: bool
    texte: str
    reserves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Droit:
    """Every legal parameter that the product knows.

    Attributes:
        parametres: Parameters by code, in the order of the legal study.
        libelles: French label of every code used in a value.
        empreinte: SHA-256 of the files, kept with each calculation so that it can be replayed.
    """

    parametres: Mapping[str, Parametre]
    libelles: Mapping[str, str]
    empreinte: str

    def parametre(self, code: str) -> Parametre:
        """Return the parameter named `code`.

        Raises:
            ParametreInconnuError: No parameter has that code; the message suggests the nearest ones.
        """
        if code in self.parametres:
            return self.parametres[code]
        proches = " ou ".join(f"« {proche} »" for proche in get_close_matches(code, self.parametres, n=3))
        suite = f" Le plus proche : {proches}." if proches else ""
        raise ParametreInconnuError(f"Aucun paramètre du droit ne porte le code « {code} ».{suite}")

    def au(self, code: str, jour: date) -> Valeur:
        """Return the value of the parameter `code` in force on `jour`.

        Raises:
            ParametreInconnuError: No parameter has that code.
            ParametreAbsentError: It has no value in force, or known, on that day.
        """
        return self.parametre(code).au(jour)

    def libelle(self, code: str) -> str:
        """Return the French label of a stored code; the code itself when it has none."""
        return self.libelles.get(code, code)

    def render_valeur(self, valeur: Valeur) -> str:
        """Show the figure or the codes of `valeur` in French."""
        return render_grandeur(valeur.valeur, self.parametre(valeur.parametre).unite, self.libelles)

    @property
    def derniere_verification(self) -> date:
        """The newest day on which a value was checked."""
        return max(valeur.verifie_le for parametre in self.parametres.values() for valeur in parametre.valeurs)

    def lister(self, jour: date, mois: int = MOIS_AVANT_PEREMPTION) -> tuple[LigneDroit, ...]:
        """List every parameter as it stands on `jour`, those without a value included.

        Args:
            jour: Day of the question.
            mois: Age, in months, from which a check is too old.

        Returns:
            One row per parameter, in the order of the legal study.
        """
        return tuple(self._render_ligne(parametre, jour, mois) for parametre in self.parametres.values())

    def _render_ligne(self, parametre: Parametre, jour: date, mois: int) -> LigneDroit:
        valeur = next((valeur for valeur in parametre.valeurs if valeur.is_en_vigueur(jour)), None)
        if valeur is None:
            return _render_ligne_absente(parametre, jour)
        return LigneDroit(
            code=parametre.code,
            numero=valeur.numero,
            libelle=parametre.libelle,
            sens=parametre.sens,
            valeur=self.render_valeur(valeur),
            base=valeur.base,
            niveau=valeur.niveau,
            reference=valeur.reference,
            lien=valeur.lien,
            grade=valeur.grade,
            depuis=valeur.depuis,
            verifie_le=valeur.verifie_le,
            perime=perime(valeur, jour, mois),
            is_en_vigueur=True,
            is_derogeable=valeur.is_derogeable,
            texte=valeur.texte,
            reserves=valeur.reserves,
        )


def _render_ligne_absente(parametre: Parametre, jour: date) -> LigneDroit:
    absence = parametre.absence_au(jour)
    return LigneDroit(
        code=parametre.code,
        numero=parametre.numero,
        libelle=parametre.libelle,
        sens=parametre.sens,
        valeur=SANS_VALEUR,
        base="",
        niveau="",
        reference=parametre.article,
        lien="",
        grade=None,
        depuis=absence.depuis if absence else None,
        verifie_le=None,
        perime=False,
        is_en_vigueur=False,
        is_derogeable=False,
        texte=absence.raison if absence else "Ce jour est hors de la période couverte par les textes réunis.",
        reserves=(),
    )
