from __future__ import annotations

from django.db import models


class VueEnregistree(models.Model):
    """Filters and sort of a page, named by a person in an organisation. Append-only.

    A row that says what it `annule` withdraws a former one, and is no view itself.
    """

    utilisateur = models.ForeignKey("access.Utilisateur", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.CASCADE, related_name="+")
    page = models.CharField("page", max_length=40)
    nom = models.CharField("nom", max_length=60)
    requete = models.CharField("requête", max_length=1000, blank=True)
    annule = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="annulation")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["id"]
        indexes = [models.Index(fields=["utilisateur", "organisation", "page"], name="vue_de_la_page")]

    def __str__(self) -> str:
        return f"{self.page} : {self.nom}"
