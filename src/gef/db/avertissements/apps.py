from __future__ import annotations

from django.apps import AppConfig


class AvertissementsConfig(AppConfig):
    name = "gef.db.avertissements"
    label = "avertissements"
    verbose_name = "Avertissements"
