from __future__ import annotations

from django.apps import AppConfig


class ResidencesConfig(AppConfig):
    name = "gef.db.residences"
    label = "residences"
    verbose_name = "Résidences"
