from __future__ import annotations

from django.db import models

from gef.db.champs import FractionField


class Besoin(models.Model):
    """Households who wait for a mutation or a relogement: what would suit, and nothing of who they are. Never changed.

    Codes of `gef.core.besoins`. `typologies` and `portees` are lists; an empty one asks for nothing.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="besoins")
    reference = models.CharField("référence interne", max_length=30)
    categorie = models.CharField("catégorie", max_length=12)
    nombre = models.PositiveSmallIntegerField("ménages", default=1)
    typologies = models.JSONField("typologies", default=list)
    portees = models.JSONField("communes et EPCI", default=list)
    is_prioritaire = models.BooleanField("public prioritaire", null=True)
    declare_le = models.DateField("déclaré le")
    document = models.CharField("document", max_length=200, blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "besoin hors flux"
        verbose_name_plural = "besoins hors flux"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["bailleur", "reference"], name="besoin_reference_unique"),
            models.CheckConstraint(condition=models.Q(nombre__gte=1), name="besoin_nombre"),
        ]

    def __str__(self) -> str:
        return self.reference


class ClotureBesoin(models.Model):
    """Households of a need who no longer wait: one housed in a dwelling, or some withdrawn. Append-only."""

    besoin = models.ForeignKey(Besoin, on_delete=models.PROTECT, related_name="clotures")
    nombre = models.PositiveSmallIntegerField("ménages")
    liberation = models.OneToOneField(
        "flux.Liberation", on_delete=models.PROTECT, null=True, related_name="cloture_besoin"
    )
    motif = models.CharField("motif", max_length=300, blank=True)
    clos_le = models.DateField("clos le")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "clôture d’un besoin"
        verbose_name_plural = "clôtures de besoins"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(nombre__gte=1), name="cloture_nombre"),
            models.CheckConstraint(
                condition=models.Q(liberation__isnull=True) | models.Q(nombre=1), name="cloture_un_logement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.besoin}, {self.nombre}"


class SouhaitReservataire(models.Model):
    """What a réservataire wishes to receive, from a day on: indicative. Append-only.

    A row that says what it `annule` withdraws a former one, and wishes nothing itself.
    """

    reservataire = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, related_name="souhaits")
    part = FractionField("part de ce qu’il reçoit")
    typologie = models.CharField("typologie", max_length=4, blank=True)
    financement = models.CharField("financement", max_length=5, blank=True)
    qpv = models.BooleanField("en QPV", null=True)
    portee = models.CharField("commune ou EPCI", max_length=30, blank=True)
    publics = models.CharField("publics visés", max_length=200, blank=True)
    debut = models.DateField("depuis")
    document = models.CharField("document", max_length=200)
    annule = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="annulation")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "souhait d’un réservataire"
        verbose_name_plural = "souhaits des réservataires"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.reservataire}, {self.part}"
