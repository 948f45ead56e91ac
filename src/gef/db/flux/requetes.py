"""Named reads of the flux; each says what it returns and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from gef.core.faits import SORTIES
from gef.db.bornes import newest_pk
from gef.db.flux.models import (
    AvisDroit,
    ChoixTaux,
    Convention,
    DemandesCommune,
    Derogation,
    Droit,
    ExclusionRetenue,
    Fait,
    ForfaitMutations,
    Liberation,
    Prevision,
    Reservataire,
    TauxPublie,
)

LOT = 2_000  # rows fetched at a time


def comptes_of(bailleur_id: int) -> QuerySet[Reservataire]:
    """Accounts of a bailleur, by code."""
    return Reservataire.objects.filter(bailleur_id=bailleur_id).order_by("code")


def conventions_of(bailleur_id: int) -> QuerySet[Convention]:
    """Conventions of a bailleur with their accounts, by account then start; replaced parts are left out."""
    rows = Convention.objects.filter(reservataire__bailleur_id=bailleur_id, remplacant__isnull=True)
    rows = rows.select_related("reservataire")
    return rows.order_by("reservataire__code", "debut")


def droits_of(bailleur_id: int) -> QuerySet[Droit]:
    """Register of rights of a bailleur with their accounts, in order of entry; replaced lines are left out."""
    rows = Droit.objects.filter(reservataire__bailleur_id=bailleur_id, remplacant__isnull=True)
    return rows.select_related("reservataire", "utilisateur").order_by("pk")


def newest_droit(bailleur_id: int) -> int:
    """Newest line of the register of a bailleur, 0 for an empty one: a correction is a newer line."""
    return newest_pk(Droit.objects.filter(reservataire__bailleur_id=bailleur_id))


def droits_remplaces_of(bailleur_id: int) -> QuerySet[Droit]:
    """Lines of the register that a correction replaced, with their accounts, in order of entry."""
    rows = Droit.objects.filter(reservataire__bailleur_id=bailleur_id, remplacant__isnull=False)
    return rows.select_related("reservataire", "utilisateur").order_by("pk")


def avis_of(bailleur_id: int) -> QuerySet[AvisDroit]:
    """Dialogue on the rights of a bailleur, in the order it was written."""
    rows = AvisDroit.objects.filter(droit__reservataire__bailleur_id=bailleur_id)
    return rows.select_related("organisation", "auteur").order_by("droit_id", "rang")


def derogations_of(bailleur_id: int) -> QuerySet[Derogation]:
    """Acts that set a cap or a floor aside, in order of entry."""
    return Derogation.objects.filter(bailleur_id=bailleur_id).order_by("pk")


def exclusions_of(bailleur_id: int) -> QuerySet[ExclusionRetenue]:
    """Kinds of dwellings taken out of the assiette, with the account when one convention only says so."""
    return ExclusionRetenue.objects.filter(bailleur_id=bailleur_id).select_related("reservataire").order_by("pk")


def taux_publies_of(bailleur_id: int) -> QuerySet[TauxPublie]:
    """Published rates that the bailleur imported, by territory then year."""
    return TauxPublie.objects.filter(bailleur_id=bailleur_id).order_by("territoire", "annee", "pk")


def choix_taux_of(bailleur_id: int) -> QuerySet[ChoixTaux]:
    """Rates chosen, exercice after exercice, the newest of each last."""
    return ChoixTaux.objects.filter(bailleur_id=bailleur_id).order_by("exercice", "pk")


def demandes_of(bailleur_id: int) -> QuerySet[DemandesCommune]:
    """Applications and allocations by commune and year."""
    return DemandesCommune.objects.filter(bailleur_id=bailleur_id).order_by("commune", "annee", "pk")


def previsions_of(bailleur_id: int) -> QuerySet[Prevision]:
    """Every forecast of a bailleur, revised ones included, in order of declaration."""
    return Prevision.objects.filter(bailleur_id=bailleur_id).order_by("exercice", "categorie", "declaree_le", "pk")


def forfaits_of(bailleur_id: int) -> QuerySet[ForfaitMutations]:
    """Flat shares taken for the mutations, exercice after exercice, the newest of each last."""
    return ForfaitMutations.objects.filter(bailleur_id=bailleur_id).order_by("exercice", "pk")


def liberations_of(bailleur_id: int) -> QuerySet[Liberation]:
    """Freed dwellings of a bailleur, oldest first."""
    return Liberation.objects.filter(bailleur_id=bailleur_id).order_by("libre_le", "reference")


def liberations_after(bailleur_id: int, newest: int) -> QuerySet[Liberation]:
    """Freed dwellings entered after a given one, in order of entry."""
    return Liberation.objects.filter(bailleur_id=bailleur_id, pk__gt=newest).order_by("pk")


def faits_of(bailleur_id: int) -> QuerySet[Fait]:
    """Facts of a bailleur, in the order they were written."""
    return Fait.objects.filter(liberation__bailleur_id=bailleur_id).order_by("pk")


class FaitLu(NamedTuple):
    """What the ledger reads of a fact: a model instance takes four times as long, and years are read at once."""

    pk: int
    liberation_id: int
    rang: int
    type: str
    date: date
    compte: str | None
    precision: dict[str, str] | None


def faits_after(bailleur_id: int, newest: int) -> Iterator[FaitLu]:
    """Facts written after a given one, with the codes of their accounts, in order."""
    rows = faits_of(bailleur_id)
    if newest:
        # A sum is no indexed column: the few facts after the key are read, not each dwelling of the bailleur.
        after = Fait.objects.filter(pk__gt=newest).alias(a_qui=F("liberation__bailleur_id") + 0)
        rows = after.filter(a_qui=bailleur_id).order_by("pk")
    return _read_faits(rows)


def faits_between(bailleur_id: int, after: int, last: int) -> Iterator[FaitLu]:
    """Facts written after a given one and up to another, as `faits_after` gives them."""
    return _read_faits(faits_of(bailleur_id).filter(pk__gt=after, pk__lte=last))


def _read_faits(rows: QuerySet[Fait]) -> Iterator[FaitLu]:
    fields = ("pk", "liberation_id", "rang", "type", "date", "reservataire__code", "precision")
    return map(FaitLu._make, rows.values_list(*fields).iterator(LOT))


def ecarts_of(bailleur_id: int, exercice: int) -> Iterator[tuple[int, date, str | None, str | None]]:
    """Orientations of an exercice that have a reason, hence depart from a proposal, in order.

    Yields:
        (dwelling, day, account chosen, account proposed); the bailleur's own contingent has no account.
    """
    rows = faits_of(bailleur_id).filter(type="orientation", date__year=exercice).exclude(motif="")
    yield from rows.values_list("liberation_id", "date", "reservataire__code", "enregistrement__reservataire")


def orientations_of(liberation_id: int) -> QuerySet[Fait, tuple[date, str | None, str, dict[str, Any] | None]]:
    """Orientations of a dwelling, in order: day, account chosen, reason written, record of the proposal."""
    rows = Fait.objects.filter(liberation_id=liberation_id, type="orientation").order_by("rang")
    return rows.values_list("date", "reservataire__code", "motif", "enregistrement")


def newest_fait(bailleur_id: int, avant: datetime | None = None) -> int:
    """Key of the newest fact of a bailleur, written before a moment; 0 without any."""
    rows = Fait.objects.filter(liberation__bailleur_id=bailleur_id)
    if avant is not None:
        rows = rows.filter(ecrit_le__lt=avant)
    return newest_pk(rows)


def read_fait(pk: int) -> Fait:
    """A fact by its key."""
    return Fait.objects.get(pk=pk)


def keep_qualifiees(rows: QuerySet[Liberation]) -> QuerySet[Liberation]:
    """Keep the freed dwellings that a fact put in the flux, out of it, in stock, or withdrew."""
    return rows.filter(pk__in=Fait.objects.filter(type__in=SORTIES).values("liberation"))


def faits_des_qualifiees(bailleur_id: int) -> QuerySet[Fait]:
    """Every fact of the dwellings that `keep_qualifiees` keeps, in the order they were written."""
    return faits_of(bailleur_id).filter(
        liberation__in=keep_qualifiees(Liberation.objects.filter(bailleur_id=bailleur_id))
    )


def newest_flux(bailleur_id: int) -> tuple[int, ...]:
    """Newest row of each table of a bailleur's flux that calculations read, 0 for an empty one."""
    readers = (
        comptes_of,
        droits_of,
        conventions_of,
        previsions_of,
        derogations_of,
        exclusions_of,
        taux_publies_of,
        choix_taux_of,
        demandes_of,
        forfaits_of,
        liberations_of,
        faits_of,
    )
    return tuple(newest_pk(reader(bailleur_id)) for reader in readers)
