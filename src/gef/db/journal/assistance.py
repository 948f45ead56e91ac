"""The access through which one assists, known to whatever writes in the journal while a request is served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

CLE: Final = "assistance"
_CURRENT: ContextVar[int | None] = ContextVar(CLE, default=None)


@contextmanager
def under_assistance(acces_id: int | None) -> Iterator[None]:
    """Mark the acts written within with an access; with None, mark nothing."""
    token = _CURRENT.set(acces_id)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def mark_details(details: dict[str, Any]) -> dict[str, Any]:
    """Add the current access to the details of an act."""
    acces_id = _CURRENT.get()
    return details if acces_id is None else {**details, CLE: acces_id}
