from __future__ import annotations

from django.db import models


class Seance(models.Model):
    """A session of the commission. Append-only: what happens to it is in its words (`MotSeance`).

    `territoire` is a portée (« commune:06029 », « epci:… »), "" for the whole parc.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="seances")
    date = models.DateField("date")
    heure = models.TimeField("heure")
    lieu = models.CharField("lieu", max_length=200)
    territoire = models.CharField("territoire", max_length=30, blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "séance"
        ordering = ["date", "heure", "id"]
        indexes = [models.Index(fields=["bailleur", "date"], name="seance_bailleur_date")]

    def __str__(self) -> str:
        return f"CALEOL, {self.date}"


class MotSeance(models.Model):
    """A word on a session: convened, held, cancelled. Append-only; codes of `gef.core.caleol.ETATS_SEANCE`.

    `presents` holds one member a line, when it was held; `motif` says why it was cancelled.
    """

    seance = models.ForeignKey(Seance, on_delete=models.PROTECT, related_name="mots")
    rang = models.PositiveSmallIntegerField("rang")
    etat = models.CharField("état", max_length=10)
    presents = models.TextField("membres présents", blank=True)
    motif = models.TextField("motif", blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "mot d’une séance"
        verbose_name_plural = "mots des séances"
        ordering = ["seance_id", "rang"]
        constraints = [models.UniqueConstraint(fields=["seance", "rang"], name="mot_seance_rang_unique")]

    def __str__(self) -> str:
        return f"{self.seance}, {self.etat}"


class Convocation(models.Model):
    """An organisation told of a session by e-mail, to how many of its members. Append-only."""

    seance = models.ForeignKey(Seance, on_delete=models.PROTECT, related_name="convocations")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="convocations")
    destinataires = models.PositiveSmallIntegerField("destinataires")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("envoyée le")

    class Meta:
        verbose_name = "convocation"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.seance}, {self.organisation}"


class Passage(models.Model):
    """A dwelling on the agenda of a session. Append-only: to move it is to write it again in place of the former.

    `tour` and `reservataire` say which list of candidates is examined, as in `designation.Candidat`.
    """

    seance = models.ForeignKey(Seance, on_delete=models.PROTECT, related_name="passages")
    liberation = models.ForeignKey("flux.Liberation", on_delete=models.PROTECT, related_name="passages")
    tour = models.PositiveSmallIntegerField("tour")
    reservataire = models.ForeignKey("flux.Reservataire", on_delete=models.PROTECT, null=True, related_name="passages")
    ordre = models.PositiveSmallIntegerField("ordre")
    remplace = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="remplacant")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "passage"
        ordering = ["seance_id", "ordre", "id"]

    def __str__(self) -> str:
        return f"{self.seance}, {self.liberation_id}"


class RetraitPassage(models.Model):
    """A dwelling taken off the agenda, and why. Append-only."""

    passage = models.OneToOneField(Passage, on_delete=models.PROTECT, related_name="retrait")
    motif = models.CharField("motif", max_length=200)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "retrait d’un passage"
        verbose_name_plural = "retraits de passages"

    def __str__(self) -> str:
        return f"{self.passage}, retiré"


class DecisionCandidat(models.Model):
    """What the commission decides on a candidate, as `gef.core.caleol.Decision`. Append-only: a correction replaces."""

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="decisions")
    candidat = models.ForeignKey("designation.Candidat", on_delete=models.PROTECT, related_name="decisions")
    code = models.CharField("décision", max_length=20)
    classement = models.PositiveSmallIntegerField("rang", null=True)
    motif = models.CharField("motif", max_length=30, blank=True)
    texte = models.TextField("pièce à fournir, ou motif en clair", blank=True)
    avant_le = models.DateField("à fournir avant le", null=True)
    remplace = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="remplacant")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "décision"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.passage}, {self.code}"


class Cloture(models.Model):
    """The end of the examination of a dwelling: the fact that the decisions led to. Append-only.

    It holds as long as the fact does: when the fact is cancelled, the decisions are open again.
    """

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="clotures")
    fait = models.OneToOneField("flux.Fait", on_delete=models.PROTECT, related_name="cloture")
    exception = models.CharField("exception aux trois candidats", max_length=20, blank=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "clôture"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.passage}, close"


class NotificationOffre(models.Model):
    """The day on which the household was told of the offer of an attribution; the last one holds. Append-only."""

    fait = models.ForeignKey("flux.Fait", on_delete=models.PROTECT, related_name="notifications")
    notifiee_le = models.DateField("notifiée le")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "notification de l’offre"
        verbose_name_plural = "notifications des offres"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.fait}, notifiée le {self.notifiee_le}"
