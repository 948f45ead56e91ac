from __future__ import annotations

from django.db import models


class DelaiConvention(models.Model):
    """What a convention says of one step, from `debut` to `fin` (excluded). Append-only.

    Codes of `gef.core.horloges` and `gef.core.delais`. What `remplace` names no longer holds; a clause that ends on the
    day it starts never did.
    """

    reservataire = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, related_name="delais")
    etape = models.CharField("étape", max_length=10)
    nombre = models.PositiveSmallIntegerField("nombre")
    unite = models.CharField("unité", max_length=12)
    is_reporte = models.BooleanField("reporté au jour ouvré suivant", default=False)
    consequence = models.CharField("suite", max_length=12)
    decompte = models.CharField("décompte", max_length=12)
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True)
    document = models.CharField("document", max_length=200)
    remplace = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="remplacant")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "délai d’une convention"
        verbose_name_plural = "délais des conventions"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fin__isnull=True) | models.Q(fin__gte=models.F("debut")), name="delai_periode"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reservataire}, {self.etape} : {self.nombre} {self.unite}"


class JourFerme(models.Model):
    """Days on which the bailleur is closed, from `debut` to `fin` (excluded). Append-only.

    A row that says what it `annule` withdraws a former one, and closes nothing itself.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="jours_fermes")
    debut = models.DateField("début")
    fin = models.DateField("fin")
    libelle = models.CharField("libellé", max_length=100)
    annule = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="annulation")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "fermeture"
        ordering = ["debut", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(fin__gt=models.F("debut")), name="fermeture_periode")]

    def __str__(self) -> str:
        return f"{self.libelle}, {self.debut}"
