"""Forecasts written before their revisions were kept: declared on the first day of their exercice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import migrations, models


def date_declarations(apps: Any, _editor: Any) -> None:
    for row in apps.get_model("flux", "Prevision").objects.filter(declaree_le=None):
        row.declaree_le = date(row.exercice, 1, 1)
        row.save(update_fields=("declaree_le",))


class Migration(migrations.Migration):
    dependencies = [("flux", "0002_negociation")]

    operations = [
        migrations.RunPython(date_declarations, migrations.RunPython.noop),
        migrations.AlterField("prevision", "declaree_le", models.DateField("déclarée le")),
    ]
