"""Named reads of the parc."""

from __future__ import annotations

from gef.db.bornes import newest_pk
from gef.db.patrimoine.models import ListeLogements, Parc


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
