"""The clocks that run on the dwellings of a bailleur, read from the ledger: who must act, until when, what follows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from gef.access.models import Organisation
from gef.actions.delais import load_calendrier, load_clauses
from gef.actions.flux import EtatFlux, Suivi
from gef.core.horloges import FaitDate, Horloge, SuiviDelais, find_retards
from gef.core.parts import BAILLEUR

# Where a clock may run: a sheet was sent, or a household was offered the dwelling.
COURENT = frozenset({"transmis", "accepte", "attribue"})


def list_horloges(
    bailleur: Organisation, etat: EtatFlux, jour: date, *, comptes: Collection[str] | None = None
) -> tuple[Horloge, ...]:
    """Give the clocks that run on a day, the most urgent first.

    Args:
        bailleur: Whose conventions and closed days.
        etat: State of his flux.
        jour: The day.
        comptes: Accounts wanted; None for all, the bailleur's own included.

    Raises:
        DonneeInvalideError: the bailleur has no département whose holidays are known.
    """
    wanted = (s for s in etat.suivis.values() if s.etat.etat in COURENT)
    held = [s for s in wanted if comptes is None or s.reservataire in comptes]
    return read_horloges(bailleur, held, jour)


def read_horloges(bailleur: Organisation, suivis: Iterable[Suivi], jour: date) -> tuple[Horloge, ...]:
    """Give the clocks of some dwellings on a day, the most urgent first; see `list_horloges`."""
    rows = [to_suivi(suivi) for suivi in suivis if suivi.etat.etat in COURENT]
    return find_retards(rows, jour, load_clauses(bailleur), load_calendrier(bailleur)) if rows else ()


def to_suivi(suivi: Suivi) -> SuiviDelais:
    """Read a dwelling as the clocks take it: the facts that stand."""
    faits = tuple(FaitDate(fait.type, fait.jour) for fait in suivi.etat.list_faits())
    return SuiviDelais(suivi.liberation.reference, suivi.reservataire or BAILLEUR, faits)
