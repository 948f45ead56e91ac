from __future__ import annotations

from typing import Any

from django.db import models

from gef.db.journal.assistance import mark_details


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
    """One business act: who did what, on what, when. Append-only.

    What somebody let in to assist does is marked with his access, whichever action writes it.
    """

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.details = mark_details(self.details)
        super().save(*args, **kwargs)


class EtatTravail(models.TextChoices):
    EN_ATTENTE = "en_attente", "En attente"
    EN_COURS = "en_cours", "En cours"
    FAIT = "fait", "Fait"
    ECHOUE = "echoue", "Échoué"
    ANNULE = "annule", "Annulé"
    INTERROMPU = "interrompu", "Interrompu"


class Travail(models.Model):
    """Work done in the background for an organisation: what was asked, how far it is, the file that it gave.

    `tentative` numbers the tries: a worker that comes back to life cannot write on a try that has replaced its own.
    `cree_le` is the day of the screens; the other moments are those of the clock.
    """

    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="travaux")
    genre = models.CharField("genre", max_length=30)
    libelle = models.CharField("libellé", max_length=200)
    arguments = models.JSONField("arguments")
    etat = models.CharField("état", max_length=12, choices=EtatTravail.choices, default=EtatTravail.EN_ATTENTE)
    tentative = models.PositiveSmallIntegerField("tentative", default=1)
    fait = models.PositiveIntegerField("fait", default=0)
    total = models.PositiveIntegerField("total", default=0)
    message = models.CharField("message", max_length=500, blank=True)
    is_annulation_demandee = models.BooleanField("annulation demandée", default=False)
    chemin = models.CharField("fichier gardé", max_length=255, blank=True)
    nom_fichier = models.CharField("nom du fichier", max_length=255, blank=True)
    taille_octets = models.PositiveBigIntegerField("taille (octets)", default=0)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, related_name="+")
    cree_le = models.DateTimeField("demandé le")
    commence_le = models.DateTimeField("commencé le", null=True)
    battement_le = models.DateTimeField("dernier signe", null=True)
    fini_le = models.DateTimeField("fini le", null=True)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation", "etat"], name="travail_organisation_etat")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fait__lte=models.F("total")) | models.Q(total=0), name="travail_avancement"
            ),
        ]

    def __str__(self) -> str:
        return self.libelle
