"""Routes of the year of a territory, and of its conférence."""

from __future__ import annotations

from django.urls import path

from gef.web import conference, territoire

urlpatterns = [
    path("territoire", territoire.territoire, name="territoire"),
    path("territoire/calcul", territoire.calcul, name="territoire-calcul"),
    path("conference", conference.conference, name="conference"),
    path("conference/<int:reunion>", conference.reunion, name="conference-reunion"),
    path("conference/<int:reunion>/dossier", conference.dossier, name="conference-dossier"),
    path("conference/decisions/<int:decision>", conference.decision, name="conference-decision"),
]
