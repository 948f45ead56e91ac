"""Start Django for the commands that touch the database."""

from __future__ import annotations

import os


def start_django(**environment: str) -> None:
    """Set the environment and load the applications."""
    for nom, value in environment.items():
        os.environ.setdefault(nom, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gef.config.settings")
    import django

    django.setup()
