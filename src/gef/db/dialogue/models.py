from __future__ import annotations

from django.db import models


class DelaiReponse(models.Model):
    """How many days the bailleur gives himself to answer a contest, said when he sends a line. Append-only."""

    avis = models.OneToOneField("flux.AvisDroit", on_delete=models.PROTECT, related_name="delai_reponse")
    jours = models.PositiveSmallIntegerField("jours calendaires")

    class Meta:
        verbose_name = "délai de réponse"
        verbose_name_plural = "délais de réponse"

    def __str__(self) -> str:
        return f"{self.avis_id}, {self.jours} jours"


class PieceAvis(models.Model):
    """A document that goes with a word of the dialogue. Append-only; the file is kept under a name of its own.

    `type` is a code of `gef.imports.pieces.TYPES_PIECE`; `empreinte` is the SHA-256 of the file.
    """

    avis = models.OneToOneField("flux.AvisDroit", on_delete=models.PROTECT, related_name="piece")
    nom = models.CharField("nom du fichier", max_length=120)
    type = models.CharField("type", max_length=5)
    taille = models.PositiveIntegerField("octets")
    empreinte = models.CharField("empreinte", max_length=64)
    chemin = models.CharField("fichier gardé", max_length=100)

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"

    def __str__(self) -> str:
        return self.nom
