"""The days of the demonstration: it stops on one Sunday of November 2026, whatever the day on which it is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from gef.demo.tirage import draw_weighted

JOUR_DEMO = date(2026, 11, 22)
EXERCICE_DEMO = JOUR_DEMO.year
PREMIER_EXERCICE = 2024
MILLESIME = 2026
LUNDI, JEUDI, SAMEDI = 0, 3, 5
# More people move in summer: libérations by month, in hundredths of a year.
SAISON = {1: 7, 2: 6, 3: 7, 4: 7, 5: 8, 6: 9, 7: 11, 8: 10, 9: 10, 10: 9, 11: 8, 12: 8}
JOURS_SURS = 28
JOURS_CHOMES = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


def is_ouvre(jour: date) -> bool:
    """Whether the office works that day; movable feasts are left to those who have calendars."""
    return jour.weekday() < SAMEDI and (jour.month, jour.day) not in JOURS_CHOMES


def next_ouvre(jour: date) -> date:
    """Return the day itself or the next one on which the office works."""
    while not is_ouvre(jour):
        jour += timedelta(days=1)
    return jour


def next_weekday(jour: date, weekday: int) -> date:
    """Return the day itself or the next one that falls on `weekday` and is worked."""
    while jour.weekday() != weekday or not is_ouvre(jour):
        jour += timedelta(days=1)
    return jour


def list_seances() -> Iterator[date]:
    """Yield the weekly meetings at which freed dwellings are oriented: Monday, or the next day worked."""
    lundi = next_weekday(date(PREMIER_EXERCICE, 1, 2), LUNDI)
    while (seance := next_ouvre(lundi)) <= JOUR_DEMO:
        yield seance
        lundi += timedelta(days=7)


def draw_jour(rng: Random, annee: int) -> date:
    """Draw a day of the year, more often in summer."""
    return date(annee, draw_weighted(rng, SAISON), rng.randint(1, JOURS_SURS))
