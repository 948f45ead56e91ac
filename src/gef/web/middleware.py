"""Who is asking: the person, and the organisation for which he acts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gef.access.acteur import read_acteur
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
        request.acteur = read_acteur(request.user, chosen)  # type: ignore[attr-defined]
        return self.get_response(request)
