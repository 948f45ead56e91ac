"""What the commands share: what fails outside of them, and the start of Django for the one that needs the database."""

from __future__ import annotations

import os

from gef.errors import GefError


class EchecError(GefError):
    """The command and its files are right, the rest is not: a full disk, a port already taken."""


def start_django(**environment: str) -> None:
    """Set the environment and load the applications."""
    for nom, value in environment.items():
        os.environ.setdefault(nom, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gef.config.settings")
    import django

    django.setup()
