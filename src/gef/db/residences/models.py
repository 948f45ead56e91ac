from __future__ import annotations

from django.db import models

from gef.core.residences import CLASSES


class ClasseResidence(models.Model):
    """The class of a residence from a day on; codes of `gef.core.residences.CLASSES`. Append-only: the newest holds."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="classes_residences")
    commune = models.CharField("commune", max_length=5)
    programme = models.CharField("programme", max_length=100)
    classe = models.CharField("classe", max_length=15, choices=list(CLASSES.items()))
    depuis = models.DateField("depuis")
    motif = models.CharField("motif", max_length=300, blank=True)
    document = models.CharField("document", max_length=200, blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "classe d’une résidence"
        verbose_name_plural = "classes des résidences"
        ordering = ["id"]
        indexes = [models.Index(fields=["bailleur", "commune"], name="classe_bailleur_commune")]

    def __str__(self) -> str:
        return f"{self.programme}, {self.commune}"
