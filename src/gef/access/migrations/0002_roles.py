"""Two more roles, and the day since which a person belongs; the memberships that exist have no known day."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="appartenance",
            name="depuis",
            field=models.DateTimeField(null=True, verbose_name="membre depuis"),
        ),
        migrations.AlterField(
            model_name="appartenance",
            name="depuis",
            field=models.DateTimeField(
                default=django.utils.timezone.now, null=True, verbose_name="membre depuis"
            ),
        ),
        migrations.AlterField(
            model_name="appartenance",
            name="role",
            field=models.CharField(
                choices=[
                    ("administrateur", "Administrateur"),
                    ("gestionnaire", "Gestionnaire"),
                    ("charge", "Chargé d’attribution"),
                    ("lecteur", "Lecteur"),
                ],
                max_length=20,
                verbose_name="rôle",
            ),
        ),
    ]
