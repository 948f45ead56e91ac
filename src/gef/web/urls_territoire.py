"""Routes of the year of a territory, and of its conférence."""

from __future__ import annotations

from django.urls import path

from gef.web import territoire

urlpatterns = [
    path("territoire", territoire.territoire, name="territoire"),
    path("territoire/calcul", territoire.calcul, name="territoire-calcul"),
]
