"""Named reads of the parc."""

from __future__ import annotations

from gef.db.patrimoine.models import Parc


def last_parc(bailleur_id: int, millesime: int | None = None) -> Parc | None:
    """Newest version of a parc, of a given millésime or of the newest one."""
    rows = Parc.objects.filter(bailleur_id=bailleur_id)
    if millesime is not None:
        rows = rows.filter(millesime=millesime)
    return rows.order_by("-millesime", "-version").first()
