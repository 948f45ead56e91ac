from __future__ import annotations

from django.apps import AppConfig


class VuesConfig(AppConfig):
    name = "gef.db.vues"
    label = "vues"
    verbose_name = "Vues enregistrées"
