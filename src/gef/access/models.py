from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    """People by their address, whatever the capitals in which it is typed."""

    def create_user(self, email: str, nom: str, password: str | None = None) -> Utilisateur:
        utilisateur = self.model(email=email.strip().lower(), nom=nom)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def get_by_natural_key(self, username: str | None) -> Utilisateur:
        return self.get(email=(username or "").strip().lower())


class Utilisateur(AbstractBaseUser):
    """A person. What he may do comes from his organisations, never from himself."""

    email = models.EmailField("adresse électronique", unique=True)
    nom = models.CharField("nom", max_length=150)
    is_active = models.BooleanField("compte ouvert", default=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["nom"]
    objects: ClassVar[UtilisateurManager] = UtilisateurManager()

    class Meta:
        verbose_name = "utilisateur"

    def __str__(self) -> str:
        return self.nom


class TypeOrganisation(models.TextChoices):
    BAILLEUR = "bailleur", "Bailleur social"
    ETAT = "etat", "État"
    ACTION_LOGEMENT = "action_logement", "Action Logement"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    EPCI = "epci", "EPCI"
    COMMUNE = "commune", "Commune"
    AUTRE = "autre", "Autre réservataire"


class Organisation(models.Model):
    """A bailleur or a reservataire; `territoire` is the code of its commune, EPCI or departement."""

    nom = models.CharField("nom", max_length=150)
    type = models.CharField("type", max_length=20, choices=TypeOrganisation.choices)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    territoire = models.CharField("territoire", max_length=9, blank=True)

    class Meta:
        verbose_name = "organisation"
        constraints = [models.UniqueConstraint(fields=["nom"], name="organisation_nom_unique")]

    def __str__(self) -> str:
        return self.nom

    @property
    def is_bailleur(self) -> bool:
        return self.type == TypeOrganisation.BAILLEUR


class Role(models.TextChoices):
    """What each one may do is in `gef.access.pouvoirs`."""

    ADMINISTRATEUR = "administrateur", "Administrateur"
    GESTIONNAIRE = "gestionnaire", "Gestionnaire"
    CHARGE = "charge", "Chargé d’attribution"
    LECTEUR = "lecteur", "Lecteur"


class Appartenance(models.Model):
    """The role of a person in an organisation.

    The row changes with the role and goes with the person: no calculation reads it, and the journal keeps each change.
    """

    utilisateur = models.ForeignKey(Utilisateur, on_delete=models.CASCADE, related_name="appartenances")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="appartenances")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    depuis = models.DateTimeField("membre depuis", null=True, default=timezone.now)

    class Meta:
        verbose_name = "appartenance"
        constraints = [
            models.UniqueConstraint(fields=["utilisateur", "organisation"], name="appartenance_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} · {self.organisation} · {self.get_role_display()}"


class Invitation(models.Model):
    """A door opened by e-mail to one address: one use, a few days; of the token, only the digest is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    empreinte = models.CharField("empreinte du jeton", max_length=64, unique=True)
    auteur = models.ForeignKey(Utilisateur, on_delete=models.PROTECT, related_name="+")
    cree_le = models.DateTimeField("envoyée le")
    expire_le = models.DateTimeField("expire le")
    acceptee_le = models.DateTimeField("acceptée le", null=True)

    class Meta:
        verbose_name = "invitation"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_role_display()}"
