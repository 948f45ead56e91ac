from __future__ import annotations

from django.apps import AppConfig


class DelaisConfig(AppConfig):
    name = "gef.db.delais"
    label = "delais"
    verbose_name = "Délais"
