from __future__ import annotations

from django.db import models


class Candidat(models.Model):
    """A household presented for a dwelling: as little as the choice needs. Append-only until it is purged.

    Codes of `gef.core.designation`. `reservataire` is the account to which the dwelling is oriented, None the
    bailleur's own; `tour` numbers its orientations that stand: what is oriented again starts another list.
    """

    liberation = models.ForeignKey("flux.Liberation", on_delete=models.PROTECT, related_name="candidats")
    tour = models.PositiveSmallIntegerField("tour")
    reservataire = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, null=True, related_name="candidats")
    ordre = models.PositiveSmallIntegerField("ordre de présentation")
    numero_unique = models.CharField("numéro unique", max_length=18)
    personnes = models.PositiveSmallIntegerField("personnes")
    enfants = models.PositiveSmallIntegerField("enfants", default=0)
    public = models.CharField("public", max_length=12, blank=True)
    public_valide = models.BooleanField("public validé", default=False)
    quartile = models.PositiveSmallIntegerField("quartile", null=True)
    quartile_valide = models.BooleanField("quartile validé", default=False)
    cotation = models.DecimalField("cotation", max_digits=8, decimal_places=2, null=True)
    is_relogement = models.BooleanField("relogé pour renouvellement urbain", default=False)
    eligibles = models.JSONField("comptes dont il relève", default=list)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "candidat"
        ordering = ["liberation_id", "tour", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["liberation", "tour", "reservataire", "ordre"], name="candidat_ordre_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.liberation_id}, candidat {self.ordre}"


class RetraitCandidat(models.Model):
    """A candidate who is presented no more, and why. Append-only."""

    candidat = models.OneToOneField(Candidat, on_delete=models.PROTECT, related_name="retrait")
    cause = models.CharField("cause", max_length=20)
    motif = models.TextField("motif", blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "retrait d’un candidat"
        verbose_name_plural = "retraits de candidats"

    def __str__(self) -> str:
        return f"{self.candidat}, retiré"


class MenageAttribue(models.Model):
    """The household of an attribution that the commission's pages do not tell: what is counted of it, no more.

    Append-only: the last row of a dwelling and a day holds. Codes of `gef.core.designation`; "" and None: not known.
    """

    liberation = models.ForeignKey("flux.Liberation", on_delete=models.PROTECT, related_name="menages_attribues")
    attribue_le = models.DateField("attribué le")
    public = models.CharField("public", max_length=12, blank=True)
    public_valide = models.BooleanField("public validé", default=False)
    quartile = models.PositiveSmallIntegerField("quartile", null=True)
    quartile_valide = models.BooleanField("quartile validé", default=False)
    is_relogement = models.BooleanField("relogé pour renouvellement urbain", default=False)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "ménage d’une attribution"
        verbose_name_plural = "ménages des attributions"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.liberation_id}, attribué le {self.attribue_le}"
