"""The repartition of a new programme as JSON can hold it: lots as rows, the law read on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from gef.actions.entrees_conversion import read_seuil
from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Explication
from gef.core.operations import PART_USAGE
from gef.core.premiere_location import PartProgramme, convenir, repartir_premiere_location
from gef.core.programmes_neufs import Contrepartie, Programme


@dataclass(frozen=True, slots=True)
class LotNeuf:
    """Dwellings of one typologie and one financement; in a result, those of one réservataire."""

    typologie: str
    financement: str
    nombre: int
    reservataire: str = ""


@dataclass(frozen=True, slots=True)
class EntreeProgramme:
    """What the repartition reads; see `gef.core.programmes_neufs.Programme`.

    Attributes:
        code: Name of the programme.
        date: Day on which the law is read.
        lots: Its dwellings.
        reservataires: Type of each account consulted.
        contreparties: What they bring.
        part_etat: Share of the État; None takes the habit.
        part_garanties: Share that the guarantees open, all together.
        accordes: Agreed dwellings by account; None asks for the proposal.
        document: What the agreed numbers come from.
    """

    code: str
    date: dt.date
    lots: tuple[LotNeuf, ...]
    reservataires: Mapping[str, str]
    contreparties: tuple[Contrepartie, ...] = ()
    part_etat: Fraction | None = None
    part_garanties: Fraction = PART_USAGE
    accordes: Mapping[str, int] | None = None
    document: str = ""
    noms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProgrammeReparti:
    """The repartition: dwellings by account, by account and lot, what must be read, and why."""

    total: int
    parts: tuple[PartProgramme, ...]
    lots: tuple[LotNeuf, ...]
    remarques: tuple[str, ...]
    explication: Explication


def repartir_programme(entree: EntreeProgramme) -> ProgrammeReparti:
    """Propose the repartition of a programme, or check the agreed one.

    Args:
        entree: The programme.

    Raises:
        DonneeInvalideError: a lot stands twice, or the core refuses it.
        gef.law.errors.ParametreAbsentError: the law had no such cap on that day.
    """
    lots = {(lot.typologie, lot.financement): lot.nombre for lot in entree.lots}
    if len(lots) < len(entree.lots):
        raise DonneeInvalideError(f"programme {entree.code}, lots : deux fois le même ; attendu : chacun une fois.")
    programme = Programme(
        entree.code,
        lots,
        entree.reservataires,
        entree.contreparties,
        entree.part_etat,
        entree.part_garanties,
        entree.noms,
    )
    found = repartir_premiere_location(
        programme, read_seuil("etat_plafond", entree.date), read_seuil("etat_agents_plafond", entree.date)
    )
    if entree.accordes is not None:
        found = convenir(found, entree.accordes, entree.document)
    rows = (LotNeuf(lot[0], lot[1], nombre, code) for (code, lot), nombre in sorted(found.table.items()))
    return ProgrammeReparti(programme.total, found.parts, tuple(rows), found.remarques, found.explication)
