"""One bailleur's data as the calculations take them, wherever they come from: database or folder of files.

The screens read a `Dossier` from the database (`gef.actions.dossier`), the command line from files
(`gef.actions.dossier_fichiers`); both then go through `gef.actions.entrees` and the same functions of the core, so they
show the same figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final

import polars as pl

from gef.core.ecritures import Clause, Fait
from gef.core.faits import ANNULATION, SORTIES
from gef.core.lecture_faits import find_sortie, is_depart, list_standing
from gef.core.parts import BAILLEUR, PartConvention, Reservataire, TableParts
from gef.core.recompte import LogementSuivi
from gef.core.rotation import TauxRotation
from gef.law.territoires import load_communes

# Facts after which a dwelling is no longer what its row says.
CORRECTIONS: Final = frozenset({*SORTIES, ANNULATION})


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
    reference: str = ""
    part_garantie: Fraction | None = None
    mode_gestion: str = ""
    utilisateur: str = ""
    delegation_debut: date | None = None
    delegation_fin: date | None = None


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
    politique_silence: str = "non_compte"
    mode_gestion: str = "directe"
    requalifie_min: Fraction | None = None

    def to_clause(self) -> Clause:
        """Give what the convention says of refusals, of silence and of the count."""
        return Clause(self.debut, self.fin, self.declencheur, self.politique_refus, self.politique_silence)


@dataclass(frozen=True, slots=True)
class PrevisionInscrite:
    """Dwellings expected to leave the flux of an exercice; `mois` None is the whole year.

    A later `declaree_le` revises an earlier one of the same category and month.
    """

    exercice: int
    categorie: str
    nombre: int
    document: str = ""
    mois: int | None = None
    declaree_le: date | None = None


@dataclass(frozen=True, slots=True)
class ForfaitInscrit:
    """The flat share of the freed dwellings taken for the mutations of an exercice; `taux` None gives it up."""

    exercice: int
    taux: Fraction | None
    document: str = ""


@dataclass(frozen=True, slots=True)
class DerogationInscrite:
    """An act that sets a cap or a floor aside; `exercice` None lasts as the convention does."""

    code: str
    valeur: Fraction
    clause: str
    document: str
    portee: str = "departement"
    exercice: int | None = None


@dataclass(frozen=True, slots=True)
class ExclusionInscrite:
    """A kind of dwelling that leaves the assiette; `reservataire` empty: every convention says so."""

    code: str
    debut: date
    fin: date | None = None
    reservataire: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class TauxInscrit:
    """A published rotation rate, with what it counts; `territoire` is a portée or « region:93 »."""

    territoire: str
    annee: int
    valeur: Fraction
    source: str
    numerateur_exclut: frozenset[str] = frozenset()
    denominateur_exclut: frozenset[str] = frozenset()
    evenements: int | None = None


@dataclass(frozen=True, slots=True)
class DemandesInscrites:
    """Applications and allocations of a commune in a year; None is not known."""

    commune: str
    annee: int
    demandes: int | None
    attributions: int | None
    source: str


@dataclass(frozen=True, slots=True)
class FaitInscrit:
    """A dated fact of a freed dwelling; types and precisions of `gef.core.faits`."""

    type: str
    date: date
    reservataire: str
    precision: Mapping[str, str] = field(default_factory=dict)

    def to_core(self) -> Fait:
        """Give the core's view of the fact."""
        return Fait(self.type, self.date, self.reservataire, self.precision)


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
    ident_rep: str = ""

    def to_core(self) -> LogementSuivi:
        """Give the core's view of the dwelling and of its facts."""
        faits = tuple(fait.to_core() for fait in self.faits)
        return LogementSuivi(self.reference, self.commune, self.libre_le, self.hors_flux, faits)

    def settle(self) -> LiberationInscrite | None:
        """Give the dwelling as its facts leave it, without the cancelled ones; None when its préavis was withdrawn."""
        if all(fait.type not in CORRECTIONS for fait in self.faits):
            return self
        standing = list_standing(fait.to_core() for fait in self.faits)
        sortie = find_sortie(self.hors_flux, standing)
        faits = tuple(FaitInscrit(f.type, f.jour, f.reservataire, f.precision) for f in standing)
        return None if sortie is None else replace(self, hors_flux=sortie, faits=faits)


# Lists of dwellings: who has each one reserved, and which leave the assiette because somebody listed them.
RESERVATIONS: Final = {
    "logement": pl.String,  # RPLS number, or identifier of the bailleur
    "reservataire": pl.String,
    "droit": pl.String,  # reference of a line of the register, "" when unknown
    "debut": pl.Date,
    "fin": pl.Date,  # excluded
}
LOGEMENTS_EXCLUS: Final = {"logement": pl.String, "code": pl.String, "document": pl.String}


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of one bailleur in one département.

    `choix_taux` is the rate that the bailleur chose for each exercice; `reservations` and `logements_exclus` have the
    columns of `RESERVATIONS` and `LOGEMENTS_EXCLUS`. `tailles_parc` counts the dwellings of each kept millésime.
    """

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
    derogations: tuple[DerogationInscrite, ...] = ()
    exclusions: tuple[ExclusionInscrite, ...] = ()
    taux_publies: tuple[TauxInscrit, ...] = ()
    choix_taux: Mapping[int, TauxRotation] = field(default_factory=dict)
    demandes: tuple[DemandesInscrites, ...] = ()
    forfaits: tuple[ForfaitInscrit, ...] = ()
    reservations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RESERVATIONS))
    logements_exclus: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOGEMENTS_EXCLUS))
    tailles_parc: Mapping[int, int] = field(default_factory=dict)

    def table_parts(self) -> TableParts:
        """Parts by commune and day, from the conventions."""
        accounts = {c.code: Reservataire(c.code, c.type, c.portee) for c in self.comptes}
        rows = (PartConvention(accounts[c.reservataire], c.part, c.debut, c.fin) for c in self.conventions)
        return TableParts(rows, epci_par_commune())

    def list_liberees(self) -> list[LiberationInscrite]:
        """Departures as their facts leave them, for the counts; the ledger reads `liberations` as written."""
        settled = (row.settle() for row in self.liberations)
        return [row for row in settled if row is not None and is_depart(row.hors_flux)]

    def clauses(self) -> dict[str, tuple[Clause, ...]]:
        """What the conventions of each account say, in the order of the conventions."""
        rows: defaultdict[str, tuple[Clause, ...]] = defaultdict(tuple)
        for row in self.conventions:
            rows[row.reservataire] = (*rows[row.reservataire], row.to_clause())
        return dict(rows)

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
