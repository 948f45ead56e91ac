"""The headline of the steering, on its page and on the home page."""

from __future__ import annotations

from gef.actions.pilotage import LignePilotage, Pilotage
from gef.outputs.phrases_pilotage import say_constats, say_raisons


def say_constat(found: Pilotage) -> str:
    """Say who waits the most, and why; "" when nobody does."""
    if not found.alertes:
        return ""
    first: LignePilotage = found.alertes[0]
    what = say_constats(first.constats)
    return f"{first.nom} d’abord, {what} : {say_raisons(first.raisons, first.compte)}."
