"""Sign in, sign out, change of organisation."""

from __future__ import annotations

from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from gef.access.acteur import Acteur
from gef.web.middleware import ORGANISATION_EN_SESSION
from gef.web.portes import for_members


class Connexion(views.LoginView):
    """Public page: the only door."""

    template_name = "gef/connexion.html"
    redirect_authenticated_user = True


@require_POST
@for_members
def changer_organisation(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Act for another of one's organisations; any other number changes nothing."""
    asked = request.POST.get("organisation", "")
    allowed = {str(organisation.pk): organisation.pk for organisation in acteur.organisations}
    if asked in allowed:
        request.session[ORGANISATION_EN_SESSION] = allowed[asked]
    return redirect("web:accueil")
