"""Routes of the register of rights: the bailleur's lines, the réservataire's own."""

from __future__ import annotations

from django.urls import path

from gef.web import operations, pieces, registre, vos_droits, vos_souhaits

BASE = "etat-des-lieux/registre"

urlpatterns = [
    path(BASE, registre.registre, name="parc-registre"),
    path(f"{BASE}/transmettre", registre.transmettre_droits, name="parc-transmettre"),
    path(f"{BASE}/operation", operations.operation, name="parc-operation"),
    path(f"{BASE}/<int:droit>", registre.droit, name="parc-droit"),
    path(f"{BASE}/<int:droit>/maintenir", registre.maintenir_droit, name="parc-droit-maintenir"),
    path(f"{BASE}/<int:droit>/corriger", registre.corriger_droit, name="parc-droit-corriger"),
    path("vos-droits", vos_droits.droits, name="droits"),
    path("vos-droits/souhaits", vos_souhaits.souhaits, name="droits-souhaits"),
    path("vos-droits/<int:droit>/avis", vos_droits.avis, name="droits-avis"),
    path("vos-droits/bailleurs/<int:bailleur>/valider", vos_droits.valider, name="droits-valider"),
    path("pieces/<int:piece>", pieces.piece, name="piece"),
]
