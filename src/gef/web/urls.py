"""Routes of the screens, by journey."""

from __future__ import annotations

from django.urls import path

from gef.web import accueil, compte, orientation

app_name = "web"
urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("organisation", compte.changer_organisation, name="organisation"),
    path("orientation", orientation.orientation, name="orientation"),
    path("logements/<str:reference>", orientation.logement, name="logement"),
]
