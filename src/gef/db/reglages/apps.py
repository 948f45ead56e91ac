from __future__ import annotations

from django.apps import AppConfig


class ReglagesConfig(AppConfig):
    name = "gef.db.reglages"
    label = "reglages"
    verbose_name = "Réglages"
