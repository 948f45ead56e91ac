from __future__ import annotations

from django.db import models


class ConventionEcrite(models.Model):
    """A convention as a document, through its life; the parts that it gives are rows of `flux.Convention`.

    Its parties are its `comptes`: the two of the État, several collectivités that an EPCI leads, or one.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="conventions_ecrites")
    departement = models.CharField("département", max_length=3)
    nom = models.CharField("réservataire", max_length=150)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "convention écrite"
        verbose_name_plural = "conventions écrites"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.nom


class ConventionCompte(models.Model):
    """An account that is a party to a convention; `is_chef_de_file` for the EPCI that leads the others."""

    convention = models.ForeignKey(ConventionEcrite, on_delete=models.PROTECT, related_name="comptes")
    reservataire = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, related_name="conventions_ecrites")
    is_chef_de_file = models.BooleanField("chef de file", default=False)

    class Meta:
        verbose_name = "compte d’une convention"
        verbose_name_plural = "comptes d’une convention"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "reservataire"], name="convention_compte_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.convention}, {self.reservataire}"


class VersionConvention(models.Model):
    """All the terms of a convention at a moment: an encoded `gef.core.termes.Termes`. Append-only."""

    convention = models.ForeignKey(ConventionEcrite, on_delete=models.PROTECT, related_name="versions")
    numero = models.PositiveSmallIntegerField("numéro")
    is_avenant = models.BooleanField("avenant", default=False)
    termes = models.JSONField("termes")
    motif = models.CharField("ce qui change", max_length=200, blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "version d’une convention"
        verbose_name_plural = "versions d’une convention"
        ordering = ["convention", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "numero"], name="version_convention_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.convention}, version {self.numero}"


class ParoleConvention(models.Model):
    """One word in the life of a convention; codes of `gef.core.conventions`. Append-only.

    `rang` numbers the words; its unicity stops two people from speaking at the same time.
    """

    convention = models.ForeignKey(ConventionEcrite, on_delete=models.PROTECT, related_name="paroles")
    rang = models.PositiveSmallIntegerField("rang")
    type = models.CharField("type", max_length=20)
    partie = models.CharField("partie", max_length=12)
    jour = models.DateField("jour")
    version = models.ForeignKey(VersionConvention, on_delete=models.PROTECT, null=True, related_name="paroles")
    effet = models.DateField("effet", null=True)
    motif = models.TextField("motif", blank=True)
    document = models.CharField("document", max_length=200, blank=True)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "parole sur une convention"
        verbose_name_plural = "paroles sur une convention"
        ordering = ["convention", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "rang"], name="parole_convention_rang_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.convention}, {self.type}"


class RemarqueConvention(models.Model):
    """What a party says of a term of a version, or its answer to what the other said. Append-only."""

    version = models.ForeignKey(VersionConvention, on_delete=models.PROTECT, related_name="remarques")
    terme = models.CharField("terme", max_length=60)
    texte = models.TextField("texte")
    reponse_a = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reponse")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "remarque"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.version}, {self.terme}"


class PartAppliquee(models.Model):
    """A part that the accounts read, and the word that wrote it; a part that came from a file has none."""

    parole = models.ForeignKey(ParoleConvention, on_delete=models.PROTECT, related_name="parts")
    part = models.OneToOneField("flux.Convention", on_delete=models.PROTECT, related_name="origine")

    class Meta:
        verbose_name = "part appliquée"
        verbose_name_plural = "parts appliquées"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.part}, {self.parole}"


class GabaritConvention(models.Model):
    """A template that a bailleur edited: its keys were tested, its file is kept. The newest one serves. Append-only.

    `sujets_absents` are the subjects that it no longer takes up. An empty `chemin` goes back to the shipped template.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="gabarits")
    nom = models.CharField("nom du fichier", max_length=120)
    empreinte = models.CharField("empreinte", max_length=64, blank=True)
    chemin = models.CharField("fichier gardé", max_length=100, blank=True)
    sujets_absents = models.JSONField("sujets absents", default=list)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "gabarit de convention"
        verbose_name_plural = "gabarits de convention"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.nom


class AdresseCalendrier(models.Model):
    """A secret address of the calendar, for a person in an organisation; only the digest of its token is kept.

    Append-only: the newest row of a person in an organisation holds, and one without a digest closes the address.
    """

    organisation = models.ForeignKey("access.Organisation", on_delete=models.CASCADE, related_name="+")
    utilisateur = models.ForeignKey("access.Utilisateur", on_delete=models.CASCADE, related_name="+")
    empreinte = models.CharField("empreinte du jeton", max_length=64, blank=True, db_index=True)
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "adresse de calendrier"
        verbose_name_plural = "adresses de calendrier"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.utilisateur}"
