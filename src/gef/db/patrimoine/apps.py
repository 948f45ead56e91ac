from __future__ import annotations

from django.apps import AppConfig


class PatrimoineConfig(AppConfig):
    name = "gef.db.patrimoine"
    label = "patrimoine"
    verbose_name = "Patrimoine"
