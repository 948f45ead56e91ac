"""Named reads of the frozen bilans."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from gef.access.models import Organisation, TypeOrganisation
from gef.db.bilans.models import AvisBilan, BilanFige
from gef.db.flux.models import Reservataire

LOURDS = ("parametres", "donnees")


def bilans_of(bailleur_id: int) -> QuerySet[BilanFige]:
    """Frozen bilans of a bailleur, the newest exercice and version first; their data are read when they are needed."""
    rows = BilanFige.objects.filter(bailleur_id=bailleur_id).select_related("auteur", "bailleur", "remplace")
    return rows.defer(*LOURDS, *(f"remplace__{champ}" for champ in LOURDS)).order_by("-exercice", "-version")


def find_bilan(pk: int) -> BilanFige | None:
    """A frozen bilan with its data, or None."""
    return BilanFige.objects.filter(pk=pk).select_related("bailleur").first()


def avis_of(bilans: Iterable[int]) -> QuerySet[AvisBilan]:
    """Words on some bilans, in the order they were written."""
    rows = AvisBilan.objects.filter(bilan_id__in=list(bilans))
    return rows.select_related("destinataire", "organisation", "auteur").order_by("pk")


def titulaires_of(bailleur_id: int, codes: Iterable[str]) -> QuerySet[Organisation]:
    """Organisations that hold some accounts of a bailleur, by name."""
    held = Reservataire.objects.filter(bailleur_id=bailleur_id, code__in=list(codes)).values("organisation")
    return Organisation.objects.filter(pk__in=held).order_by("nom")


def comptes_tenus(bailleur_id: int, codes: Iterable[str]) -> QuerySet[Reservataire]:
    """Accounts of a bailleur, among some, that an organisation holds here, by code."""
    rows = Reservataire.objects.filter(bailleur_id=bailleur_id, code__in=list(codes), organisation__isnull=False)
    return rows.order_by("code")


def epci_organisations(codes: Iterable[str]) -> QuerySet[Organisation]:
    """EPCI of some territories that have accounts in the product, by name."""
    return Organisation.objects.filter(type=TypeOrganisation.EPCI, territoire__in=list(codes)).order_by("nom")
