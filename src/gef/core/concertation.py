"""The concertation on a new programme: what the bailleur proposes to each réservataire, what each one answers.

    a_proposer ── propose ──> propose ── accepte ──> accepte (may contest again until the end)
                                      └─ conteste ─> conteste ── propose ──> propose

The bailleur closes the concertation with the agreed numbers, whatever the states. Somebody who still contests does not
stop him from closing: he then says why, by name. No text says who decides when the partners disagree;
docs/metier/premiere-location.md says so.

Source:
    CCH art. R. 441-5: the convention organises the concertation of all the réservataires.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from gef.core.avis import MOTIF_MINIMUM
from gef.core.errors import DonneeInvalideError, TransitionInterditeError

TypePosition = Literal["propose", "accepte", "conteste"]
EtatPosition = Literal["a_proposer", "propose", "accepte", "conteste"]

TYPES_POSITION: Mapping[TypePosition, str] = {
    "propose": "proposition",
    "accepte": "acceptation",
    "conteste": "contestation",
}
ETATS_POSITION: Mapping[EtatPosition, str] = {
    "a_proposer": "à proposer",
    "propose": "proposé",
    "accepte": "accepté",
    "conteste": "contesté",
}
TRANSITIONS: Mapping[tuple[EtatPosition, TypePosition], EtatPosition] = {
    ("a_proposer", "propose"): "propose",
    ("propose", "propose"): "propose",
    ("propose", "accepte"): "accepte",
    ("propose", "conteste"): "conteste",
    ("accepte", "propose"): "propose",
    ("accepte", "conteste"): "conteste",
    ("conteste", "propose"): "propose",
    ("conteste", "accepte"): "accepte",
}


@dataclass(frozen=True, slots=True)
class Position:
    """One word of the concertation with a réservataire.

    Attributes:
        type: A code of `TYPES_POSITION`.
        nombre: Dwellings proposed, accepted, or asked.
        motif: Why; compulsory for a contest.
    """

    type: TypePosition
    nombre: int
    motif: str = ""

    def __post_init__(self) -> None:
        if self.type not in TYPES_POSITION:
            raise DonneeInvalideError(f"Position : « {self.type} » ; attendu : {', '.join(TYPES_POSITION)}.")
        if self.nombre < 0:
            raise DonneeInvalideError(f"Position, nombre de logements : {self.nombre} ; attendu : 0 ou plus.")
        if self.type == "conteste" and len(self.motif.strip()) < MOTIF_MINIMUM:
            raise DonneeInvalideError(
                f"Écrivez le motif, en {MOTIF_MINIMUM} caractères au moins : « la Ville garantit la moitié des prêts »."
            )


@dataclass(frozen=True, slots=True)
class Echange:
    """What was said with one réservataire, in order.

    Attributes:
        etat: Where the last word leads.
        positions: Every word, oldest first.
    """

    etat: EtatPosition = "a_proposer"
    positions: tuple[Position, ...] = ()

    @property
    def rang(self) -> int:
        """How many words were written."""
        return len(self.positions)

    @property
    def propose(self) -> int | None:
        """Number that the bailleur last proposed; None before any proposal."""
        return next((word.nombre for word in reversed(self.positions) if word.type == "propose"), None)

    def can(self, kind: TypePosition) -> bool:
        """Whether such a word can follow."""
        return (self.etat, kind) in TRANSITIONS


def read_echange(positions: Iterable[Position]) -> Echange:
    """Read an exchange from its words in order.

    Raises:
        TransitionInterditeError: a word cannot follow those before it.

    Examples:
        >>> read_echange([Position("propose", 4), Position("accepte", 4)]).etat
        'accepte'
    """
    echange = Echange()
    for position in positions:
        echange = add_position(echange, position)
    return echange


def add_position(echange: Echange, position: Position) -> Echange:
    """Add one word.

    Args:
        echange: What was said.
        position: The next word.

    Returns:
        The exchange that follows; the one given is not changed.

    Raises:
        TransitionInterditeError: it cannot follow; the message says what could.
        DonneeInvalideError: an acceptance of another number than the proposed one, a contest of the same one.
    """
    etat = TRANSITIONS.get((echange.etat, position.type))
    if etat is None:
        possible = ", ".join(TYPES_POSITION[kind] for kind in TYPES_POSITION if echange.can(kind))
        raise TransitionInterditeError(
            f"Concertation à l’état « {ETATS_POSITION[echange.etat]} » : {TYPES_POSITION[position.type]} impossible ; "
            f"attendu : {possible}."
        )
    if position.type == "accepte" and position.nombre != echange.propose:
        raise DonneeInvalideError(f"Accepté : {position.nombre} ; attendu : {echange.propose}, le nombre proposé.")
    if position.type == "conteste" and position.nombre == echange.propose:
        raise DonneeInvalideError(f"Contesté : {position.nombre}, le nombre proposé ; attendu : un autre nombre.")
    return Echange(etat, (*echange.positions, position))


@dataclass(frozen=True, slots=True)
class Cloture:
    """Who stands where when a concertation is closed, in order of id.

    Attributes:
        desaccords: Accounts whose last answer names another number than the agreed one.
        silences: Accounts that never answered the last proposal.
    """

    desaccords: tuple[str, ...]
    silences: tuple[str, ...]


def check_cloture(
    echanges: Mapping[str, Echange], nombres: Mapping[str, int], motif: str, noms: Mapping[str, str] | None = None
) -> Cloture:
    """Say who disagrees and who is silent when the concertation is closed; closing over a contest needs a reason.

    A réservataire agrees when the number that he accepted, or asked for, is the agreed one. Silence is told, it is
    neither an agreement nor a contest.

    Args:
        echanges: What was said with each account consulted.
        nombres: Agreed dwellings by account; none when it is not there.
        motif: Why the bailleur closes.
        noms: Name of each account, for the message; its id where it has none.

    Raises:
        DonneeInvalideError: somebody disagrees, and the reason is missing or too short.

    Examples:
        >>> said = read_echange([Position("propose", 4), Position("conteste", 5, "la moitié des prêts")])
        >>> check_cloture({"VILLE": said, "CD": Echange()}, {"VILLE": 5}, "")
        Cloture(desaccords=(), silences=('CD',))
    """
    silences = tuple(sorted(code for code, echange in echanges.items() if echange.etat in ("a_proposer", "propose")))
    desaccords = tuple(
        sorted(
            code
            for code, echange in echanges.items()
            if code not in silences and echange.positions[-1].nombre != nombres.get(code, 0)
        )
    )
    if desaccords and len(motif.strip()) < MOTIF_MINIMUM:
        who = ", ".join((noms or {}).get(code, code) for code in desaccords)
        raise DonneeInvalideError(
            f"Sans accord de {who} : écrivez pourquoi vous arrêtez la répartition, en "
            f"{MOTIF_MINIMUM} caractères au moins."
        )
    return Cloture(desaccords, silences)
