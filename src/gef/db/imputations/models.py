from __future__ import annotations

from django.db import models


class RegleImputation(models.Model):
    """What the partners agreed on, from `debut` to `fin` (excluded): codes of `gef.core.criteres_imputation`.

    Append-only. What `remplace` names no longer holds; a rule that ends on the day it starts never did.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="regles_imputation")
    criteres = models.JSONField("critères, dans l’ordre")
    ordre = models.JSONField("ordre convenu des comptes", default=list)
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True)
    document = models.CharField("document", max_length=200)
    remplace = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="remplacante")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "règle d’imputation"
        verbose_name_plural = "règles d’imputation"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fin__isnull=True) | models.Q(fin__gte=models.F("debut")),
                name="regle_imputation_periode",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, depuis le {self.debut}"


class ImputationConfirmee(models.Model):
    """What a person saw when he named the account on which a dwelling counts; the account is that of the fact.

    `avant` and `propose` None are the bailleur's own. `releve` keeps every account that was compared, in exact figures.
    The candidate is forgotten with his household's data; his rank stays. Append-only.
    """

    fait = models.OneToOneField("flux.Fait", on_delete=models.PROTECT, related_name="imputation")
    candidat = models.ForeignKey(
        "designation.Candidat", on_delete=models.SET_NULL, null=True, related_name="imputations"
    )
    ordre = models.PositiveSmallIntegerField("rang du candidat")
    avant = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, null=True, related_name="+")
    propose = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, null=True, related_name="+")
    critere = models.CharField("critère qui a décidé", max_length=20)
    raison = models.TextField("raison de la proposition")
    regle = models.ForeignKey(RegleImputation, on_delete=models.PROTECT, null=True, related_name="imputations")
    releve = models.JSONField("comptes comparés")

    class Meta:
        verbose_name = "imputation confirmée"
        verbose_name_plural = "imputations confirmées"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.fait}"

    @property
    def is_ecart(self) -> bool:
        """Whether the person chose another account than the one proposed."""
        return self.fait.reservataire_id != self.propose_id

    @property
    def is_deplacee(self) -> bool:
        """Whether the dwelling changed accounts."""
        return self.fait.reservataire_id != self.avant_id
