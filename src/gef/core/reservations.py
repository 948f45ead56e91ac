"""The bailleur's list of reserved dwellings, read against the register: for whom, since when, until when.

RPLS names no collectivité, so each bailleur keeps his own list. A line names a réservataire and, when he knows it, the
right of the register. Where both speak, the line says who and from when, the register says who uses the right and
how long the law prolongs it. Neither corrects the other: `gef.core.rapprochement` lists what does not agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gef.core.registre_droits import DroitSitue

EtatReservation = Literal["a_venir", "en_cours", "echue"]
References = Mapping[str, tuple[DroitSitue, ...]]


@dataclass(frozen=True, slots=True)
class LigneReservation:
    """What the list says of a dwelling.

    Attributes:
        reservataire: Account named by the list.
        droit: Reference of a line of the register; "" is unknown.
        debut: First day; None is that of the right.
        fin: Day after the last one; None is that of the right, or not established.
    """

    reservataire: str
    droit: str = ""
    debut: date | None = None
    fin: date | None = None


@dataclass(frozen=True, slots=True)
class ReservationSituee:
    """A line of the list on a day.

    Attributes:
        ligne: What the list says.
        droit: The right that the line cites, found in the register; None when it cites none, or an unknown one.
        titulaire: Who holds the right; who the list names when the right is unknown.
        utilisateur: Who uses it that day.
        debut: First day; None is not established.
        fin: Day after the last one, the survival of a guarantee counted; None is not established.
        etat: Where the line stands that day.
    """

    ligne: LigneReservation
    droit: DroitSitue | None
    titulaire: str
    utilisateur: str
    debut: date | None
    fin: date | None
    etat: EtatReservation

    @property
    def is_en_cours(self) -> bool:
        """Whether the dwelling is reserved that day."""
        return self.etat == "en_cours"

    @property
    def beneficiaires(self) -> tuple[str, ...]:
        """The accounts whose detailed statement shows the dwelling: named by the list, holder, user."""
        return tuple(dict.fromkeys((self.ligne.reservataire, self.titulaire, self.utilisateur)))

    @property
    def is_autre(self) -> bool:
        """Whether the list names neither the holder nor the user of the right that it cites."""
        return self.ligne.reservataire not in (self.titulaire, self.utilisateur)


def index_references(situes: Iterable[DroitSitue]) -> References:
    """Gather the rights of a register by reference; those without one cannot be cited."""
    found: dict[str, tuple[DroitSitue, ...]] = {}
    for situe in situes:
        if reference := situe.droit.reference:
            found[reference] = (*found.get(reference, ()), situe)
    return found


def situer_reservation(ligne: LigneReservation, references: References, jour: date) -> ReservationSituee:
    """Tell whether a line of the list still reserves its dwelling on a day, and for whom.

    The dates of the line come first, those of the right fill what it leaves open. One date of the right comes before
    the line's: the end that the law prolongs, which no list can bring forward. A line whose right is over is over.

    Args:
        ligne: The line.
        references: The register, by reference; a reference given twice names the right of the named réservataire.
        jour: The day.

    Source:
        CCH art. L. 441-1 for the prolonged end; docs/metier/etat-des-lieux.md for the rest, agreed nowhere else.

    Examples:
        >>> situee = situer_reservation(LigneReservation("VILLE", fin=date(2026, 1, 1)), {}, date(2026, 1, 1))
        >>> situee.titulaire, situee.is_en_cours
        ('VILLE', False)
    """
    droit = _find_droit(ligne, references)
    if droit is None:
        nom = ligne.reservataire
        return ReservationSituee(ligne, None, nom, nom, ligne.debut, ligne.fin, _etat(ligne.debut, ligne.fin, jour))
    debut, fin = ligne.debut or droit.droit.debut, droit.fin_retenue if ligne.fin is None else ligne.fin
    if droit.is_prolonge and fin is not None and droit.fin_retenue is not None:
        fin = max(fin, droit.fin_retenue)
    bornes = [b for b in (fin, droit.fin_retenue) if b is not None]
    etat = _etat(max(debut, droit.droit.debut), min(bornes, default=None), jour)
    utilisateur = droit.droit.utilisateur_au(jour)
    return ReservationSituee(ligne, droit, droit.droit.reservataire, utilisateur, debut, fin, etat)


def _find_droit(ligne: LigneReservation, references: References) -> DroitSitue | None:
    found = references.get(ligne.droit, ()) if ligne.droit else ()
    named = (d for d in found if ligne.reservataire in (d.droit.reservataire, d.droit.utilisateur))
    return next(named, found[0] if found else None)


def _etat(debut: date | None, fin: date | None, jour: date) -> EtatReservation:
    if debut is not None and jour < debut:
        return "a_venir"
    return "echue" if fin is not None and fin <= jour else "en_cours"
