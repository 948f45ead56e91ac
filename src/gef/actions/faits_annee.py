"""What the facts of an exercice say of each account, and the dwellings let in it: one walk, kept with the state."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from gef.actions.flux import EtatFlux, Suivi
from gef.core.ecritures import Fait
from gef.core.jalons import JALONS, LogementLoue
from gef.core.parts import BAILLEUR

RENDUS = frozenset({"refus", "non_reponse"})


@dataclass(frozen=True, slots=True)
class FaitsAnnee:
    """Counts of an exercice by account, from the facts that stand.

    Attributes:
        tenus: Orientations of the exercice that stand.
        rendus: Refusals and silences.
        retours: Orientations that the bailleur took back.
        loues: Dwellings of the flux whose lease was signed in the exercice.
    """

    tenus: Counter[str] = field(default_factory=Counter)
    rendus: Counter[str] = field(default_factory=Counter)
    retours: Counter[str] = field(default_factory=Counter)
    loues: tuple[LogementLoue, ...] = ()


def read_faits_annee(etat: EtatFlux, exercice: int) -> FaitsAnnee:
    """Walk the dwellings of which a fact was written in an exercice or after it.

    Args:
        etat: State of the flux; it remembers the answer.
        exercice: The year.
    """
    asked = ("faits_annee", exercice)
    if asked not in etat.memoire:
        etat.memoire[asked] = _walk(etat, exercice)
    found: FaitsAnnee = etat.memoire[asked]
    return found


def _walk(etat: EtatFlux, exercice: int) -> FaitsAnnee:
    found, loues = FaitsAnnee(), []
    for suivi in etat.suivis.values():
        last = suivi.etat.ecriture
        if last is None or last.fait.jour.year < exercice:
            continue
        faits = suivi.etat.list_faits()
        _count(found, suivi, faits, exercice)
        if loue := _read_loue(suivi, faits, exercice):
            loues.append(loue)
    return FaitsAnnee(found.tenus, found.rendus, found.retours, tuple(loues))


def _count(found: FaitsAnnee, suivi: Suivi, faits: tuple[Fait, ...], exercice: int) -> None:
    holder, year = BAILLEUR, 0
    for fait in faits:
        if fait.type == "orientation":
            holder, year = fait.reservataire, fait.jour.year
        elif fait.type in RENDUS and fait.jour.year == exercice:
            found.rendus[holder] += 1
        elif fait.type == "retour" and fait.jour.year == exercice:
            found.retours[holder] += 1
    if year == exercice and suivi.reservataire == holder:
        found.tenus[holder] += 1


def _read_loue(suivi: Suivi, faits: tuple[Fait, ...], exercice: int) -> LogementLoue | None:
    """Give a dwelling of the flux that was let in the exercice, each jalon dated by its last fact."""
    if suivi.etat.etat != "loue" or suivi.etat.categorie:
        return None
    liberation = suivi.liberation
    jours = {"disponibilite": liberation.libre_le}
    if liberation.preavis_le:
        jours["preavis"] = liberation.preavis_le
    jours |= {fait.type: fait.jour for fait in faits if fait.type in JALONS}
    if "bail" not in jours or jours["bail"].year != exercice:
        return None
    return LogementLoue(liberation.reference, suivi.reservataire or BAILLEUR, jours)
