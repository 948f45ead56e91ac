"""The three pictures of the reservations, from a dossier: groups for the core, dwellings for the reader.

The core says which kinds of disagreement each group of dwellings has; the dwellings behind a figure are those of its
groups, so that a count and its list cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from gef.actions.entrees import mark_exclusions
from gef.actions.releves import Releves
from gef.actions.reservations import number_groups
from gef.core.rapprochement import Desaccords, GroupeLogements, rapprocher

# What tells a group from another: the fields of `GroupeLogements`, but for the number.
CLES: Final = (
    "contingent",
    "is_exclu",
    "commune",
    "programme",
    "etat",
    "titulaire",
    "droit",
    "is_dans_parc",
    "is_droit_connu",
    "is_autre",
    "is_en_stock",
    "is_double",
    "is_premiere",
)
MONTRES: Final = ("ident_rep", "ident_int", "adresse", "typologie", "financement", "qpv", "contingent", "commune")
RANGS: Final = {"en_cours": 0, "a_venir": 1, "echue": 2}


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """The disagreements of a bailleur, and the dwellings behind them.

    Attributes:
        desaccords: Result of the core.
        lignes: One row per line of the list and per dwelling that it does not name, with its group (`groupe`).
    """

    desaccords: Desaccords
    lignes: pl.DataFrame

    def list_logements(self, genre: str) -> pl.DataFrame:
        """Dwellings that have a disagreement of a kind, in the order of communes, programmes and identifiers."""
        groupes = [rang for rang, genres in enumerate(self.desaccords.genres) if genre in genres]
        rows = self.lignes.filter(pl.col("groupe").is_in(groupes))
        return rows.sort("commune", "programme", "ident_rep", "ident_int", "logement", "titulaire", nulls_last=True)

    def list_tous(self) -> pl.DataFrame:
        """Every dwelling that has a disagreement, once for each of its kinds (`genre`), kind after kind."""
        found = [row.genre.code for row in self.desaccords.desaccords if row.genre.lignes == "logements"]
        rows = [self.list_logements(code).with_columns(genre=pl.lit(code)) for code in found]
        return pl.concat(rows) if rows else self.lignes.clear().with_columns(genre=pl.lit(""))


def rapprocher_dossier(releves: Releves) -> Rapprochement:
    """Compare the register, the list and CONTRESLOG of a bailleur.

    Args:
        releves: What `gef.actions.releves.preparer_releves` gathered.
    """
    dossier = releves.dossier
    numbered, groupes = number_groups(_list_lignes(releves), CLES)
    taux = releves.taux.whole.valeur if releves.taux.whole else None
    types = {compte.code: compte.type for compte in dossier.comptes}
    result = rapprocher(tuple(_to_groupes(groupes)), releves.situes, types, releves.jour, taux)
    return Rapprochement(result, numbered)


def _to_groupes(groupes: pl.DataFrame) -> Iterator[GroupeLogements]:
    return (GroupeLogements(*row) for row in groupes.select("logements", *CLES).iter_rows())


def _list_lignes(releves: Releves) -> pl.DataFrame:
    """Put the lines of the list and the dwellings that it does not name in one table."""
    marked = mark_exclusions(releves.dossier, releves.jour).select("ligne", "programme", "exclusion", *MONTRES)
    listed = _mark_doubles(releves.placees).join(marked, on="ligne", how="left")
    silent = marked.join(releves.placees.select("ligne").drop_nulls().unique(), on="ligne", how="anti")
    lignes = pl.concat((listed, silent), how="diagonal")
    texts = ("programme", "titulaire", "droit")
    flags = ("is_droit_connu", "is_autre", "is_en_stock", "is_double")
    return lignes.with_columns(
        pl.col(texts).fill_null(""),
        pl.col(flags).fill_null(value=False),
        pl.col("is_premiere").fill_null(value=True),
        pl.col("exclusion").is_not_null().alias("is_exclu"),
        pl.col("ligne").is_not_null().alias("is_dans_parc"),
    )


def _mark_doubles(placees: pl.DataFrame) -> pl.DataFrame:
    """Tell the first line of each dwelling, those in force before the others, and the dwellings reserved twice."""
    # What the parc does not hold is told by what the list calls it.
    dwelling = pl.coalesce(pl.col("ligne").cast(pl.String), pl.concat_str(pl.lit("?"), "logement"))
    ordered = placees.with_columns(dwelling.alias("cle"), pl.col("etat").replace_strict(RANGS).alias("rang")).sort(
        "cle", "rang", maintain_order=True
    )
    return ordered.with_columns(
        (pl.int_range(pl.len()).over("cle") == 0).alias("is_premiere"),
        ((pl.col("rang") == 0) & ((pl.col("rang") == 0).sum().over("cle") > 1)).alias("is_double"),
    ).drop("cle", "rang")
