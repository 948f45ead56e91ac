"""What takes each freed dwelling out of the flux, once its facts are read: the count that rates and forecasts share.

The row of a liberation says what was known the day it was entered; a fact may have qualified it otherwise since. Only
the dwellings that such a fact concerns are read one by one, the others are counted by the database. A withdrawn préavis
and a first letting are no departure: nobody left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, QuerySet

from gef.actions.memoire import remember
from gef.core.ecritures import Fait
from gef.core.lecture_faits import find_sortie, is_depart, list_standing
from gef.core.parts import BAILLEUR
from gef.core.rotation import COURANTES
from gef.db.flux import requetes
from gef.db.flux.models import Liberation

Sorties = Mapping[int, str | None]


def load_sorties(bailleur_id: int) -> Sorties:
    """Read what takes out of the flux the dwellings that a fact qualified; see `gef.core.ecritures.find_sortie`.

    Returns:
        By primary key: the category, "" in the flux, None when the préavis was withdrawn. A dwelling that no fact
        qualifies is not there: its own row says it.
    """
    return remember(bailleur_id, "sorties", lambda: _read_sorties(bailleur_id))


def _read_sorties(bailleur_id: int) -> Sorties:
    rows = requetes.faits_des_qualifiees(bailleur_id)
    origins: dict[int, str] = {}
    facts: defaultdict[int, list[Fait]] = defaultdict(list)
    fields = ("liberation", "liberation__hors_flux", "type", "date", "reservataire__code", "precision")
    for liberation, hors_flux, kind, jour, code, precision in rows.values_list(*fields):
        origins[liberation] = hors_flux
        facts[liberation].append(Fait(kind, jour, code or BAILLEUR, precision or {}))
    return {pk: find_sortie(origin, list_standing(facts[pk])) for pk, origin in origins.items()}


def list_departs(bailleur_id: int, rows: QuerySet[Liberation], *fields: str) -> Iterator[tuple[Any, ...]]:
    """Give some fields of each departure, then what takes it out of the flux, "" in the flux.

    Args:
        bailleur_id: Whose flux.
        rows: Liberations to read, in the order wanted.
        fields: Names of the fields.
    """
    sorties = load_sorties(bailleur_id)
    for pk, hors_flux, *values in rows.values_list("pk", "hors_flux", *fields):
        sortie = sorties.get(pk, hors_flux)
        if is_depart(sortie):
            yield (*values, sortie)


def count_departs(bailleur_id: int, rows: QuerySet[Liberation], *fields: str) -> Counter[tuple[Any, ...]]:
    """Count the departures by some fields and by what takes them out of the flux, "" in the flux.

    Two queries at most, whatever the number of liberations: only those that a fact qualified are read one by one.

    Args:
        bailleur_id: Whose flux.
        rows: Liberations to count.
        fields: Names of the fields of the key; what takes the dwelling out of the flux comes last.
    """
    grouped = rows.order_by().values_list(*fields, "hors_flux").annotate(Count("pk"))
    counts: Counter[tuple[Any, ...]] = Counter({tuple(key): number for *key, number in grouped})
    sorties = load_sorties(bailleur_id)
    if sorties:
        qualified = requetes.keep_qualifiees(rows).order_by()
        for pk, hors_flux, *key in qualified.values_list("pk", "hors_flux", *fields):
            counts[*key, hors_flux] -= 1
            if is_depart(sortie := sorties[pk]):
                counts[*key, sortie] += 1
    return +counts


def count_by_year(bailleur_id: int) -> dict[int, dict[str, int]]:
    """Count the departures of a bailleur by year, then by what takes them out of the flux; the flux is `COURANTES`."""
    by_year: defaultdict[int, dict[str, int]] = defaultdict(dict)
    counts = count_departs(bailleur_id, requetes.liberations_of(bailleur_id), "libre_le__year")
    for (year, sortie), number in sorted(counts.items()):
        by_year[year][sortie or COURANTES] = number
    return dict(by_year)
