"""Routes of the screens, by journey."""

from __future__ import annotations

from django.urls import path

from gef.web import accueil, assiette, bilan, compte, orientation, provenance

app_name = "web"
urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("organisation", compte.changer_organisation, name="organisation"),
    path("assiette", assiette.assiette, name="assiette"),
    path("assiette/calculer", assiette.calculer, name="assiette-calculer"),
    path("bilan", bilan.bilan, name="bilan"),
    path("bilan/<int:exercice>", bilan.bilan, name="bilan-exercice"),
    path("comptes/<int:bailleur>/<str:code>", provenance.compte, name="compte"),
    path("orientation", orientation.orientation, name="orientation"),
    path("logements/<str:reference>", orientation.logement, name="logement"),
]
