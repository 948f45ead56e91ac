from __future__ import annotations

from django.apps import AppConfig


class ImputationsConfig(AppConfig):
    name = "gef.db.imputations"
    label = "imputations"
    verbose_name = "Imputations"
