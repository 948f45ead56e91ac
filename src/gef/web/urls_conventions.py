"""Routes of the conventions."""

from __future__ import annotations

from django.urls import path

from gef.web import calendrier_conventions, convention, convention_termes, conventions, gabarits

_VERSION = "conventions/<int:convention>/version-<int:version>"

urlpatterns = [
    path("conventions", conventions.conventions, name="conventions"),
    path("conventions/calendrier", calendrier_conventions.calendrier, name="conventions-calendrier"),
    path("conventions/calendrier.ics", calendrier_conventions.fichier, name="conventions-fichier"),
    path("agenda/<str:jeton>.ics", calendrier_conventions.agenda, name="conventions-agenda"),
    path("conventions/gabarit", gabarits.gabarit, name="conventions-gabarit"),
    path("conventions/gabarit.docx", gabarits.telecharger, name="conventions-gabarit-fichier"),
    path("conventions/<int:convention>", convention.convention, name="convention"),
    path("conventions/<int:convention>/comparer", convention.comparer, name="convention-comparer"),
    path("conventions/<int:convention>/termes", convention_termes.termes, name="convention-termes"),
    path("conventions/<int:convention>/actualiser", convention_termes.actualiser, name="convention-actualiser"),
    path(f"{_VERSION}.docx", convention.document, {"extension": "docx"}, name="convention-docx"),
    path(f"{_VERSION}.pdf", convention.document, {"extension": "pdf"}, name="convention-pdf"),
]
