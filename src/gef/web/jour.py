"""What day it is for the screens: the clock's, or the one set for a demonstration."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Day of the screens."""
    return settings.GEF_JOUR or timezone.localdate()


def now() -> datetime:
    """Moment of an act: the clock's time, on the day of the screens."""
    moment = timezone.localtime()
    day = today()
    return moment.replace(year=day.year, month=day.month, day=day.day)
