"""Routes of the rotation rates and of the clause de revoyure, in the journey of the assiette."""

from __future__ import annotations

from django.urls import path

from gef.web import revoyure, taux

urlpatterns = [
    path("assiette/taux", taux.taux, name="assiette-taux"),
    path("assiette/taux/retenir", taux.retenir, name="assiette-taux-retenir"),
    path("assiette/taux/importer", taux.importer, name="assiette-taux-importer"),
    path("assiette/taux/mailles", taux.mailles, name="assiette-taux-mailles"),
    path("assiette/revoyure", revoyure.revoyure, name="assiette-revoyure"),
]
