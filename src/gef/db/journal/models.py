from __future__ import annotations

from django.db import models


class Execution(models.Model):
    """One run of a calculation, kept for ever: its inputs, its result, the version that made it, who asked and when."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="executions")
    calcul = models.CharField("calcul", max_length=30)
    exercice = models.PositiveSmallIntegerField("exercice")
    version = models.PositiveSmallIntegerField("version")
    entree = models.JSONField("entrée")
    resultat = models.JSONField("résultat")
    empreinte = models.CharField("empreinte de l’entrée", max_length=64)
    logiciel = models.CharField("version du logiciel", max_length=20)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    fait_le = models.DateTimeField("fait le")

    class Meta:
        verbose_name = "exécution"
        ordering = ["-exercice", "calcul", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["bailleur", "calcul", "exercice", "version"], name="execution_version_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calcul} {self.exercice}, version {self.version}"


class Acte(models.Model):
    """One business act: who did what, on what, when. Append-only."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="actes")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    acte = models.CharField("acte", max_length=30)
    objet = models.CharField("objet", max_length=60)
    details = models.JSONField("détails")
    fait_le = models.DateTimeField("fait le")

    class Meta:
        verbose_name = "acte"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.acte} {self.objet}"
