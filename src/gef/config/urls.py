"""Routes of the site."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from gef.web.compte import Connexion

urlpatterns = [
    path("connexion", Connexion.as_view(), name="connexion"),
    path("deconnexion", LogoutView.as_view(), name="deconnexion"),
    path("", include("gef.web.urls")),
]
