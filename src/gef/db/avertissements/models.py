from __future__ import annotations

from django.db import models


class Avertissement(models.Model):
    """What an organisation is told: a fact on a row of a bailleur. Append-only, `is_distribue` apart.

    `genre` is a code of `gef.core.avertissements`, `objet` the reference of the row; for a session of the commission,
    its key. `cle` says what is told only once to an organisation; "" when it may be told again. `is_distribue` says
    that the e-mails that it makes are written down.
    """

    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="avertissements")
    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    genre = models.CharField("genre", max_length=20)
    objet = models.CharField("objet", max_length=60)
    moment = models.DateTimeField("moment")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    cle = models.CharField("clé", max_length=80, blank=True, default="")
    is_distribue = models.BooleanField("distribué", default=False)

    class Meta:
        verbose_name = "avertissement"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "id"], name="avertissement_organisation"),
            models.Index(fields=["id"], name="avertissement_a_distribuer", condition=models.Q(is_distribue=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "cle"], name="avertissement_dit_une_fois", condition=~models.Q(cle="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.genre} {self.objet}"


class ReleveEcheances(models.Model):
    """A day on which the deadlines of a bailleur were looked at: once a day is enough, deadlines being days."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    jour = models.DateField("jour")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "relevé des échéances"
        verbose_name_plural = "relevés des échéances"
        constraints = [models.UniqueConstraint(fields=["bailleur", "jour"], name="releve_echeances_unique")]

    def __str__(self) -> str:
        return f"échéances de {self.bailleur_id}, {self.jour}"


class Lecture(models.Model):
    """How far a person has read what an organisation is told: up to the avertissement of that number."""

    utilisateur = models.ForeignKey("access.Utilisateur", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.CASCADE, related_name="+")
    dernier_lu = models.PositiveBigIntegerField("dernier lu")
    lu_le = models.DateTimeField("lu le")

    class Meta:
        verbose_name = "lecture"
        constraints = [models.UniqueConstraint(fields=["utilisateur", "organisation"], name="lecture_unique")]

    def __str__(self) -> str:
        return f"{self.organisation}, jusqu’à {self.dernier_lu}"


class Preference(models.Model):
    """When a person wants the e-mails of a genre, in an organisation; without a row, the default of the genre."""

    utilisateur = models.ForeignKey("access.Utilisateur", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.CASCADE, related_name="+")
    genre = models.CharField("genre", max_length=20)
    frequence = models.CharField("fréquence", max_length=10)

    class Meta:
        verbose_name = "préférence"
        constraints = [
            models.UniqueConstraint(fields=["utilisateur", "organisation", "genre"], name="preference_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.genre} : {self.frequence}"


class Courriel(models.Model):
    """One e-mail: taken by a sender, then gone, or given up. What it holds waits again when it is given up."""

    utilisateur = models.ForeignKey("access.Utilisateur", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.CASCADE, related_name="+")
    pris_le = models.DateTimeField("pris le")
    parti_le = models.DateTimeField("parti le", null=True)
    manque_le = models.DateTimeField("manqué le", null=True)

    class Meta:
        verbose_name = "e-mail"
        ordering = ["-id"]
        indexes = [models.Index(fields=["utilisateur", "organisation", "id"], name="courriel_destinataire")]

    def __str__(self) -> str:
        return f"e-mail {self.pk}"


class Envoi(models.Model):
    """An avertissement that a person is to get by e-mail; `courriel` is the e-mail that holds it, once taken."""

    avertissement = models.ForeignKey(Avertissement, on_delete=models.PROTECT, related_name="envois")
    utilisateur = models.ForeignKey("access.Utilisateur", on_delete=models.CASCADE, related_name="+")
    frequence = models.CharField("fréquence", max_length=10)
    courriel = models.ForeignKey(Courriel, on_delete=models.PROTECT, null=True, related_name="envois")

    class Meta:
        verbose_name = "envoi"
        indexes = [
            models.Index(fields=["utilisateur"], name="envoi_en_attente", condition=models.Q(courriel__isnull=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["avertissement", "utilisateur"], name="envoi_unique")]

    def __str__(self) -> str:
        return f"{self.avertissement}, {self.frequence}"
