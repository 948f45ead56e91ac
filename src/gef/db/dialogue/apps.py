from __future__ import annotations

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    name = "gef.db.dialogue"
    label = "dialogue"
    verbose_name = "Dialogue sur les droits"
