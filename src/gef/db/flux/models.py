from __future__ import annotations

from django.db import models

from gef.core.parts import TYPES_RESERVATAIRE
from gef.db.champs import FractionField


class Reservataire(models.Model):
    """An account of a bailleur's flux: one per convention. The État has two, priority publics and agents."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="comptes")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, null=True, related_name="comptes_detenus"
    )
    code = models.CharField("code", max_length=40)
    nom = models.CharField("nom", max_length=150)
    type = models.CharField("type", max_length=20, choices=list(TYPES_RESERVATAIRE.items()))
    portee = models.CharField("portée", max_length=30)

    class Meta:
        verbose_name = "réservataire"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["bailleur", "code"], name="reservataire_code_unique")]

    def __str__(self) -> str:
        return self.nom


class Droit(models.Model):
    """A line of the register of rights, as declared by the bailleur. Never changed: a correction replaces the line.

    `utilisateur` exercises the right in place of its holder from `delegation_debut` to `delegation_fin` (excluded).
    """

    reservataire = models.ForeignKey(Reservataire, on_delete=models.PROTECT, related_name="droits")
    reference = models.CharField("référence", max_length=40, blank=True)
    nature = models.CharField("nature", max_length=20)
    type_droit = models.CharField("type de droit", max_length=10)
    nombre = models.PositiveIntegerField("logements")
    commune = models.CharField("commune", max_length=5, blank=True)
    programme = models.CharField("programme", max_length=100, blank=True)
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True)
    echeance_pret = models.DateField("remboursement du prêt", null=True)
    part_garantie = FractionField("quotité garantie", null=True)
    rotation = FractionField("rotation du contingent", null=True)
    mode_gestion = models.CharField("mode de gestion", max_length=10, blank=True)
    utilisateur = models.ForeignKey(Reservataire, on_delete=models.PROTECT, null=True, related_name="droits_delegues")
    delegation_debut = models.DateField("délégué à partir du", null=True)
    delegation_fin = models.DateField("délégué jusqu’au", null=True)
    is_formalise = models.BooleanField("convention formalisée", default=True)
    document = models.CharField("document", max_length=200, blank=True)
    remplace = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="remplacant")

    class Meta:
        verbose_name = "droit"

    def __str__(self) -> str:
        return f"{self.reservataire}, {self.nombre} logements"


class TypeAvis(models.TextChoices):
    TRANSMIS = "transmis", "Transmis au réservataire"
    VALIDE = "valide", "Validé"
    CONTESTE = "conteste", "Contesté"
    MAINTENU = "maintenu", "Maintenu par le bailleur"
    CORRIGE = "corrige", "Corrigé par le bailleur"


class AvisDroit(models.Model):
    """One word of the dialogue on a right: sent, validated, contested, answered. Append-only.

    `rang` numbers the words on a right; its unicity stops two people from answering at the same time.
    """

    droit = models.ForeignKey(Droit, on_delete=models.PROTECT, related_name="avis")
    rang = models.PositiveSmallIntegerField("rang")
    type = models.CharField("type", max_length=10, choices=TypeAvis.choices)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")
    echeance = models.DateField("réponse attendue avant le", null=True)
    nombre = models.PositiveIntegerField("logements selon le réservataire", null=True)
    motif = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "avis"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["droit", "rang"], name="avis_rang_unique")]

    def __str__(self) -> str:
        return f"{self.droit}, {self.get_type_display()}"


class Convention(models.Model):
    """The part of the flux that a reservataire has, from `debut` to `fin` (excluded). Append-only.

    What `remplace` names no longer holds: an avenant or a denunciation writes its days again, as far as they go.
    """

    reservataire = models.ForeignKey(Reservataire, on_delete=models.PROTECT, related_name="conventions")
    part = FractionField("part du flux")
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True)
    declencheur = models.CharField("déclencheur du décompte", max_length=20, default="orientation")
    politique_refus = models.CharField("refus", max_length=20, default="non_compte")
    politique_silence = models.CharField("silence", max_length=20, default="non_compte")
    mode_gestion = models.CharField("mode de gestion", max_length=10, default="directe")
    requalifie_min = FractionField("part requalifiable, au moins", null=True, blank=True)
    source = models.CharField("document", max_length=200, blank=True)
    remplace = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="remplacant")

    class Meta:
        verbose_name = "convention"
        ordering = ["reservataire__code", "debut"]
        constraints = [
            models.UniqueConstraint(
                fields=["reservataire", "debut"],
                name="convention_debut_unique",
                condition=models.Q(remplace__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(fin__isnull=True) | models.Q(fin__gt=models.F("debut")), name="convention_periode"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reservataire}, {self.part}"


class Derogation(models.Model):
    """An act that sets a cap or a floor aside, with its clause; codes of `gef.core.seuils.DEROGEABLES`."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="derogations")
    code = models.CharField("règle écartée", max_length=20)
    valeur = FractionField("valeur")
    clause = models.TextField("clause")
    document = models.CharField("document", max_length=200)
    portee = models.CharField("portée", max_length=30, default="departement")
    exercice = models.PositiveSmallIntegerField("exercice", null=True)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "dérogation"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.code}, {self.valeur}"


class ExclusionRetenue(models.Model):
    """A kind of dwelling that a convention takes out of the assiette; `reservataire` None: every convention does."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="exclusions")
    code = models.CharField("catégorie", max_length=25)
    reservataire = models.ForeignKey(Reservataire, on_delete=models.PROTECT, null=True, related_name="exclusions")
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True)
    document = models.CharField("document", max_length=200, blank=True)

    class Meta:
        verbose_name = "exclusion"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.code}, {self.document}"


class TauxPublie(models.Model):
    """A rotation rate that someone published, with what it counts; `territoire` is a portée or « region:93 »."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="taux_publies")
    territoire = models.CharField("territoire", max_length=30)
    annee = models.PositiveSmallIntegerField("année")
    valeur = FractionField("taux")
    numerateur_exclut = models.JSONField("retiré des libérations", default=list)
    denominateur_exclut = models.JSONField("retiré du parc", default=list)
    source = models.CharField("source", max_length=200)
    evenements = models.PositiveIntegerField("libérations observées", null=True)
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "taux publié"
        ordering = ["territoire", "annee", "id"]

    def __str__(self) -> str:
        return f"{self.territoire}, {self.annee} : {self.valeur}"


class ChoixTaux(models.Model):
    """The rate that the bailleur takes for an exercice, and why; the newest row holds. Append-only.

    `definition` is an encoded `gef.core.rotation.TauxRotation`.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="choix_taux")
    exercice = models.PositiveSmallIntegerField("exercice")
    definition = models.JSONField("taux et définition")
    motif = models.TextField("motif")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "choix de taux"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.exercice}, {self.motif}"


class DemandesCommune(models.Model):
    """Applications and allocations of a commune in a year, as somebody published them."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="demandes")
    commune = models.CharField("commune", max_length=5)
    annee = models.PositiveSmallIntegerField("année")
    demandes = models.PositiveIntegerField("demandes", null=True)
    attributions = models.PositiveIntegerField("attributions", null=True)
    source = models.CharField("source", max_length=200)
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "demandes d’une commune"
        verbose_name_plural = "demandes des communes"
        ordering = ["commune", "annee", "id"]

    def __str__(self) -> str:
        return f"{self.commune}, {self.annee}"


class Prevision(models.Model):
    """Dwellings that the bailleur expects to subtract from the flux of an exercice, with the document behind.

    `mois` None is the whole year. Append-only: a later `declaree_le` revises an earlier one, and both stay.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="previsions")
    exercice = models.PositiveSmallIntegerField("exercice")
    categorie = models.CharField("catégorie", max_length=12)
    mois = models.PositiveSmallIntegerField("mois", null=True)
    nombre = models.PositiveIntegerField("logements")
    document = models.CharField("document", max_length=200, blank=True)
    declaree_le = models.DateField("déclarée le")

    class Meta:
        verbose_name = "prévision"
        ordering = ["exercice", "categorie", "id"]

    def __str__(self) -> str:
        return f"{self.exercice}, {self.categorie} : {self.nombre}"


class ForfaitMutations(models.Model):
    """The flat share that the bailleur takes for his mutations, for want of a forecast; the newest row holds.

    `taux` None gives it up. Append-only.
    """

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="forfaits")
    exercice = models.PositiveSmallIntegerField("exercice")
    taux = FractionField("part des logements libérés", null=True)
    document = models.CharField("document", max_length=200)
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "forfait de mutations"
        verbose_name_plural = "forfaits de mutations"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.exercice}, {self.document}"


class Liberation(models.Model):
    """A freed dwelling, with its attributes as they were that day. What happens to it is in its facts."""

    bailleur = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="liberations")
    reference = models.CharField("référence", max_length=30)
    ident_rep = models.CharField("numéro RPLS", max_length=10, blank=True)
    preavis_le = models.DateField("préavis reçu le", null=True)
    libre_le = models.DateField("libre le")
    hors_flux = models.CharField("hors flux", max_length=12, blank=True)
    commune = models.CharField("commune", max_length=5)
    epci = models.CharField("EPCI", max_length=9, blank=True)
    programme = models.CharField("programme", max_length=100, blank=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    typologie = models.CharField("typologie", max_length=4, blank=True)
    financement = models.CharField("financement", max_length=5, blank=True)
    qpv = models.BooleanField("en QPV", null=True)
    forme = models.CharField("forme", max_length=12, blank=True)
    surface_m2 = models.PositiveIntegerField("surface (m²)", null=True)
    loyer_centimes = models.PositiveIntegerField("loyer (centimes)", null=True)
    periode = models.CharField("période de construction", max_length=20, blank=True)

    class Meta:
        verbose_name = "libération"
        ordering = ["libre_le", "reference"]
        constraints = [
            models.UniqueConstraint(fields=["bailleur", "reference"], name="liberation_reference_unique"),
        ]
        indexes = [models.Index(fields=["bailleur", "libre_le"], name="liberation_bailleur_date")]

    def __str__(self) -> str:
        return self.reference


class TypeFait(models.TextChoices):
    """Codes of `gef.core.faits.FAITS`."""

    PREAVIS = "preavis", "Préavis reçu"
    DISPONIBILITE = "disponibilite", "Logement disponible"
    QUALIFICATION_FLUX = "qualification_flux", "Qualifié dans le flux"
    QUALIFICATION_HORS_FLUX = "qualification_hors_flux", "Qualifié hors flux"
    QUALIFICATION_STOCK = "qualification_stock", "Qualifié en stock"
    ORIENTATION = "orientation", "Orientation"
    TRANSMISSION = "transmission", "Fiche transmise au réservataire"
    ACCEPTATION = "acceptation", "Acceptation du réservataire"
    REFUS = "refus", "Refus du réservataire"
    NON_REPONSE = "non_reponse", "Silence du réservataire"
    REQUALIFICATION = "requalification", "Requalifié en gestion déléguée"
    CANDIDATS = "candidats", "Candidats désignés"
    IMPUTATION = "imputation", "Réservataire d’imputation désigné"
    ATTRIBUTION = "attribution", "Attribution en CALEOL"
    NON_ATTRIBUTION = "non_attribution", "Non-attribution en CALEOL"
    ACCEPTATION_MENAGE = "acceptation_menage", "Acceptation du ménage"
    REFUS_MENAGE = "refus_menage", "Refus du ménage"
    BAIL = "bail", "Bail signé"
    RETOUR = "retour", "Orientation retirée"
    REPRISE = "reprise", "Reprise par le bailleur"
    ABANDON = "abandon", "Préavis retiré"
    ANNULATION = "annulation", "Annulation du dernier fait"


class Fait(models.Model):
    """One dated fact about a freed dwelling. Append-only: a correction is a new fact.

    `rang` numbers the facts of a dwelling; its unicity stops two people from deciding at the same time. `precision`
    holds the codes that the fact declares in `gef.core.faits.PRECISIONS`.
    """

    liberation = models.ForeignKey(Liberation, on_delete=models.PROTECT, related_name="faits")
    rang = models.PositiveSmallIntegerField("rang")
    type = models.CharField("type", max_length=24, choices=TypeFait.choices)
    date = models.DateField("date du fait")
    reservataire = models.ForeignKey(Reservataire, on_delete=models.PROTECT, null=True, related_name="faits")
    auteur = models.ForeignKey("access.Utilisateur", on_delete=models.PROTECT, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le")
    motif = models.TextField("motif", blank=True)
    precision = models.JSONField("précision", null=True)
    enregistrement = models.JSONField("enregistrement de la proposition", null=True)

    class Meta:
        verbose_name = "fait"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["liberation", "rang"], name="fait_rang_unique")]

    def __str__(self) -> str:
        return f"{self.liberation}, {self.get_type_display()}"
