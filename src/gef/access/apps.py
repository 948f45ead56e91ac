from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "gef.access"
    label = "access"
    verbose_name = "Accès"
