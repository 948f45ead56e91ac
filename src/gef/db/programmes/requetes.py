"""Named reads of the new programmes, of the charters and of the publics out of the flux."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gef.db.flux.models import Reservataire
from gef.db.patrimoine.models import Logement
from gef.db.programmes.models import (
    CharteRelogement,
    ContrepartieNeuf,
    ImputationRelogement,
    LogementNeuf,
    LotNeuf,
    ObjectifCharte,
    Position,
    ProgrammeNeuf,
    PublicHorsFlux,
)


def programmes_of(bailleur_id: int) -> QuerySet[ProgrammeNeuf]:
    """Programmes of a bailleur, the next delivered first."""
    return ProgrammeNeuf.objects.filter(bailleur_id=bailleur_id).select_related("accord", "auteur")


def lots_of(programme_id: int) -> QuerySet[LotNeuf]:
    """Lots of a programme, by typologie then financement."""
    return LotNeuf.objects.filter(programme_id=programme_id).order_by("typologie", "financement")


def contreparties_of(programme_id: int) -> QuerySet[ContrepartieNeuf]:
    """What each réservataire brings to a programme, in order of entry."""
    return ContrepartieNeuf.objects.filter(programme_id=programme_id).select_related("reservataire").order_by("pk")


def positions_of(programme_id: int) -> QuerySet[Position]:
    """Words of a concertation, in the order they were written."""
    rows = Position.objects.filter(programme_id=programme_id)
    return rows.select_related("reservataire", "organisation", "auteur").order_by("pk")


def neufs_of(programme_id: int) -> QuerySet[LogementNeuf]:
    """Delivered dwellings of a programme with their liberation, by reference."""
    rows = LogementNeuf.objects.filter(programme_id=programme_id)
    return rows.select_related("liberation", "reservataire").order_by("liberation__reference")


def neufs_of_bailleur(bailleur_id: int) -> QuerySet[LogementNeuf]:
    """Delivered dwellings of all the programmes of a bailleur, with whose they are, by reference."""
    rows = LogementNeuf.objects.filter(programme__bailleur_id=bailleur_id)
    return rows.select_related("liberation", "reservataire").order_by("liberation__reference")


def chartes_of(bailleur_id: int) -> QuerySet[CharteRelogement]:
    """Charters of a bailleur, by start."""
    return CharteRelogement.objects.filter(bailleur_id=bailleur_id).select_related("auteur").order_by("debut", "pk")


def objectifs_of(charte_id: int) -> QuerySet[ObjectifCharte]:
    """What a charter asks, in order of entry: the newest of each account holds."""
    return ObjectifCharte.objects.filter(charte_id=charte_id).select_related("reservataire").order_by("pk")


def imputations_of(bailleur_id: int) -> QuerySet[ImputationRelogement]:
    """On whose contribution each relogement counts, in the order it was said."""
    rows = ImputationRelogement.objects.filter(charte__bailleur_id=bailleur_id)
    return rows.select_related("reservataire", "auteur", "liberation").order_by("liberation", "rang")


def publics_of(bailleur_id: int) -> QuerySet[PublicHorsFlux]:
    """Who was housed out of the flux, in the order it was said."""
    return PublicHorsFlux.objects.filter(liberation__bailleur_id=bailleur_id).order_by("liberation", "rang")


def comptes_by_code(bailleur_id: int) -> dict[str, Reservataire]:
    """Accounts of a bailleur by code, with the organisation that holds each."""
    rows = Reservataire.objects.filter(bailleur_id=bailleur_id).select_related("organisation").order_by("code")
    return {row.code: row for row in rows}


def noms_du_parc(parc_id: int, commune: str, noms: set[str]) -> frozenset[str]:
    """Among some names of dwellings, those that a kept parc holds in a commune, as RPLS or the bailleur names them."""
    rows = Logement.objects.filter(parc_id=parc_id, commune=commune).filter(
        Q(ident_rep__in=noms) | Q(ident_int__in=noms)
    )
    return frozenset(noms & {nom for pair in rows.values_list("ident_rep", "ident_int") for nom in pair if nom})
