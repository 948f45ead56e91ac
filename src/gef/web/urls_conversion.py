"""Routes of the conversion and of the objectives."""

from __future__ import annotations

from django.urls import path

from gef.web import conversion, conversion_details, derogations, droits_uniques, objectifs, parts_retenues

urlpatterns = [
    path("conversion", conversion.conversion, name="conversion"),
    path("conversion/calculer", conversion.calculer, name="conversion-calculer"),
    path("conversion/communes", conversion_details.communes, name="conversion-communes"),
    path("conversion/plafonds", conversion_details.plafonds, name="conversion-plafonds"),
    path("conversion/part/<str:code>", conversion_details.part, name="conversion-part"),
    path("conversion/droits-uniques", droits_uniques.droits_uniques, name="conversion-droits-uniques"),
    path("conversion/derogations", derogations.derogations, name="conversion-derogations"),
    path("conversion/retenir", parts_retenues.retenir, name="conversion-retenir"),
    path("objectifs", objectifs.objectifs, name="objectifs"),
    path("objectifs/calculer", objectifs.calculer, name="objectifs-calculer"),
]
