import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="adresse électronique")),
                (
                    "role",
                    models.CharField(
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
                ("empreinte", models.CharField(max_length=64, unique=True, verbose_name="empreinte du jeton")),
                ("cree_le", models.DateTimeField(verbose_name="envoyée le")),
                ("expire_le", models.DateTimeField(verbose_name="expire le")),
                ("acceptee_le", models.DateTimeField(null=True, verbose_name="acceptée le")),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="access.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "ordering": ["-id"],
            },
        ),
    ]
