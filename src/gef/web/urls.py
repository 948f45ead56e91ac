"""Routes of the screens, by journey."""

from __future__ import annotations

from django.urls import path

from gef.web import (
    accueil,
    compte,
    obligations,
    orientation,
    provenance,
    territoires,
    urls_assiette,
    urls_assistance,
    urls_avertissements,
    urls_bilans,
    urls_caleol,
    urls_contexte,
    urls_conversion,
    urls_delais,
    urls_imputation,
    urls_logement,
    urls_membres,
    urls_parc,
    urls_programmes,
    urls_recompte,
    urls_registre,
    urls_reglages,
    urls_releves,
    urls_scenarios,
    urls_taux,
    urls_travaux,
)

app_name = "web"
urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("organisation", compte.changer_organisation, name="organisation"),
    *urls_membres.urlpatterns,
    *urls_assistance.urlpatterns,
    *urls_avertissements.urlpatterns,
    *urls_parc.urlpatterns,
    *urls_registre.urlpatterns,
    *urls_releves.urlpatterns,
    *urls_programmes.urlpatterns,
    path("territoires", territoires.territoires, name="territoires"),
    *urls_assiette.urlpatterns,
    *urls_taux.urlpatterns,
    *urls_conversion.urlpatterns,
    *urls_scenarios.urlpatterns,
    *urls_travaux.urlpatterns,
    path("orientation", orientation.orientation, name="orientation"),
    *urls_delais.urlpatterns,
    *urls_caleol.urlpatterns,
    *urls_reglages.urlpatterns,
    *urls_contexte.urlpatterns,
    *urls_imputation.urlpatterns,
    *urls_logement.urlpatterns,
    path("comptes/<int:bailleur>/<str:code>", provenance.compte, name="compte"),
    *urls_bilans.urlpatterns,
    *urls_recompte.urlpatterns,
    path("obligations", obligations.obligations, name="obligations"),
]
