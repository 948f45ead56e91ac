"""What was read of a bailleur, kept in memory while nothing of his is written: pages wait for the data once.

Everything that a calculation reads is append-only: the newest row of each table says whether something was written
since. Within a transaction nothing is kept nor given: its rows may never be. See docs/decisions/0018.
"""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import Final, TypeVar

from django.db import connection

from gef.db.flux.requetes import newest_flux
from gef.db.journal.requetes import newest_journal
from gef.db.patrimoine.requetes import newest_patrimoine

T = TypeVar("T")
Revision = tuple[int, ...]

GARDES_MAX: Final = 16  # values kept by process: a dossier of 150 000 dwellings takes some 150 MB
_gardes: OrderedDict[Hashable, tuple[Revision, object]] = OrderedDict()
_verrou = Lock()
_verrous: dict[Hashable, tuple[RLock, int]] = {}  # of the values being read, with who holds it or waits for it


def read_revision(bailleur_id: int) -> Revision:
    """Give the newest row of each table that a calculation of a bailleur reads; 0 for an empty one."""
    return (*newest_patrimoine(bailleur_id), *newest_flux(bailleur_id), *newest_journal(bailleur_id))


def remember(bailleur_id: int, what: Hashable, read: Callable[[], T], *, revision: Revision | None = None) -> T:
    """Give what `read` reads of a bailleur, from memory when nothing of his was written since.

    Args:
        bailleur_id: Whose data.
        what: Names the value, its arguments included.
        read: Reads it; what it gives is shared by every page: never change it.
        revision: Newest rows of the only tables that it reads; None for all those that a calculation may read.
    """
    if connection.in_atomic_block:
        with pause_collector():
            return read()
    key = (bailleur_id, what)
    with _locking(key):  # one thread reads; those who ask for the same meanwhile wait for it rather than read too
        revision = revision or read_revision(bailleur_id)
        with _verrou:
            known = _gardes.get(key)
            if known is not None and known[0] == revision:
                _gardes.move_to_end(key)
                value: T = known[1]  # type: ignore[assignment]  # a key is always written with what `read` gives
                return value
        with pause_collector():
            value = read()
        with _verrou:
            _gardes[key] = (revision, value)
            _gardes.move_to_end(key)
            while len(_gardes) > GARDES_MAX:
                _gardes.popitem(last=False)
        return value


@contextmanager
def _locking(key: Hashable) -> Iterator[None]:
    """Hold the lock of a value; it is forgotten when nobody waits for it."""
    with _verrou:
        lock, waiting = _verrous.get(key, (RLock(), 0))
        _verrous[key] = (lock, waiting + 1)
    try:
        with lock:
            yield
    finally:
        with _verrou:
            lock, waiting = _verrous.pop(key)
            if waiting > 1:
                _verrous[key] = (lock, waiting - 1)


@contextmanager
def pause_collector() -> Iterator[None]:
    """Read many rows that all stay: the garbage collector would walk them again and again, for a third of the time.

    Two threads may read at once: the first to end sets it going again, which costs the other some time, nothing else.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def forget_all() -> None:
    """Empty the memory: for tests that write on an empty database again and again."""
    with _verrou:
        _gardes.clear()
