"""One bailleur's data as the calculations take them, wherever they come from: database or folder of files.

The screens read a `Dossier` from the database (`gef.actions.dossier`), the command line from files
(`gef.actions.dossier_fichiers`); both then go through `gef.actions.entrees` and the same functions of the core, so they
show the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

import polars as pl

from gef.core.parts import BAILLEUR, PartConvention, Reservataire, TableParts
from gef.law.territoires import load_communes


@dataclass(frozen=True, slots=True)
class Compte:
    """An account of the flux."""

    code: str
    nom: str
    type: str
    portee: str


@dataclass(frozen=True, slots=True)
class DroitInscrit:
    """A line of the register of rights; `fin` is excluded, None is open."""

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
class ConventionInscrite:
    """The part of a convention; `fin` is excluded, None is open."""

    reservataire: str
    part: Fraction
    debut: date
    fin: date | None = None
    declencheur: str = "orientation"
    politique_refus: str = "non_compte"
    source: str = ""


@dataclass(frozen=True, slots=True)
class PrevisionInscrite:
    """Dwellings expected to leave the flux of an exercice."""

    exercice: int
    categorie: str
    nombre: int
    document: str = ""


@dataclass(frozen=True, slots=True)
class FaitInscrit:
    """A dated fact of a freed dwelling; types of `gef.db.flux.models.TypeFait`."""

    type: str
    date: date
    reservataire: str


@dataclass(frozen=True, slots=True)
class LiberationInscrite:
    """A freed dwelling with its facts in order; None is « non renseigné »."""

    reference: str
    libre_le: date
    commune: str
    epci: str
    hors_flux: str
    typologie: str | None
    financement: str | None
    qpv: bool | None
    forme: str | None
    periode: str | None
    faits: tuple[FaitInscrit, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of one bailleur in one département."""

    bailleur: str
    departement: str
    parc: pl.DataFrame
    millesime: int
    source_parc: str
    comptes: tuple[Compte, ...]
    droits: tuple[DroitInscrit, ...]
    conventions: tuple[ConventionInscrite, ...]
    previsions: tuple[PrevisionInscrite, ...]
    liberations: tuple[LiberationInscrite, ...]

    def table_parts(self) -> TableParts:
        """Parts by commune and day, from the conventions."""
        accounts = {c.code: Reservataire(c.code, c.type, c.portee) for c in self.comptes}
        rows = (PartConvention(accounts[c.reservataire], c.part, c.debut, c.fin) for c in self.conventions)
        return TableParts(rows, epci_par_commune())

    def noms(self) -> dict[str, str]:
        """Display name by account id."""
        return {compte.code: compte.nom for compte in self.comptes} | {BAILLEUR: "Non réservé"}

    def etat(self) -> frozenset[str]:
        """Ids of the État's accounts."""
        return frozenset(c.code for c in self.comptes if c.type in ("etat_prio", "etat_fonct"))


@cache
def epci_par_commune() -> Mapping[str, str]:
    """Code of the EPCI of each commune of the COG."""
    return {code: commune.epci for code, commune in load_communes().items()}
