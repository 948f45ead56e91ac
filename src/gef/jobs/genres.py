"""The kinds of work, by name: what each one does with its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from gef.actions.travaux import Produit
from gef.db.journal.models import Travail
from gef.jobs import bilans, frontiere, releves
from gef.jobs.suivi import Suivi

Genre = Callable[[Travail, Suivi], Produit]

GENRES: Final[Mapping[str, Genre]] = {
    releves.GENRE: releves.produire_releves,
    frontiere.GENRE: frontiere.produire_frontiere,
    bilans.GENRE: bilans.produire_bilans,
}
