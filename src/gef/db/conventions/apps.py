from __future__ import annotations

from django.apps import AppConfig


class ConventionsConfig(AppConfig):
    name = "gef.db.conventions"
    label = "conventions"
    verbose_name = "Conventions"
