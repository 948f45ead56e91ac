"""A small flux to orient, and one decision to verify, as JSON can hold them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction

from gef.actions.codec import decode, encode
from gef.core.enregistrement import read_situation, verifier_enregistrement
from gef.core.errors import DonneeInvalideError, JournalIncoherentError
from gef.core.orientation import Logement, Parametres, Reservataire, orienter_flux


@dataclass(frozen=True, slots=True)
class LogementLibere:
    """A freed dwelling, as `gef.core.orientation.Logement`; its date is spelt so that a JSON Schema can name it."""

    rang: int
    date: dt.date
    logement: str
    commune: str
    epci: str
    typologie: str
    financement: str
    qpv: bool
    forme: str
    hors_flux: str = ""
    refus: tuple[str, ...] = ()

    def to_logement(self) -> Logement:
        """Give the dwelling of the core."""
        return Logement(**{champ.name: getattr(self, champ.name) for champ in fields(self)})


@dataclass(frozen=True, slots=True)
class LigneEnregistree:
    """One eligible account at the moment of a decision, as the journal writes it.

    `profil`, `commune` and `score` are rounded, for reading only: nothing is recomputed from them.
    """

    reservataire: str
    type: str
    part: Fraction
    droits: Fraction
    recus: int
    droits_attribut: tuple[Fraction, ...]
    recus_attribut: tuple[int, ...]
    solde: Fraction | None = None
    peut_passer: int | None = None
    profil: str = ""
    commune: str | None = None
    score: str = ""
    lecture: str = ""


@dataclass(frozen=True, slots=True)
class Contrefactuel:
    """Who would have passed first, and beyond which solde."""

    reservataire: str
    solde_au_dela_de: Fraction


@dataclass(frozen=True, slots=True)
class DecisionEnregistree:
    """A line of the journal: enough to recompute the decision from it alone; see `gef.core.enregistrement`.

    `parametres` stands in the records of the screens; in a journal, they are those of its first line.
    """

    rang: int
    date: dt.date
    logement: str
    commune: str
    epci: str
    typologie: str
    financement: str
    qpv: str
    forme: str
    reservataire: str
    motif: str
    refus: tuple[str, ...]
    solde_commune_etat: Fraction
    lignes: tuple[LigneEnregistree, ...]
    contrefactuel: Contrefactuel | None = None
    parametres: Parametres | None = None


@dataclass(frozen=True, slots=True)
class EntreeOrientation:
    """Freed dwellings in order, and the part of each account in each commune, the bailleur's own included."""

    reservataires: tuple[Reservataire, ...]
    parts: Mapping[str, Mapping[str, Fraction]]
    flux: tuple[LogementLibere, ...]
    parametres: Parametres = field(default_factory=Parametres)


@dataclass(frozen=True, slots=True)
class Orientation:
    """The decisions, in the order of the flux, with the settings that made them."""

    parametres: Parametres
    decisions: tuple[DecisionEnregistree, ...]


def orienter(entree: EntreeOrientation) -> Orientation:
    """Orient each dwelling of a flux.

    Raises:
        DonneeInvalideError: a rank stands twice, or a commune has no parts.
        PartsIncompatiblesError: the parts of a commune do not make 1.
    """
    rangs = [logement.rang for logement in entree.flux]
    if rangs != sorted(set(rangs)):
        raise DonneeInvalideError(f"flux, rangs : {rangs} ; attendu : croissants, chacun une fois.")
    flux = (logement.to_logement() for logement in entree.flux)
    decisions = orienter_flux(entree.reservataires, entree.parts, flux, entree.parametres)
    records = (decode(DecisionEnregistree, decision.enregistrement()) for decision in decisions)
    return Orientation(entree.parametres, tuple(records))


@dataclass(frozen=True, slots=True)
class EntreeVerification:
    """A recorded decision, and the settings of the rule when the record does not hold its own."""

    enregistrement: DecisionEnregistree
    parametres: Parametres | None = None


@dataclass(frozen=True, slots=True)
class DecisionVerifiee:
    """Whether a decision, made again from its record alone, is the one that the record tells; why not, in French."""

    is_conforme: bool
    reservataire: str
    motif: str
    constat: str = ""


def verifier(entree: EntreeVerification) -> DecisionVerifiee:
    """Make a recorded decision again and compare.

    Raises:
        DonneeInvalideError: nobody gives the settings of the rule.
        JournalIncoherentError: the record lacks what it takes to decide.
    """
    parametres = entree.parametres or entree.enregistrement.parametres
    if parametres is None:
        raise DonneeInvalideError("parametres : absents ; attendu : ceux de la première ligne du journal.")
    record = encode(entree.enregistrement)
    read_situation(record)
    try:
        choix = verifier_enregistrement(record, parametres)
    except JournalIncoherentError as error:
        return DecisionVerifiee(
            is_conforme=False, reservataire=record["reservataire"], motif=record["motif"], constat=str(error)
        )
    return DecisionVerifiee(is_conforme=True, reservataire=choix.retenu, motif=choix.motif)
