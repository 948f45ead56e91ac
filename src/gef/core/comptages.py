"""What the ledger of one dwelling says of the obligations and of the objectives of a commune: who received it, when.

One dwelling at a time, from where it stands: the facts that are cancelled are no longer there. Which household was
housed is told apart: the ledger does not know it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gef.core.designation import Candidature
from gef.core.ecritures import Clauses, EtatLogement, suivre
from gef.core.parts import BAILLEUR
from gef.core.residences import Cle, Passage

TypeTrace = Literal["recu", "orientation", "attribution", "bail"]
PUBLICS_PRIORITAIRES = ("dalo", "prioritaire")
_SENS: Mapping[str, int] = {"engager": 1, "annuler": -1}


@dataclass(frozen=True, slots=True)
class EvenementTrace:
    """One thing that counts: a dwelling received (+1) or given back (−1), an attribution, a lease.

    Attributes:
        type: What it is. "recu" gives a dwelling back on the day it is given back, as the accounts do; "orientation"
            takes it away from the day it was oriented, as if it had never been.
        jour: When; what is written late counts on the day of what it follows, at the earliest.
        reservataire: Account; the bailleur's own when nobody else holds the dwelling.
        nombre: 1, or −1 for a dwelling given back.
        categorie: What holds the dwelling out of the flux that day; "" in the flux.
    """

    type: TypeTrace
    jour: date
    reservataire: str
    nombre: int = 1
    categorie: str = ""


def list_evenements(logement: str, etat: EtatLogement, clauses: Clauses) -> tuple[EvenementTrace, ...]:
    """Read what counts in the ledger of a dwelling, oldest first.

    Args:
        logement: Its identifier, for the messages.
        etat: Where it stands, with the facts behind.
        clauses: Clause of an account, the day the dwelling is free.

    Source:
        CCH art. R. 441-5-1, L. 441-1: dwellings proposed, attributed, let are three counts; docs/metier/grand-livre.md.
    """
    return tuple(_walk(logement, etat, clauses))


def _walk(logement: str, etat: EtatLogement, clauses: Clauses) -> Iterator[EvenementTrace]:
    standing = []
    ecriture = etat.ecriture
    while ecriture is not None:
        standing.append(ecriture)
        ecriture = ecriture.avant.ecriture
    newest = engaged = date.min
    for row in reversed(standing):
        newest = max(newest, row.fait.jour)
        _, moves = suivre(logement, row.avant, row.fait, clauses)
        for kind, compte in moves:
            if kind in _SENS:
                engaged = newest if kind == "engager" else engaged
                yield EvenementTrace("recu", newest, compte, _SENS[kind])
                yield EvenementTrace("orientation", engaged, compte, _SENS[kind])
        holder = row.avant.reservataire or BAILLEUR
        if row.fait.type == "attribution":
            yield EvenementTrace("attribution", newest, holder, categorie=row.avant.categorie)
        elif row.fait.type == "bail":
            yield EvenementTrace("bail", newest, holder, categorie=row.avant.categorie)


@dataclass(frozen=True, slots=True)
class Menage:
    """What the obligations need to know of a household; None is not known.

    Attributes:
        is_prioritaire: Whether it is of the priority publics.
        quartile: Its quartile of resources, from 1.
        is_relogement: Whether it is rehoused for urban renewal.
    """

    is_prioritaire: bool | None = None
    quartile: int | None = None
    is_relogement: bool = False


MENAGE_INCONNU = Menage()


def to_menage(candidature: Candidature) -> Menage:
    """Keep of a candidate what the obligations count; what was declared counts before it is validated.

    Examples:
        >>> to_menage(Candidature("1110318016982G1104", personnes=2, public="dalo", quartile=1))
        Menage(is_prioritaire=True, quartile=1, is_relogement=False)
    """
    is_prioritaire = None if candidature.public is None else candidature.public in PUBLICS_PRIORITAIRES
    return Menage(is_prioritaire, candidature.quartile, candidature.is_relogement)


@dataclass(frozen=True, slots=True)
class Trace:
    """A freed dwelling: where it stands, what counts in its ledger, and the household that it was attributed to."""

    commune: str
    epci: str
    qpv: bool | None
    residence: Cle | None
    libere_le: date
    evenements: tuple[EvenementTrace, ...] = ()
    menage: Menage = MENAGE_INCONNU

    @property
    def passage(self) -> Passage:
        """What moved in its residence."""
        return Passage(self.libere_le, tuple(e.jour for e in self.evenements if e.type == "bail"))


@dataclass(frozen=True, slots=True)
class Case:
    """What the events of the dwellings are counted by."""

    type: TypeTrace
    annee: int
    reservataire: str
    commune: str
    epci: str
    qpv: bool | None
    categorie: str = ""
    menage: Menage = MENAGE_INCONNU


def cases_of(trace: Trace) -> Counter[Case]:
    """Count the events of a dwelling by case; only attributions and leases tell one household from another."""
    counts: Counter[Case] = Counter()
    for e in trace.evenements:
        menage = trace.menage if e.type in ("attribution", "bail") else MENAGE_INCONNU
        where = (trace.commune, trace.epci, trace.qpv)
        counts[Case(e.type, e.jour.year, e.reservataire, *where, e.categorie, menage)] += e.nombre
    return counts
