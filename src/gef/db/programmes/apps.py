from __future__ import annotations

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "gef.db.programmes"
    label = "programmes"
    verbose_name = "Programmes neufs"
