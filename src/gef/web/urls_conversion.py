"""Routes of the conversion and of the objectives."""

from __future__ import annotations

from django.urls import path

from gef.web import conversion, objectifs

urlpatterns = [
    path("conversion", conversion.conversion, name="conversion"),
    path("conversion/calculer", conversion.calculer, name="conversion-calculer"),
    path("objectifs", objectifs.objectifs, name="objectifs"),
    path("objectifs/calculer", objectifs.calculer, name="objectifs-calculer"),
]
