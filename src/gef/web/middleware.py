"""Who is asking: the person, and the organisation for which he acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gef.access.acteur import Acteur, read_acteur
from gef.actions.assistance import inscrire_requete
from gef.db.journal.assistance import under_assistance
from gef.errors import GefError

ORGANISATION_EN_SESSION = "organisation"


class EmpechementMiddleware:
    """Say in words what the data do not allow: an error raised on purpose is a page, not a failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, GefError):
            return None
        return render(request, "gef/empechement.html", {"message": str(exception)}, status=409)


class ActeurMiddleware:
    """Set `request.acteur`, or None for a visitor without organisation."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(ORGANISATION_EN_SESSION)
        request.acteur = read_acteur(request.user, chosen, timezone.now())  # type: ignore[attr-defined]
        return self.get_response(request)


class AssistanceMiddleware:
    """Write each request of somebody let in to assist, before it is served; mark the acts that it writes.

    A request that cannot be written is not served.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        acteur: Acteur | None = request.acteur  # type: ignore[attr-defined]
        if acteur is None or not acteur.is_assistance:
            return self.get_response(request)
        with under_assistance(acteur.assistance_id):
            response = self.get_response(request)
        if not hasattr(request, "is_inscrite"):  # no page has that address, or its form was not ours
            _inscrire(request, acteur)
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        acteur: Acteur | None = request.acteur  # type: ignore[attr-defined]
        if acteur is not None and acteur.is_assistance:
            _inscrire(request, acteur)


def _inscrire(request: HttpRequest, acteur: Acteur) -> None:
    match = request.resolver_match
    route, arguments = (match.view_name, match.kwargs) if match else ("", {})
    inscrire_requete(acteur, request.method or "", route, arguments, timezone.now())
    request.is_inscrite = True  # type: ignore[attr-defined]
