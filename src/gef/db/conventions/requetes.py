"""Named reads of the conventions as they are written; each says what it returns and in what order."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gef.access.models import Appartenance, Organisation
from gef.db.conventions.models import (
    AdresseCalendrier,
    ConventionCompte,
    ConventionEcrite,
    GabaritConvention,
    ParoleConvention,
    PartAppliquee,
    RemarqueConvention,
    VersionConvention,
)
from gef.db.flux.models import Convention


def with_detail(rows: QuerySet[ConventionEcrite]) -> QuerySet[ConventionEcrite]:
    """Bring with conventions their accounts and their words, in a handful of queries, in order of name."""
    return rows.select_related("bailleur").prefetch_related("comptes__reservataire", "paroles").order_by("nom", "pk")


def comptes_of(convention_id: int) -> QuerySet[ConventionCompte]:
    """Accounts that are parties to a convention, the first one first."""
    return ConventionCompte.objects.filter(convention_id=convention_id).select_related("reservataire").order_by("pk")


def versions_of(convention_id: int) -> QuerySet[VersionConvention]:
    """Versions of a convention, the newest first."""
    return VersionConvention.objects.filter(convention_id=convention_id).select_related("auteur").order_by("-numero")


def versions_of_all(convention_ids: list[int]) -> QuerySet[VersionConvention]:
    """Versions of several conventions, oldest first, with whether they were sent."""
    rows = VersionConvention.objects.filter(convention_id__in=convention_ids)
    return rows.prefetch_related("paroles").order_by("convention_id", "numero")


def paroles_of(convention_id: int) -> QuerySet[ParoleConvention]:
    """Words of a convention in order, with who said them."""
    rows = ParoleConvention.objects.filter(convention_id=convention_id)
    return rows.select_related("organisation", "auteur", "version").order_by("rang")


def remarques_of(convention_ids: list[int]) -> QuerySet[RemarqueConvention]:
    """Remarks on the versions of conventions, answers left out but at hand, in order of entry."""
    rows = RemarqueConvention.objects.filter(version__convention_id__in=convention_ids, reponse_a__isnull=True)
    related = ("version", "organisation", "auteur", "reponse__organisation", "reponse__auteur")
    return rows.select_related(*related).order_by("pk")


def vivantes_of(bailleur_id: int) -> QuerySet[ConventionEcrite]:
    """Conventions of a bailleur that nothing has ended in writing, in order of entry, with their accounts."""
    over = ParoleConvention.objects.filter(type="echeance").values("convention_id")
    rows = ConventionEcrite.objects.filter(bailleur_id=bailleur_id).exclude(pk__in=over)
    return rows.prefetch_related("comptes__reservataire", "paroles").order_by("pk")


def parts_ecrites_of(convention_id: int) -> QuerySet[Convention]:
    """Parts that a convention gave to the accounts and that nothing replaced, by account then start."""
    rows = Convention.objects.filter(origine__parole__convention_id=convention_id, remplacant__isnull=True)
    return rows.select_related("reservataire").order_by("reservataire__code", "debut")


def origines_of(bailleur_id: int) -> dict[int, int]:
    """Number of the written convention behind each part of a bailleur that has one, by key of the part."""
    rows = PartAppliquee.objects.filter(part__reservataire__bailleur_id=bailleur_id)
    return dict(rows.values_list("part_id", "parole__convention_id"))


def gabarit_of(bailleur_id: int) -> GabaritConvention | None:
    """Template that serves for a bailleur; None for the shipped one."""
    row = GabaritConvention.objects.filter(bailleur_id=bailleur_id).select_related("auteur").order_by("-pk").first()
    return row if row and row.chemin else None


def adresse_of(organisation_id: int, utilisateur_id: int) -> AdresseCalendrier | None:
    """Open secret address of a person in an organisation, or None."""
    rows = AdresseCalendrier.objects.filter(organisation_id=organisation_id, utilisateur_id=utilisateur_id)
    row = rows.order_by("-pk").first()
    return row if row and row.empreinte else None


def membre_of_empreinte(empreinte: str) -> Appartenance | None:
    """Membership of the person whose secret address has that digest, while it is open and he is a member."""
    row = AdresseCalendrier.objects.filter(empreinte=empreinte).order_by("-pk").first() if empreinte else None
    if row is None or adresse_of(row.organisation_id, row.utilisateur_id) != row:
        return None
    rows = Appartenance.objects.filter(organisation_id=row.organisation_id, utilisateur_id=row.utilisateur_id)
    return rows.filter(utilisateur__is_active=True).select_related("utilisateur", "organisation").first()


def organisations_with_conventions() -> QuerySet[Organisation]:
    """Bailleurs who have written a convention, and the organisations that are parties to one, in order of entry."""
    bailleurs = ConventionEcrite.objects.values("bailleur_id")
    parties = ConventionCompte.objects.filter(reservataire__organisation__isnull=False)
    concerned = Q(pk__in=bailleurs) | Q(pk__in=parties.values("reservataire__organisation_id"))
    return Organisation.objects.filter(concerned).order_by("pk")
