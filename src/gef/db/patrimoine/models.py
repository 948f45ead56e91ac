from __future__ import annotations

from django.db import models


class Parc(models.Model):
    """An accepted deposit: the Parquet file that the calculations read, and where it came from. Never changed."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="parcs")
    millesime = models.PositiveSmallIntegerField("millésime")
    version = models.PositiveSmallIntegerField("version", default=1)
    format = models.CharField("format", max_length=30)
    nom_fichier = models.CharField("fichier reçu", max_length=255)
    empreinte_fichier = models.CharField("empreinte du fichier reçu", max_length=64)
    empreinte = models.CharField("empreinte du parc", max_length=64)
    chemin = models.CharField("fichier Parquet", max_length=255)
    logements_count = models.PositiveIntegerField("logements")
    rapport = models.JSONField("rapport d’import")
    importe_le = models.DateTimeField("importé le")
    importe_par = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "parc"
        ordering = ["-millesime", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["bailleur", "millesime", "version"], name="parc_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.bailleur}, {self.millesime}, version {self.version}"


class GenreListe(models.TextChoices):
    RESERVATIONS = "reservations", "Logements réservés"
    EXCLUS = "logements_exclus", "Logements exclus de l’assiette"


class ListeLogements(models.Model):
    """An accepted list of dwellings (who has each one reserved, or why it leaves the assiette): a kept Parquet file.

    The newest version of a genre holds; nothing is changed. Columns: `gef.actions.listes_logements`.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="listes")
    genre = models.CharField("contenu", max_length=20, choices=GenreListe.choices)
    version = models.PositiveSmallIntegerField("version")
    nom_fichier = models.CharField("fichier reçu", max_length=255)
    empreinte_fichier = models.CharField("empreinte du fichier reçu", max_length=64)
    chemin = models.CharField("fichier Parquet", max_length=255)
    logements_count = models.PositiveIntegerField("logements")
    importe_le = models.DateTimeField("importée le")
    importe_par = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "liste de logements"
        verbose_name_plural = "listes de logements"
        ordering = ["genre", "-version"]
        constraints = [models.UniqueConstraint(fields=["bailleur", "genre", "version"], name="liste_version_unique")]

    def __str__(self) -> str:
        return f"{self.get_genre_display()}, version {self.version}"


class Logement(models.Model):
    """One dwelling of a deposit, for the screens; written by `gef.db.chargeur` only."""

    parc = models.ForeignKey(Parc, on_delete=models.CASCADE, related_name="logements")
    ligne = models.PositiveIntegerField("ligne du fichier")
    ident_rep = models.CharField("numéro RPLS", max_length=10, null=True)
    ident_int = models.CharField("identifiant du bailleur", max_length=100, null=True)
    commune = models.CharField("commune", max_length=5)
    adresse = models.CharField("adresse", max_length=200, null=True)
    programme = models.CharField("programme", max_length=100, null=True)
    qpv = models.BooleanField("en QPV", null=True)
    forme = models.CharField("forme", max_length=12, null=True)
    typologie = models.CharField("typologie", max_length=4, null=True)
    surface_m2 = models.PositiveIntegerField("surface (m²)", null=True)
    annee_construction = models.PositiveSmallIntegerField("année de construction", null=True)
    periode = models.CharField("période de construction", max_length=20, null=True)
    finan = models.CharField("financement initial", max_length=2, null=True)
    financement = models.CharField("financement", max_length=5, null=True)
    conventionne = models.BooleanField("conventionné", null=True)
    mode = models.CharField("mode d’occupation", max_length=1, null=True)
    loyer_centimes = models.PositiveIntegerField("loyer (centimes)", null=True)
    contingent = models.CharField("contingent", max_length=1, null=True)

    class Meta:
        verbose_name = "logement"
        constraints = [models.UniqueConstraint(fields=["parc", "ligne"], name="logement_ligne_unique")]
        indexes = [models.Index(fields=["parc", "commune"], name="logement_parc_commune")]

    def __str__(self) -> str:
        return self.ident_rep or self.ident_int or f"ligne {self.ligne}"
