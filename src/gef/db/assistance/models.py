from __future__ import annotations

from django.db import models


class AccesAssistance(models.Model):
    """A person let into an organisation from `debut` to `fin` (excluded), of the clock, and the reason why.

    Like memberships, and unlike what calculations read, a row changes twice at most: a person without account takes his
    access when he accepts its invitation, and somebody may end it before its time. The journal keeps each change.
    """

    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="assistances")
    utilisateur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    invitation = models.OneToOneField(
        "access.Invitation", on_delete=models.PROTECT, null=True, related_name="assistance"
    )
    email = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=20)
    motif = models.CharField("motif", max_length=300)
    debut = models.DateTimeField("ouvert le")
    fin = models.DateTimeField("jusqu’au")
    clos_le = models.DateTimeField("clos le", null=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "accès d’assistance"
        verbose_name_plural = "accès d’assistance"
        ordering = ["-id"]
        indexes = [models.Index(fields=["utilisateur", "fin"], name="assistance_utilisateur_fin")]
        constraints = [
            models.CheckConstraint(condition=models.Q(fin__gt=models.F("debut")), name="assistance_periode"),
            models.CheckConstraint(
                condition=models.Q(role__in=("lecteur", "gestionnaire")), name="assistance_sans_administrer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, accès {self.pk}"


class RequeteAssistance(models.Model):
    """One request made through an access, written before it is served: which page, about what. Append-only.

    `arguments` are those of the route: references, numbers, years; nothing that was typed.
    """

    acces = models.ForeignKey(AccesAssistance, on_delete=models.PROTECT, related_name="requetes")
    moment = models.DateTimeField("moment")
    methode = models.CharField("méthode", max_length=8)
    route = models.CharField("page", max_length=60)
    arguments = models.JSONField("arguments")

    class Meta:
        verbose_name = "requête d’assistance"
        verbose_name_plural = "requêtes d’assistance"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.methode} {self.route}"
