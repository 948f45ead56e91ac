"""Days to keep as an iCalendar file (RFC 5545): one event a day, no hour, nothing that repeats.

An event keeps its identifier from one reading to the next, so that a diary moves it rather than doubles it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event, vText

PRODUIT: Final = "-//gestion-en-flux//Conventions//FR"
RELECTURE: Final = timedelta(hours=12)  # how often a diary is asked to read again


@dataclass(frozen=True, slots=True)
class JourAgenda:
    """A day of the diary.

    Attributes:
        code: Stable name; unique in the file.
        jour: The day.
        titre: What a diary shows.
        detail: What it shows when opened.
        categorie: Kind of day, in words.
        adresse: Page of the product; "" for none.
    """

    code: str
    jour: date
    titre: str
    detail: str
    categorie: str
    adresse: str = ""


def write_agenda(jours: Iterable[JourAgenda], *, nom: str, domaine: str, moment: datetime) -> bytes:
    """Write days as a calendar.

    Args:
        jours: The days, in any order.
        nom: Name of the calendar.
        domaine: Name of the site: identifiers end with it.
        moment: When it is written.

    Returns:
        The whole file; the same bytes for the same arguments.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUIT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(nom))
    calendar.add("refresh-interval", RELECTURE, parameters={"VALUE": "DURATION"})
    for row in sorted(jours, key=lambda row: (row.jour, row.code)):
        calendar.add_component(_event(row, domaine, moment))
    return bytes(calendar.to_ical())


def _event(row: JourAgenda, domaine: str, moment: datetime) -> Event:
    event = Event()
    event.add("uid", f"{row.code}@{domaine}")
    event.add("dtstamp", moment.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", row.jour)
    event.add("dtend", row.jour + timedelta(days=1))
    event.add("summary", row.titre)
    event.add("description", row.detail)
    event.add("categories", [row.categorie])
    event.add("transp", "TRANSPARENT")
    if row.adresse:
        event.add("url", row.adresse)
    return event
