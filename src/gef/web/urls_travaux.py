"""Routes of the background work, and of what is asked for in the background."""

from __future__ import annotations

from django.urls import path

from gef.web import travaux

urlpatterns = [
    path("travaux", travaux.travaux, name="travaux"),
    path("travaux/<int:travail>", travaux.travail, name="travail"),
    path("travaux/<int:travail>/fichier", travaux.fichier, name="travail-fichier"),
    path("travaux/<int:travail>/annuler", travaux.annuler, name="travail-annuler"),
    path("travaux/<int:travail>/relancer", travaux.reprendre, name="travail-relancer"),
    path("etat-des-lieux/releves", travaux.releves_tous, name="parc-releves-tous"),
]
