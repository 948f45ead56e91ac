"""From a notice to the day a dwelling is free: one month or three, counted from the day it was received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.periodes import add_mois

DUREES: Final[Mapping[str, int]] = {"un_mois": 1, "trois_mois": 3}
ARTICLE_15: Final = Source("Loi n° 89-462 du 6 juillet 1989, art. 15, I", "legale")


def calculer_depart(preavis_le: date, duree: str) -> date:
    """Give the last day of a notice: the same day of the month, one or three months later.

    Args:
        preavis_le: Day the bailleur received it.
        duree: A code of `DUREES`.

    Raises:
        DonneeInvalideError: another length.

    Source:
        Loi n° 89-462, art. 15, I: the notice runs from the day it is received. The law says three months, one in the
        cases that it lists; which of the two applies is the bailleur's to read on the letter.

    Examples:
        >>> calculer_depart(date(2026, 1, 31), "un_mois")
        datetime.date(2026, 2, 28)
    """
    if duree not in DUREES:
        raise DonneeInvalideError(f"préavis, durée : « {duree} » ; attendu : {', '.join(DUREES)}.")
    return add_mois(preavis_le, DUREES[duree])
