"""Routes of the pages, all leading nowhere: what base.html needs to be printed alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nowhere(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


NOMS = ("parc", "assiette", "conversion", "objectifs", "orientation", "bilan", "droit", "organisation", "accessibilite")
pages = [path("", nowhere, name="accueil"), *(path(nom, nowhere, name=nom) for nom in NOMS)]
pages.append(path("bilan/envoyer", nowhere, name="bilan-envoyer"))

urlpatterns = [path("", include((pages, "web"))), path("sortir", nowhere, name="deconnexion")]
