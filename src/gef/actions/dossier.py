"""One bailleur's data as the calculations take them, wherever they come from: database or folder of files.

The screens read a `Dossier` from the database, the command line from files; both then go through `gef.actions.entrees`
and the same functions of the core, so they show the same figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from gef.access.models import Organisation
from gef.actions.parc import read_parc_table
from gef.core.parts import BAILLEUR, PartConvention, Reservataire, TableParts
from gef.db.flux import requetes
from gef.db.patrimoine.requetes import last_parc
from gef.errors import GefError
from gef.law.territoires import load_communes


class DossierIncompletError(GefError):
    """What a calculation needs has not been imported yet."""


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


def epci_par_commune() -> Mapping[str, str]:
    """Code of the EPCI of each commune of the COG."""
    return {code: commune.epci for code, commune in load_communes().items()}


def load_dossier(bailleur: Organisation) -> Dossier:
    """Read a bailleur's data from the database and his kept parc.

    Raises:
        DossierIncompletError: he has no parc yet.
    """
    parc = last_parc(bailleur.pk)
    if parc is None:
        raise DossierIncompletError(f"{bailleur} n’a pas encore de parc ; importez le dépôt RPLS de l’année.")
    comptes = requetes.comptes_of(bailleur.pk).exclude(code=BAILLEUR)
    return Dossier(
        bailleur=bailleur.nom,
        departement=bailleur.territoire,
        parc=read_parc_table(parc),
        millesime=parc.millesime,
        source_parc=f"{parc.nom_fichier}, millésime {parc.millesime}, version {parc.version}",
        comptes=tuple(Compte(c.code, c.nom, c.type, c.portee) for c in comptes),
        droits=_load_droits(bailleur),
        conventions=_load_conventions(bailleur),
        previsions=tuple(
            PrevisionInscrite(p.exercice, p.categorie, p.nombre, p.document)
            for p in requetes.previsions_of(bailleur.pk)
        ),
        liberations=_load_liberations(bailleur),
    )


def _load_droits(bailleur: Organisation) -> tuple[DroitInscrit, ...]:
    return tuple(
        DroitInscrit(
            reservataire=row.reservataire.code,
            nature=row.nature,
            type_droit=row.type_droit,
            nombre=row.nombre,
            debut=row.debut,
            fin=row.fin,
            commune=row.commune,
            programme=row.programme,
            echeance_pret=row.echeance_pret,
            rotation=row.rotation,
            is_formalise=row.is_formalise,
            document=row.document,
        )
        for row in requetes.droits_of(bailleur.pk)
    )


def _load_conventions(bailleur: Organisation) -> tuple[ConventionInscrite, ...]:
    return tuple(
        ConventionInscrite(
            row.reservataire.code, row.part, row.debut, row.fin, row.declencheur, row.politique_refus, row.source
        )
        for row in requetes.conventions_of(bailleur.pk)
    )


def _load_liberations(bailleur: Organisation) -> tuple[LiberationInscrite, ...]:
    faits: defaultdict[int, list[FaitInscrit]] = defaultdict(list)
    rows = requetes.faits_of(bailleur.pk)
    for liberation, kind, jour, code in rows.values_list("liberation", "type", "date", "reservataire__code"):
        faits[liberation].append(FaitInscrit(kind, jour, code or BAILLEUR))
    return tuple(
        LiberationInscrite(
            reference=row.reference,
            libre_le=row.libre_le,
            commune=row.commune,
            epci=row.epci,
            hors_flux=row.hors_flux,
            typologie=row.typologie or None,
            financement=row.financement or None,
            qpv=row.qpv,
            forme=row.forme or None,
            periode=row.periode or None,
            faits=tuple(faits[row.pk]),
        )
        for row in requetes.liberations_of(bailleur.pk)
    )
