"""Routes of the bailleur's data: the parc, its deposits, its rights; and the law, open to all."""

from __future__ import annotations

from django.urls import path

from gef.web import depot, droit, etat_des_lieux, parc, qualite

urlpatterns = [
    path("etat-des-lieux", parc.parc, name="parc"),
    path("etat-des-lieux/logements", parc.logements, name="parc-logements"),
    path("etat-des-lieux/qualite", qualite.qualite, name="parc-qualite"),
    path("etat-des-lieux/qualite/programmes", qualite.programmes, name="parc-qualite-programmes"),
    path("etat-des-lieux/qualite/reservataires", qualite.reservataires, name="parc-qualite-reservataires"),
    path("etat-des-lieux/qualite/corrections", qualite.corrections, name="parc-corrections"),
    path("etat-des-lieux/droits", etat_des_lieux.etat_des_lieux, name="parc-etat-des-lieux"),
    path("etat-des-lieux/depot", depot.depot, name="parc-depot"),
    path("etat-des-lieux/depot/modeles/<str:genre>.csv", depot.modele, name="parc-modele"),
    path("etat-des-lieux/depot/<str:empreinte>", depot.rapport, name="parc-rapport"),
    path("droit", droit.droit, name="droit"),
]
