"""From a dossier to the état des lieux: the register of rights and the parc, handed over to the core.

The same for a bailleur of the database (`gef.actions.etat_des_lieux`) and for a folder of files (`gef etat-des-lieux`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import polars as pl

from gef.actions.donnees import Dossier
from gef.actions.entrees import mark_exclusions
from gef.actions.entrees_registre import list_reservations
from gef.core.bilan_entree import VALEURS_ABSENTES
from gef.core.etat_des_lieux import CHAMPS_PARC, EtatDesLieux, GroupeParc, dresser_etat_des_lieux
from gef.law.territoires import load_communes

TEXTES: Final = ("typologie", "financement", "contingent", "periode")
ABSENTS: Final = sorted(value for value in VALEURS_ABSENTES if value is not None)


def build_etat_des_lieux(dossier: Dossier, jour: date) -> EtatDesLieux:
    """Draw up the état des lieux from a dossier, whether it comes from the database or from files."""
    return dresser_etat_des_lieux(_count_parc(dossier, jour), (droit for _, droit in list_reservations(dossier)), jour)


def _count_parc(dossier: Dossier, jour: date) -> Iterator[GroupeParc]:
    """Count the dwellings alike, whole columns at a time."""
    known = [code for code, commune in load_communes().items() if commune.epci]
    absents = {nom: pl.col(nom).is_null() | pl.col(nom).is_in(ABSENTS) for nom in TEXTES}
    absents |= {"qpv": pl.col("qpv").is_null(), "epci": pl.col("commune").is_in(known).not_()}
    counted = (
        mark_exclusions(dossier, jour)
        .group_by("commune", "contingent", "exclusion", maintain_order=True)
        .agg(
            pl.len().alias("logements"),
            pl.col("qpv").sum().alias("en_qpv"),
            *(absents[champ].sum().alias(f"sans_{champ}") for champ in CHAMPS_PARC),
        )
    )
    for row in counted.iter_rows(named=True):
        yield GroupeParc(
            logements=row["logements"],
            commune=row["commune"],
            contingent=row["contingent"],
            en_qpv=row["en_qpv"],
            exclu=row["exclusion"],
            manques={champ: nombre for champ in CHAMPS_PARC if (nombre := row[f"sans_{champ}"])},
        )
