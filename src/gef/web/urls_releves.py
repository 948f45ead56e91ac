"""Routes of what register, list and parc do not agree on, and of the two statements."""

from __future__ import annotations

from django.urls import path

from gef.web import etat_des_lieux, releves

BASE = "etat-des-lieux/droits"
BAILLEUR = "reservations/<int:bailleur>"

urlpatterns = [
    path(f"{BASE}/rapprochement", etat_des_lieux.rapprochement, name="parc-rapprochement"),
    path(f"{BASE}/rapprochement/<str:desaccord>", etat_des_lieux.desaccord, name="parc-rapprochement-genre"),
    path(f"{BASE}/releves", releves.releves, name="parc-releves"),
    path(BAILLEUR, releves.agregat, name="droits-agregat"),
    path(f"{BAILLEUR}/<str:code>", releves.releve, name="droits-releve"),
    path(f"{BAILLEUR}/<str:code>/releve.<str:extension>", releves.fichier, name="droits-releve-fichier"),
]
