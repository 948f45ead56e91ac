"""What a scenario may change: a programme, a right, a rate, a forecast, a negotiated part, a cap, a method.

A change is a value that JSON can hold; its `genre` says what it is. Changes are applied to inputs, never to results:
the assiette and the conversion are then computed by the functions that compute everything else. The order is the one of
the keys of `LIBELLES_CHANGEMENTS`, whatever the order in which they were said; factors of the same thing multiply. Two
changes that cannot both hold are refused, not arbitrated.

Source:
    docs/metier/scenarios.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gef.core.droits_uniques import check_nature
from gef.core.errors import DonneeInvalideError
from gef.core.methodes import LIBELLES_METHODES, METHODES
from gef.core.rotation import CATEGORIES, ecrire_nombre

MotifRetrait = Literal["vente", "demolition"]
Fondement = Literal["derogation", "hypothese"]
CodePlafond = Literal["etat", "agents", "garanties", "minimum_bailleur"]

LIBELLES_CHANGEMENTS: Mapping[str, str] = {
    "livraison": "Programme livré",
    "droit_ajoute": "Droit ajouté",
    "droit_eteint": "Droit éteint",
    "retrait": "Logements vendus ou démolis",
    "rotation": "Rotation",
    "liberations": "Nombre de logements libérés",
    "prevision": "Prévision de soustraction",
    "part_negociee": "Part négociée",
    "plafond": "Plafond",
    "methode": "Méthode",
}
RANGS = tuple(LIBELLES_CHANGEMENTS)
LIBELLES_RETRAITS: Mapping[MotifRetrait, str] = {"vente": "vendus", "demolition": "démolis"}
LIBELLES_FONDEMENTS: Mapping[Fondement, str] = {"derogation": "dérogation", "hypothese": "hypothèse, et non le droit"}


@dataclass(frozen=True, slots=True)
class Livraison:
    """A programme counted as if it were already in the parc of the exercice, with the rights it earns to somebody.

    Attributes:
        commune: Where.
        logements: Dwellings, all eligible.
        epci: EPCI of the commune; read only when the bailleur owned nothing there.
        reservataire: Who earns rights, if anybody.
        droits: How many.
        nature: What they are given for, a code of `gef.core.droits_uniques.NATURES`.
    """

    commune: str
    logements: int
    epci: str = ""
    reservataire: str = ""
    droits: int = 0
    nature: str = "autre"
    genre: Literal["livraison"] = "livraison"

    def __post_init__(self) -> None:
        _check_programme("Programme livré", self.logements, self.reservataire, self.droits)
        check_nature(self.nature)


@dataclass(frozen=True, slots=True)
class Retrait:
    """Dwellings sold or demolished, and the rights that end with them, the earliest to end first."""

    commune: str
    logements: int
    motif: MotifRetrait = "vente"
    reservataire: str = ""
    droits: int = 0
    genre: Literal["retrait"] = "retrait"

    def __post_init__(self) -> None:
        _check_programme(f"Logements {LIBELLES_RETRAITS[self.motif]}", self.logements, self.reservataire, self.droits)


@dataclass(frozen=True, slots=True)
class DroitAjoute:
    """Lasting rights acquired by a réservataire."""

    reservataire: str
    nombre: int
    nature: str = "autre"
    rotation: Fraction | None = None
    echeance: int | None = None
    genre: Literal["droit_ajoute"] = "droit_ajoute"

    def __post_init__(self) -> None:
        _check_nombre("Droit ajouté", self.nombre)
        check_nature(self.nature)


@dataclass(frozen=True, slots=True)
class DroitEteint:
    """Lasting rights that end.

    Attributes:
        reservataire: Who loses them.
        ligne: Rank of the line among his, from 1; None takes the earliest to end first.
        nombre: How many; None ends the whole line, or everything.
    """

    reservataire: str
    ligne: int | None = None
    nombre: int | None = None
    genre: Literal["droit_eteint"] = "droit_eteint"

    def __post_init__(self) -> None:
        if self.nombre is not None:
            _check_nombre("Droit éteint", self.nombre)
        if self.ligne is not None and self.ligne < 1:
            raise DonneeInvalideError(f"Droit éteint, ligne {self.ligne} ; attendu : un rang à partir de 1.")


@dataclass(frozen=True, slots=True)
class ChangementRotation:
    """Another rate: the parc's, and everybody's in proportion; or that of one contingent, which leaves the assiette."""

    facteur: Fraction | None = None
    valeur: Fraction | None = None
    reservataire: str = ""
    genre: Literal["rotation"] = "rotation"

    def __post_init__(self) -> None:
        _check_one("Rotation", facteur=self.facteur, valeur=self.valeur)


@dataclass(frozen=True, slots=True)
class ChangementLiberations:
    """More or fewer dwellings freed than the rate says; the rates that weigh the rights stay."""

    facteur: Fraction
    genre: Literal["liberations"] = "liberations"

    def __post_init__(self) -> None:
        _check_facteur("Logements libérés", self.facteur)


@dataclass(frozen=True, slots=True)
class ChangementPrevision:
    """Another forecast of what is subtracted for a category of CCH art. R. 441-5."""

    categorie: str
    nombre: Fraction | None = None
    facteur: Fraction | None = None
    genre: Literal["prevision"] = "prevision"

    def __post_init__(self) -> None:
        if self.categorie not in CATEGORIES:
            raise DonneeInvalideError(f"Prévision de « {self.categorie} » ; attendu : {', '.join(CATEGORIES)}.")
        _check_one(f"Prévision de {self.categorie}", nombre=self.nombre, facteur=self.facteur)


@dataclass(frozen=True, slots=True)
class ChangementPart:
    """Another part negotiated with one réservataire."""

    reservataire: str
    part: Fraction
    document: str = ""
    genre: Literal["part_negociee"] = "part_negociee"

    def __post_init__(self) -> None:
        _check_part(f"Part négociée de {self.reservataire}", self.part)


@dataclass(frozen=True, slots=True)
class ChangementPlafond:
    """Another cap.

    Attributes:
        code: A cap of the law, or what the bailleur keeps of each commune.
        valeur: The share.
        fondement: "derogation" when a text allows to set the cap aside; "hypothese" for what the law does not say.
        clause: Words of the act, or of the hypothesis; never empty.
    """

    code: CodePlafond
    valeur: Fraction
    fondement: Fondement
    clause: str
    genre: Literal["plafond"] = "plafond"

    def __post_init__(self) -> None:
        _check_part(f"Plafond « {self.code} »", self.valeur)
        if not self.clause.strip():
            raise DonneeInvalideError(f"Plafond « {self.code} » : clause vide ; attendu : ses termes, ou l’hypothèse.")


@dataclass(frozen=True, slots=True)
class ChangementMethode:
    """Another method of conversion."""

    methode: str
    genre: Literal["methode"] = "methode"

    def __post_init__(self) -> None:
        if self.methode not in LIBELLES_METHODES:
            raise DonneeInvalideError(f"Méthode « {self.methode} » inconnue ; attendu : {', '.join(METHODES)}.")


Changement = (
    Livraison
    | DroitAjoute
    | DroitEteint
    | Retrait
    | ChangementRotation
    | ChangementLiberations
    | ChangementPrevision
    | ChangementPart
    | ChangementPlafond
    | ChangementMethode
)


def order_changements(changements: Iterable[Changement]) -> tuple[Changement, ...]:
    """Put changes in the order in which they apply, whatever the order in which they were said.

    Raises:
        DonneeInvalideError: two of them cannot both hold.

    Examples:
        >>> [c.genre for c in order_changements([ChangementMethode("negociee"), Livraison("06029", 30)])]
        ['livraison', 'methode']
    """
    changements = tuple(changements)
    _check_once_each(changements)
    return tuple(sorted(changements, key=_rank))


def _rank(changement: Changement) -> tuple[int, bool, bool, str]:
    """Order of the kinds; the parc's rate before a contingent's, the named lines before the earliest to end."""
    is_second = isinstance(changement, ChangementRotation) and bool(changement.reservataire)
    is_unnamed = isinstance(changement, DroitEteint) and changement.ligne is None
    return RANGS.index(changement.genre), is_second, is_unnamed, repr(changement)


def _check_once_each(changements: tuple[Changement, ...]) -> None:
    """Refuse two absolute values of the same thing, or an absolute value and a factor."""
    said: Counter[str] = Counter()
    absolute: set[str] = set()
    for changement in changements:
        subject, is_absolute = _subject(changement)
        if subject:
            said[subject] += 1
            absolute |= {subject} if is_absolute else set()
    for subject in sorted(absolute):
        if said[subject] > 1:
            raise DonneeInvalideError(f"Scénario, {subject} : {said[subject]} changements ; attendu : un seul.")


def _subject(changement: Changement) -> tuple[str, bool]:
    """What a change is about, and whether it must be the only one; nothing for those that add up."""
    subject, is_absolute = "", True
    match changement:
        case ChangementRotation(reservataire=qui):
            subject = f"rotation {f'du contingent de {qui}' if qui else 'du parc'}"
            is_absolute = changement.valeur is not None
        case ChangementPrevision(categorie=categorie):
            subject, is_absolute = f"prévision de {categorie}", changement.nombre is not None
        case ChangementPart(reservataire=qui):
            subject = f"part négociée de {qui}"
        case ChangementPlafond(code=code):
            subject = f"plafond « {code} »"
        case ChangementMethode():
            subject = "méthode"
        case DroitEteint(reservataire=qui, ligne=ligne):
            subject = f"droits éteints de {qui}{f', ligne {ligne}' if ligne else ''}"
    return subject, is_absolute


def _check_programme(lieu: str, logements: int, reservataire: str, droits: int) -> None:
    _check_nombre(lieu, logements)
    if droits < 0 or droits > logements or bool(droits) != bool(reservataire):
        raise DonneeInvalideError(
            f"{lieu} : {droits} droits pour « {reservataire} » sur {ecrire_nombre(logements)} logements ; attendu : "
            "un réservataire et ses droits, pas plus que de logements, ou ni l’un ni l’autre."
        )


def _check_nombre(lieu: str, nombre: int) -> None:
    if nombre < 1:
        raise DonneeInvalideError(f"{lieu} : {nombre} ; attendu : 1 ou plus.")


def _check_part(lieu: str, part: Fraction) -> None:
    if not 0 <= part <= 1:
        raise DonneeInvalideError(f"{lieu} : {part} ; attendu : entre 0 et 1 (25 % s’écrit 25/100).")


def _check_facteur(lieu: str, facteur: Fraction) -> None:
    if facteur < 0:
        raise DonneeInvalideError(f"{lieu}, facteur : {facteur} ; attendu : 0 ou plus (−10 % s’écrit 9/10).")


def _check_one(lieu: str, **champs: Fraction | None) -> None:
    """Refuse neither or both of a value and a factor, and what is below zero."""
    given = [nombre for nombre in champs.values() if nombre is not None]
    if len(given) != 1:
        raise DonneeInvalideError(f"{lieu} : {len(given)} valeurs ; attendu : {' ou '.join(champs)}, et un seul.")
    _check_facteur(lieu, given[0])
