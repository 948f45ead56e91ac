"""Routes of what an organisation is told."""

from __future__ import annotations

from django.urls import path

from gef.web import avertissements

urlpatterns = [
    path("avertissements", avertissements.avertissements, name="avertissements"),
    path("avertissements/lus", avertissements.lus, name="avertissements-lus"),
    path("avertissements/emails", avertissements.emails, name="avertissements-emails"),
]
