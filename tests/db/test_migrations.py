"""The migrations say what the models say."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

APPS = {
    "access",
    "patrimoine",
    "flux",
    "delais",
    "reglages",
    "residences",
    "besoins",
    "assistance",
    "avertissements",
    "instances",
    "journal",
}


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_each_application_has_one_line_of_migrations() -> None:
    loader = MigrationLoader(None)
    leaves = [app for app, _ in loader.graph.leaf_nodes() if app in APPS]
    assert sorted(leaves) == sorted(APPS)
    assert loader.detect_conflicts() == {}
