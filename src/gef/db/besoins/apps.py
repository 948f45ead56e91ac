from __future__ import annotations

from django.apps import AppConfig


class BesoinsConfig(AppConfig):
    name = "gef.db.besoins"
    label = "besoins"
    verbose_name = "Besoins et souhaits"
