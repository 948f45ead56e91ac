from __future__ import annotations

from django.db import models

from gef.db.champs import FractionField


class ProgrammeNeuf(models.Model):
    """A programme to be delivered, as the bailleur declared it. Never changed: its concertation and delivery follow.

    `part_etat` None is the habit; `mise_en_service` is the day announced, the delivery says the real one.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="programmes_neufs")
    code = models.CharField("code", max_length=20)
    nom = models.CharField("nom", max_length=100)
    commune = models.CharField("commune", max_length=5)
    epci = models.CharField("EPCI", max_length=9, blank=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    qpv = models.BooleanField("en QPV", null=True)
    forme = models.CharField("forme", max_length=12, blank=True)
    mise_en_service = models.DateField("mise en service prévue")
    part_etat = FractionField("part de l’État", null=True)
    document = models.CharField("document", max_length=200)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "programme neuf"
        verbose_name_plural = "programmes neufs"
        ordering = ["mise_en_service", "code"]
        constraints = [models.UniqueConstraint(fields=["bailleur", "code"], name="programme_code_unique")]

    def __str__(self) -> str:
        return self.nom


class LotNeuf(models.Model):
    """Dwellings of a programme of one typologie and one financement."""

    programme = models.ForeignKey(ProgrammeNeuf, on_delete=models.PROTECT, related_name="lots")
    typologie = models.CharField("typologie", max_length=4)
    financement = models.CharField("financement", max_length=5)
    nombre = models.PositiveSmallIntegerField("logements")

    class Meta:
        verbose_name = "lot"
        ordering = ["typologie", "financement"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "typologie", "financement"], name="lot_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.nombre} {self.typologie} {self.financement}"


class ContrepartieNeuf(models.Model):
    """What a réservataire brings to a programme; codes of `gef.core.programmes_neufs.NATURES_CONTREPARTIE`."""

    programme = models.ForeignKey(ProgrammeNeuf, on_delete=models.PROTECT, related_name="contreparties")
    reservataire = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, related_name="+")
    nature = models.CharField("nature", max_length=12)
    part = FractionField("part")

    class Meta:
        verbose_name = "contrepartie"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.reservataire}, {self.nature} : {self.part}"


class TypePosition(models.TextChoices):
    PROPOSE = "propose", "Proposé par le bailleur"
    ACCEPTE = "accepte", "Accepté"
    CONTESTE = "conteste", "Contesté"


class Position(models.Model):
    """One word of the concertation between the bailleur and a réservataire. Append-only.

    `rang` numbers the words said with a réservataire; its unicity stops two people from answering at the same time.
    """

    programme = models.ForeignKey(ProgrammeNeuf, on_delete=models.PROTECT, related_name="positions")
    reservataire = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, related_name="positions")
    rang = models.PositiveSmallIntegerField("rang")
    type = models.CharField("type", max_length=10, choices=TypePosition.choices)
    nombre = models.PositiveSmallIntegerField("logements")
    motif = models.TextField("motif", blank=True)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "position"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "reservataire", "rang"], name="position_rang_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, {self.reservataire} : {self.nombre}"


class AccordProgramme(models.Model):
    """The end of a concertation: the agreed numbers, by account code, and why when somebody had not accepted."""

    programme = models.OneToOneField(ProgrammeNeuf, on_delete=models.PROTECT, related_name="accord")
    nombres = models.JSONField("logements par compte")
    document = models.CharField("document", max_length=200, blank=True)
    sans_accord = models.JSONField("comptes sans accord", default=list)
    motif = models.TextField("motif", blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "accord sur un programme"
        verbose_name_plural = "accords sur les programmes"

    def __str__(self) -> str:
        return f"{self.programme}, {self.document}"


class LogementNeuf(models.Model):
    """A delivered dwelling of a programme, and whose it is for its first letting; None is the bailleur's own."""

    programme = models.ForeignKey(ProgrammeNeuf, on_delete=models.PROTECT, related_name="logements")
    liberation = models.OneToOneField("flux.Liberation", on_delete=models.PROTECT, related_name="neuf")
    reservataire = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, null=True, related_name="neufs")

    class Meta:
        verbose_name = "logement neuf"
        verbose_name_plural = "logements neufs"
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.liberation)


class CharteRelogement(models.Model):
    """A charter of relogement (NPNRU): which operation, from `debut` to `fin` (excluded), with its document."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="chartes")
    nom = models.CharField("opération", max_length=100)
    document = models.CharField("document", max_length=200)
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "charte de relogement"
        verbose_name_plural = "chartes de relogement"
        ordering = ["debut", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bailleur", "nom"], name="charte_nom_unique"),
            models.CheckConstraint(
                condition=models.Q(fin__isnull=True) | models.Q(fin__gt=models.F("debut")), name="charte_periode"
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class ObjectifCharte(models.Model):
    """What a charter asks of a réservataire: dwellings a year, or a share of the relogements. The newest row holds."""

    charte = models.ForeignKey(CharteRelogement, on_delete=models.PROTECT, related_name="objectifs")
    reservataire = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, related_name="+")
    nombre = models.PositiveSmallIntegerField("logements par an", null=True)
    part = FractionField("part des relogements", null=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "objectif d’une charte"
        verbose_name_plural = "objectifs des chartes"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nombre__isnull=True) ^ models.Q(part__isnull=True), name="objectif_charte_un"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charte}, {self.reservataire}"


class ImputationRelogement(models.Model):
    """On whose contribution to a charter a relogement counts, confirmed by a person. Append-only: the last row holds.

    `reservataire` None: on nobody's, what was said before is withdrawn. `rang` numbers the rows of a dwelling.
    """

    charte = models.ForeignKey(CharteRelogement, on_delete=models.PROTECT, related_name="imputations")
    liberation = models.ForeignKey("flux.Liberation", on_delete=models.PROTECT, related_name="imputations")
    rang = models.PositiveSmallIntegerField("rang")
    reservataire = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, null=True, related_name="+")
    motif = models.TextField("motif", blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "imputation d’un relogement"
        verbose_name_plural = "imputations des relogements"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["liberation", "rang"], name="imputation_rang_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.liberation}, {self.charte}"


class PublicHorsFlux(models.Model):
    """Who was housed in a dwelling out of the flux, as a code of `gef.core.hors_flux.PUBLICS`; no person is named.

    Append-only: the last row of a dwelling holds.
    """

    liberation = models.ForeignKey("flux.Liberation", on_delete=models.PROTECT, related_name="publics")
    rang = models.PositiveSmallIntegerField("rang")
    public = models.CharField("public", max_length=12)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "public d’un logement hors flux"
        verbose_name_plural = "publics des logements hors flux"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["liberation", "rang"], name="public_rang_unique")]

    def __str__(self) -> str:
        return f"{self.liberation}, {self.public}"
