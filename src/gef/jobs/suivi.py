"""How a work says how far it is: at most twice a second, and it learns then whether it must stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Protocol

from django.utils import timezone

from gef.actions.travaux import noter_avancement
from gef.db.journal.models import Travail

CADENCE_S: Final = 0.5


class Avancement(Protocol):
    """What a work needs to say how far it is."""

    def annoncer(self, total: int, message: str = "") -> None:
        """Say how many items there are."""

    def avancer(self, fait: int, message: str = "") -> None:
        """Say how many are done."""


class Suivi:
    """The follow-up handed to a work: it announces its items, then says each one."""

    def __init__(self, travail: Travail, minuterie: Callable[[], float] = time.monotonic) -> None:
        self.travail = travail
        self.total = 0
        self._minuterie = minuterie
        self._written_s = minuterie() - CADENCE_S

    def annoncer(self, total: int, message: str = "") -> None:
        """Say how many items there are; written at once.

        Raises:
            TravailPerduError: another try has taken its place.
            TravailAnnuleError: somebody asked that it stop.
        """
        self.total = total
        self._write(0, message)

    def avancer(self, fait: int, message: str = "") -> None:
        """Say how many items are done; the last one is always written, the others when half a second has passed.

        Raises:
            TravailPerduError: another try has taken its place.
            TravailAnnuleError: somebody asked that it stop.
        """
        if fait == self.total or self._minuterie() - self._written_s >= CADENCE_S:
            self._write(fait, message)

    def _write(self, fait: int, message: str) -> None:
        self._written_s = self._minuterie()
        noter_avancement(self.travail, (fait, self.total), message, timezone.now())
