"""Named reads of the parc."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from gef.db.bornes import newest_pk
from gef.db.patrimoine.models import ListeLogements, Logement, Parc


def last_parc(bailleur_id: int, millesime: int | None = None) -> Parc | None:
    """Newest version of a parc, of a given millésime or of the newest one."""
    rows = Parc.objects.filter(bailleur_id=bailleur_id)
    if millesime is not None:
        rows = rows.filter(millesime=millesime)
    return rows.order_by("-millesime", "-version").first()


def list_millesimes(bailleur_id: int) -> list[Parc]:
    """Newest version of the parc of each kept millésime, oldest first; the report of the import is left out."""
    rows = Parc.objects.filter(bailleur_id=bailleur_id).defer("rapport").order_by("millesime", "version")
    return list({parc.millesime: parc for parc in rows}.values())


def last_liste(bailleur_id: int, genre: str) -> ListeLogements | None:
    """Newest version of a list of dwellings, or None."""
    return ListeLogements.objects.filter(bailleur_id=bailleur_id, genre=genre).order_by("-version").first()


def newest_patrimoine(bailleur_id: int) -> tuple[int, ...]:
    """Newest parc and newest list of dwellings of a bailleur, 0 without any."""
    models = (Parc, ListeLogements)
    return tuple(newest_pk(model.objects.filter(bailleur_id=bailleur_id)) for model in models)


def count_programmes(bailleur_id: int) -> list[tuple[str, str, int]]:
    """Dwellings of each named programme of the newest parc: (commune, programme, number), by commune then name."""
    rows = _logements_of(bailleur_id).exclude(programme__isnull=True).order_by("commune", "programme")
    return list(rows.values_list("commune", "programme").annotate(Count("pk")))


def list_genres(bailleur_id: int) -> list[tuple[str, str | None, str | None, str | None, str | None, bool | None]]:
    """Kinds of dwellings of the newest parc: (commune, programme, address, typology, financing, QPV), each once."""
    rows = _logements_of(bailleur_id).order_by()
    return list(rows.values_list("commune", "programme", "adresse", "typologie", "financement", "qpv").distinct())


def last_parc_key(bailleur_id: int) -> tuple[int, str] | None:
    """Key and digest of the newest version of the newest parc, None without one; its long report is not read."""
    rows = Parc.objects.filter(bailleur_id=bailleur_id).order_by("-millesime", "-version")
    return rows.values_list("pk", "empreinte").first()


def count_lieux(parc_id: int) -> list[tuple[str, bool | None, int]]:
    """Dwellings of a parc by place: (commune, in a QPV, number)."""
    rows = Logement.objects.filter(parc_id=parc_id).order_by("commune", "qpv")
    return list(rows.values_list("commune", "qpv").annotate(Count("pk")))


def _logements_of(bailleur_id: int) -> QuerySet[Logement]:
    """Dwellings of the newest parc; none without a parc."""
    parc = last_parc(bailleur_id)
    return Logement.objects.filter(parc=parc) if parc else Logement.objects.none()
