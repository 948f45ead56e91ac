from __future__ import annotations

from django.db import models


class BilanFige(models.Model):
    """The bilan of an exercice as it was closed. Append-only: a corrected bilan is a new version, and says why.

    `parametres` and `donnees` are canonical JSON, compressed (`gef.actions.bilans_figes`); the fingerprints are those
    of the JSON. The ledger up to the bounds of the parameters, with the parameters, gives `donnees` again.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="bilans")
    exercice = models.PositiveSmallIntegerField("exercice")
    version = models.PositiveSmallIntegerField("version")
    parametres = models.BinaryField("paramètres")
    donnees = models.BinaryField("données")
    empreinte_parametres = models.CharField("empreinte des paramètres", max_length=64)
    empreinte = models.CharField("empreinte des données", max_length=64)
    logiciel = models.CharField("version du logiciel", max_length=20)
    remplace = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="remplacant")
    motif = models.TextField("motif de la correction", blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    fige_le = models.DateTimeField("figé le")

    class Meta:
        verbose_name = "bilan figé"
        verbose_name_plural = "bilans figés"
        ordering = ["-exercice", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["bailleur", "exercice", "version"], name="bilan_version_unique"),
        ]

    def __str__(self) -> str:
        return f"Bilan {self.exercice}, version {self.version}"


class TypeAvisBilan(models.TextChoices):
    TRANSMIS = "transmis", "Transmis"
    ACCEPTE = "accepte", "Accepté"
    CONTESTE = "conteste", "Contesté"
    MAINTENU = "maintenu", "Maintenu par le bailleur"


class AvisBilan(models.Model):
    """One word between the bailleur and an organisation on a frozen bilan: sent, accepted, contested. Append-only.

    `destinataire` is the organisation to which the bilan was sent. `rang` numbers the words with it; its unicity stops
    two people from answering at the same time.
    """

    bilan = models.ForeignKey(BilanFige, on_delete=models.PROTECT, related_name="avis")
    destinataire = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="avis_bilans")
    rang = models.PositiveSmallIntegerField("rang")
    type = models.CharField("type", max_length=10, choices=TypeAvisBilan.choices)
    motif = models.TextField("motif", blank=True)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "avis sur un bilan"
        verbose_name_plural = "avis sur les bilans"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["bilan", "destinataire", "rang"], name="avis_bilan_rang_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.bilan}, {self.destinataire}, {self.get_type_display()}"
