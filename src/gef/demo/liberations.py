"""Who leaves, when, and when the bailleur learns it: two whole years, and the current one up to its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from gef.demo.calendrier import EXERCICE_DEMO, JOUR_DEMO, PREMIER_EXERCICE, draw_jour, next_ouvre
from gef.demo.logements import LogementDemo
from gef.demo.reservataires import epci_of
from gef.demo.tirage import draw_weighted, open_tirage

DEPARTS = {2024: 893, 2025: 921, 2026: 908}
HORS_FLUX_POUR_CENT = 10
HORS_FLUX = {"mutations": 72, "anru": 13, "lhi": 4, "vente": 11}
LOUE = "1"
# Small dwellings and the dearer ones turn over faster; the rest is compared to them.
ROTATION_TYPOLOGIE = {"T1": 15, "T2": 12, "T3": 9, "T4": 8, "T5+": 7}
ROTATION_PLS = 3
ROTATION_MAX = max(ROTATION_TYPOLOGIE.values()) + ROTATION_PLS
# How the departure is known, in hundredths: notice days before it, or days after it when nobody gave notice.
ANNONCES = {(28, 33): 52, (10, 25): 20, (1, 7): 14, (-25, -3): 14}


@dataclass(frozen=True, slots=True)
class LiberationDemo:
    """A freed dwelling.

    Attributes:
        connu_le: Day on which the bailleur learnt it; nothing is decided before.
        preavis_le: None when nobody gave notice.
        hors_flux: Category that takes it out of the flux, or "".
    """

    reference: str
    logement: LogementDemo
    connu_le: date
    preavis_le: date | None
    libre_le: date
    hors_flux: str

    @property
    def epci(self) -> str:
        return epci_of(self.logement.commune)


def draw_liberations(logements: Sequence[LogementDemo]) -> tuple[LiberationDemo, ...]:
    """Draw the departures, in order of liberation; a dwelling leaves once at most."""
    rng = open_tirage("liberations")
    loues = [logement for logement in logements if logement.mode == LOUE and logement.financement != "PLI"]
    gone: set[int] = set()
    kept: list[LiberationDemo] = []
    for annee in range(PREMIER_EXERCICE, EXERCICE_DEMO + 1):
        drawn = [_draw_one(rng, _pick(rng, loues, gone), annee) for _ in range(DEPARTS[annee])]
        known = sorted((row for row in drawn if row.connu_le <= JOUR_DEMO), key=_order)
        kept += [replace(row, reference=f"L-{annee}-{n:04d}") for n, row in enumerate(known, start=1)]
    return tuple(kept)


def _order(row: LiberationDemo) -> tuple[date, int]:
    return row.libre_le, row.logement.numero


def _pick(rng: Random, loues: Sequence[LogementDemo], gone: set[int]) -> LogementDemo:
    """Draw a dwelling by rejection: the faster a kind turns over, the more often it is kept."""
    while True:
        logement = loues[rng.randrange(len(loues))]
        pls = ROTATION_PLS if logement.financement == "PLS" else 0
        if logement.numero not in gone and rng.randrange(ROTATION_MAX) < ROTATION_TYPOLOGIE[logement.typologie] + pls:
            gone.add(logement.numero)
            return logement


def _draw_one(rng: Random, logement: LogementDemo, annee: int) -> LiberationDemo:
    libre_le = draw_jour(rng, annee)
    shortest, longest = draw_weighted(rng, ANNONCES)
    notice = rng.randint(shortest, longest)
    connu_le = next_ouvre(libre_le - timedelta(days=notice))
    return LiberationDemo(
        reference="",
        logement=logement,
        connu_le=connu_le,
        preavis_le=connu_le if connu_le <= libre_le else None,
        libre_le=libre_le,
        hors_flux=_draw_hors_flux(rng, logement),
    )


def _draw_hors_flux(rng: Random, logement: LogementDemo) -> str:
    if rng.randrange(100) >= HORS_FLUX_POUR_CENT:
        return ""
    categorie = draw_weighted(rng, HORS_FLUX)
    # The plan of sales leaves the quartiers prioritaires out.
    return "mutations" if categorie == "vente" and logement.qpv else categorie
