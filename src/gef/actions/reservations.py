"""The list of reserved dwellings set on the parc: which dwelling, for whom, until when; whole columns at a time.

The rules are the core's (`gef.core.reservations`), asked once per distinct line: a list of 100 000 dwellings has a few
thousand of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from gef.actions.donnees import Dossier
from gef.core.registre_droits import DroitSitue
from gef.core.reservations import LigneReservation, ReservationSituee, index_references, situer_reservation

CLES: Final = ("reservataire", "droit", "debut", "fin")
SITUEES: Final[Mapping[str, Any]] = {
    "titulaire": pl.String,
    "utilisateur": pl.String,
    "debut_retenu": pl.Date,
    "fin_retenue": pl.Date,
    "etat": pl.String,
    "is_droit_connu": pl.Boolean,
    "is_autre": pl.Boolean,
    "is_en_stock": pl.Boolean,
}


def placer_reservations(dossier: Dossier, situes: Iterable[DroitSitue], jour: date) -> pl.DataFrame:
    """Read every line of the list on a day, and find its dwelling in the parc.

    Args:
        dossier: Parc and list.
        situes: The register on that day.
        jour: The day.

    Returns:
        One row per line of the list, in its order. Columns of `RESERVATIONS`, of `SITUEES`, and `ligne`: that of the
        dwelling in the parc, null when it is not there.
    """
    numbered, groupes = number_groups(dossier.reservations, CLES)
    references = index_references(situes)
    lignes = (LigneReservation(*row) for row in groupes.select(CLES).iter_rows())
    rows = [_to_row(situer_reservation(ligne, references, jour)) for ligne in lignes]
    situees = pl.DataFrame(rows, schema=dict(SITUEES), orient="row")
    placed = numbered.join(pl.concat((groupes.select("groupe"), situees), how="horizontal"), on="groupe", how="left")
    return placed.join(_list_identifiants(dossier.parc), on="logement", how="left").drop("groupe")


def _to_row(situee: ReservationSituee) -> tuple[object, ...]:
    return (
        situee.titulaire,
        situee.utilisateur,
        situee.debut,
        situee.fin,
        situee.etat,
        situee.droit is not None,
        situee.is_autre,
        situee.droit is not None and situee.droit.droit.is_en_stock,
    )


def number_groups(table: pl.DataFrame, cles: Iterable[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Number the distinct combinations of some columns.

    Returns:
        The table with the number of its combination (`groupe`), and the combinations with their number of rows
        (`logements`), in the order of the numbers.
    """
    cles = list(cles)
    groupes = table.group_by(cles, maintain_order=True).len(name="logements").with_row_index("groupe")
    numbered = table.join(groupes.drop("logements"), on=cles, how="left", nulls_equal=True, maintain_order="left")
    return numbered, groupes


def _list_identifiants(parc: pl.DataFrame) -> pl.DataFrame:
    """Give the line of each dwelling by its RPLS number, then by the bailleur's own identifier.

    An identifier that names two dwellings names the first: the import has said so already.
    """
    named = [parc.select(pl.col(nom).alias("logement"), "ligne") for nom in ("ident_rep", "ident_int")]
    return pl.concat(named).drop_nulls("logement").unique("logement", keep="first", maintain_order=True)
