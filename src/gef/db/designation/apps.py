from __future__ import annotations

from django.apps import AppConfig


class DesignationConfig(AppConfig):
    name = "gef.db.designation"
    label = "designation"
    verbose_name = "Désignation"
