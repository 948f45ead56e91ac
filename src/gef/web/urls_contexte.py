"""Routes of the context of an orientation: residences, needs out of the flux, wishes."""

from __future__ import annotations

from django.urls import path

from gef.web import besoins, residences, souhaits

urlpatterns = [
    path("orientation/residences", residences.residences, name="orientation-residences"),
    path("orientation/besoins", besoins.besoins, name="orientation-besoins"),
    path("orientation/souhaits", souhaits.souhaits, name="orientation-souhaits"),
]
