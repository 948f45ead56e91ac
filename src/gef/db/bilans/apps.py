from __future__ import annotations

from django.apps import AppConfig


class BilansConfig(AppConfig):
    name = "gef.db.bilans"
    label = "bilans"
    verbose_name = "Bilans"
