from __future__ import annotations

from django.db import models


class Reunion(models.Model):
    """A meeting of the conférence intercommunale that an EPCI holds. Never changed: what happens to it is in its words.

    `genre` is a code of `gef.core.conference.GENRES_REUNION`.
    """

    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="reunions")
    genre = models.CharField("genre", max_length=10)
    date = models.DateField("date")
    lieu = models.CharField("lieu", max_length=200)
    ordre_du_jour = models.TextField("ordre du jour", blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "réunion"
        ordering = ["date", "id"]
        indexes = [models.Index(fields=["organisation", "date"], name="reunion_organisation_date")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.date}"


class MotReunion(models.Model):
    """A word on a meeting: put off or cancelled. Append-only; codes of `gef.core.conference.MOTS_REUNION`."""

    reunion = models.ForeignKey(Reunion, on_delete=models.PROTECT, related_name="mots")
    rang = models.PositiveSmallIntegerField("rang")
    etat = models.CharField("état", max_length=10)
    date = models.DateField("nouvelle date", null=True)
    lieu = models.CharField("nouveau lieu", max_length=200, blank=True)
    motif = models.TextField("motif")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "mot d’une réunion"
        verbose_name_plural = "mots des réunions"
        ordering = ["reunion_id", "rang"]
        constraints = [models.UniqueConstraint(fields=["reunion", "rang"], name="mot_reunion_rang_unique")]

    def __str__(self) -> str:
        return f"{self.reunion}, {self.etat}"


class DecisionReunion(models.Model):
    """What a meeting decided, who carries it, by when. Never changed: its follow-up says what becomes of it."""

    reunion = models.ForeignKey(Reunion, on_delete=models.PROTECT, related_name="decisions")
    numero = models.PositiveSmallIntegerField("numéro")
    texte = models.TextField("décision")
    porteur = models.CharField("porteur", max_length=150)
    echeance = models.DateField("échéance", null=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "décision d’une réunion"
        verbose_name_plural = "décisions des réunions"
        ordering = ["reunion_id", "numero"]
        constraints = [models.UniqueConstraint(fields=["reunion", "numero"], name="decision_reunion_numero_unique")]

    def __str__(self) -> str:
        return f"{self.reunion}, décision {self.numero}"


class SuiviDecision(models.Model):
    """A word on a decision: where it stands from a day, and why. Append-only; codes of `ETATS_DECISION`."""

    decision = models.ForeignKey(DecisionReunion, on_delete=models.PROTECT, related_name="suivis")
    rang = models.PositiveSmallIntegerField("rang")
    etat = models.CharField("état", max_length=10)
    date = models.DateField("date")
    motif = models.TextField("motif", blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "suivi d’une décision"
        verbose_name_plural = "suivis des décisions"
        ordering = ["decision_id", "rang"]
        constraints = [models.UniqueConstraint(fields=["decision", "rang"], name="suivi_decision_rang_unique")]

    def __str__(self) -> str:
        return f"{self.decision}, {self.etat}"
