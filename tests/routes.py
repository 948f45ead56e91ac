"""The pages of the product, walked from the URL configuration: a new route is found without being told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True, slots=True)
class Route:
    """A route: its name as `reverse` takes it, and the names of its arguments."""

    nom: str
    arguments: tuple[str, ...]

    def address(self, values: Mapping[str, Any]) -> str:
        """Fill in the arguments; a route whose argument nobody gives is an error of the tests."""
        return reverse(self.nom, kwargs={nom: values[nom] for nom in self.arguments})


def list_routes() -> list[Route]:
    """List every named route, in the order of the configuration."""
    return list(_walk(get_resolver().url_patterns, ()))


def _walk(patterns: list[Any], namespaces: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            yield Route(":".join((*namespaces, pattern.name)), tuple(pattern.pattern.converters))
