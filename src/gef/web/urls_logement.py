"""Routes of one dwelling, after its orientation; the references may hold a slash, so the page itself comes last."""

from __future__ import annotations

from django.urls import path

from gef.web import candidats, faits, orientation, preavis, suite

urlpatterns = [
    path("orientation/preavis", preavis.preavis, name="orientation-preavis"),
    path("orientation/echeances", suite.echeances, name="orientation-echeances"),
    path("logements/<path:reference>/faits/<slug:kind>", faits.fait, name="logement-fait"),
    path("logements/<path:reference>/candidats", candidats.candidats, name="logement-candidats"),
    path("logements/<path:reference>/candidats/retrait", candidats.retrait, name="logement-retrait"),
    path("logements/<path:reference>/fiche", suite.fiche, name="logement-fiche"),
    path("logements/<path:reference>", orientation.logement, name="logement"),
]
