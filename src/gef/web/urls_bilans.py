"""Routes of the bilans: the figures of the year, the frozen bilans, the yearly returns."""

from __future__ import annotations

from django.urls import path

from gef.web import bilan, bilans_figes, retours

FIGE = "bilans/<int:bailleur>/<int:exercice>/<int:version>"

urlpatterns = [
    path("bilan", bilan.bilan, name="bilan"),
    path("bilan/<int:exercice>", bilan.bilan, name="bilan-exercice"),
    path("bilan/<int:exercice>/figer", bilans_figes.figer, name="bilan-figer"),
    path("bilan/<int:exercice>/epci", retours.epci, name="bilan-epci"),
    path("bilan/<int:exercice>/prefet", retours.prefet, name="bilan-prefet"),
    path("bilans", bilans_figes.bilans, name="bilan-figes"),
    path(FIGE, bilans_figes.bilan_fige, name="bilan-fige"),
    path(f"{FIGE}/document", bilans_figes.document, name="bilan-document"),
    path(f"{FIGE}/transmettre", bilans_figes.transmettre, name="bilan-transmettre"),
    path(f"{FIGE}/avis", bilans_figes.repondre, name="bilan-avis"),
    path(f"{FIGE}/maintenir", bilans_figes.maintenir, name="bilan-maintenir"),
    path(f"{FIGE}/tous", bilans_figes.tous, name="bilan-tous"),
]
