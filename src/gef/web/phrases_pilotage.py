"""The headline of the steering, on its page and on the home page."""

from __future__ import annotations

from gef.actions.pilotage import LignePilotage, Pilotage
from gef.outputs.phrases_pilotage import say_constats, say_raisons


def say_constat(found: Pilotage) -> str:
    """Say who waits the most, and the first reason; "" when nobody does."""
    if not found.alertes:
        return ""
    first: LignePilotage = found.alertes[0]
    return f"{first.nom}, {say_constats(first.constats)} : {say_raisons(first.raisons[:1], first.compte)}."
