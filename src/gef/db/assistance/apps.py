from __future__ import annotations

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "gef.db.assistance"
    label = "assistance"
    verbose_name = "Assistance"
