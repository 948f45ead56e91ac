"""What would bring an obligation back to its share: how many of the events to come, and from whom they may come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Final, Literal

from gef.core.obligations import Evenement, LogementAOrienter, Obligation, touches

EtapeFlux = Literal["a_orienter", "oriente", "attribue"]
# The dwellings in progress that an event may still come from.
ATTENDUS: Final[Mapping[Evenement, frozenset[EtapeFlux]]] = {
    "orientation": frozenset({"a_orienter"}),
    "attribution": frozenset({"oriente"}),
    "bail": frozenset({"oriente", "attribue"}),
}


@dataclass(frozen=True, slots=True)
class LogementEnCours:
    """A dwelling in progress: how far, where, and the account that holds it or to which it is proposed."""

    etape: EtapeFlux
    logement: LogementAOrienter
    compte: str


@dataclass(frozen=True, slots=True)
class Remede:
    """What would bring an obligation back to its share.

    Attributes:
        obligation: The one that is not held.
        restants: Next events, all of which must count for a floor and none for a ceiling; None when no number of them
            is enough, or when what is not known decides.
        inconnus: Events of the base to be documented.
        en_cours: Dwellings in progress that may enter the base, by account.
    """

    obligation: Obligation
    restants: int | None
    inconnus: int
    en_cours: Mapping[str, int] = field(default_factory=dict)


def proposer_remede(obligation: Obligation, en_cours: Iterable[LogementEnCours] = ()) -> Remede | None:
    """Say what would bring an obligation back to its share; None when it is held, or has no base.

    Args:
        obligation: The obligation.
        en_cours: Dwellings in progress.

    Source:
        docs/metier/pilotage.md, « Ce qui remédierait à une obligation ».
    """
    if obligation.statut in ("tenue", "sans_objet"):
        return None
    inconnus = obligation.comptage.inconnus
    is_known = obligation.statut in ("a_risque", "a_surveiller")
    restants = count_restants(obligation) if is_known else None
    return Remede(obligation, restants, inconnus, count_en_cours(obligation, en_cours))


def count_restants(obligation: Obligation) -> int | None:
    """Count the next events that are enough: all counted for a floor, none for a ceiling; None when nothing is.

    Source:
        docs/metier/pilotage.md: ⌈(s b − a) ÷ (1 − s)⌉, or ⌈a ÷ s − b⌉.
    """
    part, known = obligation.seuil.valeur, obligation.comptage
    if not obligation.manque:
        return 0
    if obligation.regle.sens == "plancher":
        return ceil(obligation.manque / (1 - part)) if part < 1 else None
    return ceil(known.atteint / part - known.base) if part else None


def count_en_cours(obligation: Obligation, en_cours: Iterable[LogementEnCours]) -> dict[str, int]:
    """Count by account the dwellings in progress that may enter the base, the most first."""
    wanted = ATTENDUS[obligation.regle.evenement]
    counts = Counter(
        row.compte
        for row in en_cours
        if row.etape in wanted and obligation.reservataire in ("", row.compte) and touches(obligation, row.logement)
    )
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
