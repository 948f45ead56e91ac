"""Routes of the new programmes, of the relogements and of the hors flux, open to both sides."""

from __future__ import annotations

from django.urls import path

from gef.web import hors_flux, programmes, relogements

urlpatterns = [
    path("programmes", programmes.programmes, name="programmes"),
    path("programmes/<int:programme>", programmes.programme, name="programme"),
    path("relogements", relogements.relogements, name="relogements"),
    path("hors-flux", hors_flux.hors_flux, name="hors-flux"),
    path("hors-flux/<int:bailleur>", hors_flux.hors_flux_bailleur, name="hors-flux-bailleur"),
]
