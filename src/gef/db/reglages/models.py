from __future__ import annotations

from django.db import models

from gef.core.reglages import NOMS_REGLES
from gef.core.regle import REGLES
from gef.db.champs import FractionField


class ReglageOrientation(models.Model):
    """Settings of the rule of a bailleur, from `debut` to `fin` (excluded). Append-only.

    Numbers of `gef.core.regle.Parametres`. What `remplace` names no longer holds; a setting that ends on the day it
    starts never did.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="reglages")
    regle = models.CharField("règle", max_length=12, choices=[(code, NOMS_REGLES[code]) for code in REGLES])
    avance_min = FractionField("solde pour être servi")
    seuil = FractionField("seuil de retard")
    dispense = FractionField("dispense de l’État")
    profil = FractionField("poids du profil")
    commune = FractionField("poids de la commune")
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True)
    document = models.CharField("document", max_length=200)
    remplace = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="remplacant")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "réglage de l’orientation"
        verbose_name_plural = "réglages de l’orientation"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fin__isnull=True) | models.Q(fin__gte=models.F("debut")), name="reglage_periode"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bailleur}, {self.debut} : {self.avance_min} et {self.seuil}"
