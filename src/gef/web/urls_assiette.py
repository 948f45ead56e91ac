"""Routes of the assiette: its versions, what leaves the parc, what leaves the flux, the notice."""

from __future__ import annotations

from django.urls import path

from gef.web import assiette, exclusions, previsions

urlpatterns = [
    path("assiette", assiette.assiette, name="assiette"),
    path("assiette/calculer", assiette.calculer, name="assiette-calculer"),
    path("assiette/versions/<int:version>", assiette.version, name="assiette-version"),
    path("assiette/comparer", assiette.comparer, name="assiette-comparer"),
    path("assiette/exclusions", exclusions.exclusions, name="assiette-exclusions"),
    path("assiette/exclusions/<str:categorie>", exclusions.logements, name="assiette-exclusion"),
    path("assiette/previsions", previsions.previsions, name="assiette-previsions"),
    path("assiette/forfait", previsions.forfait, name="assiette-forfait"),
    path("assiette/notice", previsions.notice, name="assiette-notice"),
]
