"""Routes of the imputation and of the management, in the journey of the orientation."""

from __future__ import annotations

from django.urls import path

from gef.web import gestion, imputation, regles_imputation

urlpatterns = [
    path("orientation/imputations/regles", regles_imputation.regles, name="orientation-regles"),
    path("orientation/imputations/<int:bailleur>", imputation.imputations, name="orientation-imputations"),
    path("orientation/gestion/<int:bailleur>", gestion.gestion, name="orientation-gestion"),
    path("logements/<path:reference>/imputation", imputation.logement, name="logement-imputation"),
]
