from __future__ import annotations

from django.apps import AppConfig


class FluxConfig(AppConfig):
    name = "gef.db.flux"
    label = "flux"
    verbose_name = "Flux"
