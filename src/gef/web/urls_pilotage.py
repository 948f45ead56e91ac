"""Routes of the steering and of the saved views."""

from __future__ import annotations

from django.urls import path

from gef.web import pilotage, pourquoi, vues

urlpatterns = [
    path("pilotage", pilotage.pilotage, name="pilotage"),
    path("pilotage/soldes", pilotage.soldes, name="pilotage-soldes"),
    path("pilotage/vacance", pilotage.vacance, name="pilotage-vacance"),
    path("pilotage/logements/<path:reference>", pourquoi.pourquoi, name="pilotage-pourquoi"),
    path("vues", vues.enregistrer, name="vues"),
    path("vues/retirer", vues.retirer, name="vues-retirer"),
]
