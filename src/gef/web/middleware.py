"""Who is asking: the person, and the organisation for which he acts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gef.access.acteur import read_acteur

ORGANISATION_EN_SESSION = "organisation"


class ActeurMiddleware:
    """Set `request.acteur`, or None for a visitor without organisation."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(ORGANISATION_EN_SESSION)
        request.acteur = read_acteur(request.user, chosen)  # type: ignore[attr-defined]
        return self.get_response(request)
