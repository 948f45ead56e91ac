"""The diary: RFC 5545 line by line, the days read again as they were, the same bytes every time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from gef.outputs.agenda import JourAgenda, write_agenda

MOMENT = datetime(2026, 12, 1, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
BILAN = JourAgenda(
    "bilan-2026", date(2027, 2, 27), "Bilan 2026", "À chaque réservataire ; avant le 28.", "Bilan", "https://x.fr/c"
)


def write(*rows: JourAgenda) -> bytes:
    return write_agenda(rows, nom="Conventions, Habitat Lys", domaine="gef.exemple.fr", moment=MOMENT)


def test_an_event_is_a_whole_day_with_its_stable_name() -> None:
    text = write(BILAN).decode()
    for line in (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//gestion-en-flux//Conventions//FR",
        "X-WR-CALNAME:Conventions\\, Habitat Lys",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "UID:bilan-2026@gef.exemple.fr",
        "DTSTAMP:20261201T083000Z",
        "DTSTART;VALUE=DATE:20270227",
        "DTEND;VALUE=DATE:20270228",
        "DESCRIPTION:À chaque réservataire \\; avant le 28.",
        "TRANSP:TRANSPARENT",
        "URL:https://x.fr/c",
        "END:VCALENDAR",
    ):
        assert f"{line}\r\n" in text


def test_a_calendar_without_a_day_is_one() -> None:
    assert Calendar.from_ical(write()).walk("VEVENT") == []


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=200)


@given(st.lists(st.builds(JourAgenda, st.uuids().map(str), st.dates(), texts, texts, texts), max_size=4))
def test_any_text_is_folded_escaped_and_read_again(rows: list[JourAgenda]) -> None:
    written = write(*rows)
    assert written == write(*reversed(rows))
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")
    found = {str(event["uid"]): event for event in Calendar.from_ical(written).walk("VEVENT")}
    assert set(found) == {f"{row.code}@gef.exemple.fr" for row in rows}
    for row in rows:
        event = found[f"{row.code}@gef.exemple.fr"]
        assert (event.decoded("dtstart"), str(event["summary"])) == (row.jour, row.titre)
        assert str(event["description"]) == row.detail
