"""Progress, shown to a person on a terminal and to nobody else."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


def watch(items: Iterable[T], libelle: str, total: int) -> Iterator[T]:
    """Go through items under a bar that says how far it is."""
    if not sys.stderr.isatty():
        yield from items
        return
    with _build_progress() as progress:
        yield from progress.track(items, total=total, description=libelle)


@contextmanager
def wait(libelle: str) -> Iterator[None]:
    """Show that a work of unknown length goes on, and since when."""
    if not sys.stderr.isatty():
        yield
        return
    with _build_progress() as progress:
        progress.add_task(libelle, total=None)
        yield


def _build_progress() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
