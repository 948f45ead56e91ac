"""The work list of a parc: every cell to look at, with room for its corrected value.

Filled in and handed in as the model "corrections", it makes the next version of the parc. One row per cell: a value
that two rules doubt stands once, with both doubts.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from gef.actions.qualite import CHAMP_PAR_CODE, Champ, list_doutes
from gef.imports.corrections import TEXTES

VALEUR_ABSENTE: Final = "valeur absente"
SANS_PROGRAMME: Final = "-"
SCHEMA_LISTE: Final = {
    "ligne": pl.Int64,
    "logement": pl.String,
    "programme": pl.String,
    "commune": pl.String,
    "champ": pl.String,
    "valeur": pl.String,
    "probleme": pl.String,
}


def lister_corrections(table: pl.DataFrame, *, champ: str = "", programme: str = "") -> pl.DataFrame:
    """List the cells to correct.

    Args:
        table: Canonical parc.
        champ: Code of a field; "" lists them all, those that concern the most dwellings first.
        programme: Name of a programme, or a part of it; "" keeps them all, `SANS_PROGRAMME` those that have none.

    Returns:
        Columns of `SCHEMA_LISTE`: `valeur` is what the parc says now, as a file would write it. A dwelling that has no
        identifier is left out: nothing could be handed back for it.
    """
    kept = table.filter(_is_in(programme)) if programme else table
    named = kept.filter(pl.coalesce("ident_rep", "ident_int").is_not_null())
    lists = [_list_champ(named, CHAMP_PAR_CODE[code]) for code in ([champ] if champ else CHAMP_PAR_CODE)]
    found = pl.concat(sorted(lists, key=lambda rows: (_is_light(rows), -rows.height)))
    return found.select(pl.col(nom).cast(kind) for nom, kind in SCHEMA_LISTE.items())


def _is_light(rows: pl.DataFrame) -> bool:
    """Whether a list is that of a field which weighs nothing, or is empty: it comes last."""
    return not rows.height or not CHAMP_PAR_CODE[rows.item(0, "champ")].pese


def _is_in(programme: str) -> pl.Expr:
    nom = pl.col("programme")
    if programme == SANS_PROGRAMME:
        return nom.is_null()
    return nom.str.to_lowercase().str.contains(programme.lower(), literal=True)


def _list_champ(table: pl.DataFrame, champ: Champ) -> pl.DataFrame:
    gaps = [(VALEUR_ABSENTE, table.get_column(champ.code).is_null())]
    gaps += [(regle.libelle, doute) for regle, doute in list_doutes(table, champ.code)]
    said = pl.concat_str(
        [pl.when(gap).then(pl.lit(libelle)) for libelle, gap in gaps], separator=" ; ", ignore_nulls=True
    )
    return table.select(
        "ligne",
        pl.coalesce("ident_rep", "ident_int").alias("logement"),
        "programme",
        "commune",
        pl.lit(champ.code).alias("champ"),
        TEXTES[champ.variables[0]].alias("valeur"),
        said.alias("probleme"),
    ).filter(pl.col("probleme") != "")


def count_anonymes(table: pl.DataFrame) -> int:
    """Count the dwellings that have no identifier, which no list can name."""
    return int(table.select(pl.coalesce("ident_rep", "ident_int").is_null().sum()).item())
