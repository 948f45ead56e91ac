from __future__ import annotations

from django.apps import AppConfig


class CaleolConfig(AppConfig):
    name = "gef.db.caleol"
    label = "caleol"
    verbose_name = "CALEOL"
