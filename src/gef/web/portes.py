"""Doors of the pages: what a view may assume about who asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gef.access.acteur import Acteur
from gef.access.territoires import Territoire, territoire_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Acteur, P], HttpResponseBase]
TerritoryView = Callable[Concatenate[HttpRequest, Acteur, Territoire, P], HttpResponseBase]


def acteur_of(request: HttpRequest) -> Acteur:
    """Return who acts.

    Raises:
        PermissionDenied: the person belongs to no organisation.
    """
    acteur: Acteur | None = request.acteur  # type: ignore[attr-defined]
    if acteur is None:
        raise PermissionDenied("Votre compte n’appartient à aucune organisation.")
    return acteur


def for_members(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Give the actor to a view open to every organisation."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, acteur_of(request), *args, **kwargs)

    return door


def for_bailleurs(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Give the actor to a view of the bailleur's own business; others are refused."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        acteur = acteur_of(request)
        if not acteur.is_bailleur:
            raise PermissionDenied("Cette page est celle du bailleur.")
        return view(request, acteur, *args, **kwargs)

    return door


def for_reservataires(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Give the actor to a view of a réservataire's own business; a bailleur has his own pages."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        acteur = acteur_of(request)
        if acteur.is_bailleur:
            raise PermissionDenied("Cette page est celle des réservataires ; le registre est la vôtre.")
        return view(request, acteur, *args, **kwargs)

    return door


def for_territoires(view: TerritoryView[P]) -> Callable[..., HttpResponseBase]:
    """Give the actor and his territory to a view of aggregates; who is neither an EPCI nor the État is refused."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        acteur = acteur_of(request)
        territoire = territoire_of(acteur.organisation)
        if territoire is None:
            raise PermissionDenied("Cette page est celle des EPCI et de l’État, pour leur territoire.")
        return view(request, acteur, territoire, *args, **kwargs)

    return door
