"""The rows of the demonstration, as files and database both take them; they know neither."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class CompteDemo:
    """An account of the flux."""

    code: str
    nom: str
    type: str
    portee: str


@dataclass(frozen=True, slots=True)
class ConventionDemo:
    """The part of a convention; `fin` is excluded."""

    reservataire: str
    part: Fraction
    debut: date
    fin: date
    declencheur: str
    politique_refus: str
    source: str


@dataclass(frozen=True, slots=True)
class DroitDemo:
    """A line of the register of rights; `fin` is excluded, None is not established."""

    reservataire: str
    nature: str
    type_droit: str
    nombre: int
    debut: date
    fin: date | None = None
    commune: str = ""
    programme: str = ""
    echeance_pret: date | None = None
    rotation: Fraction | None = None
    is_formalise: bool = True
    document: str = ""


@dataclass(frozen=True, slots=True)
class PrevisionDemo:
    """Dwellings expected to leave the flux of an exercice."""

    exercice: int
    categorie: str
    nombre: int
    document: str
