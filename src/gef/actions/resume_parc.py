"""A parc counted for its readers: where it stands, for whom it is reserved, what it is made of.

Counts only, a whole column at a time, on the kept table of the parc: the same figures for ten dwellings or a million.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from gef.core.etat_des_lieux import CONTINGENTS, FAMILLES
from gef.core.periodes import PERIODES_CONSTRUCTION
from gef.imports.nomenclatures import FINANCEMENTS, MODE, TYPOLOGIES

INCONNU = "inconnu"
LOUE, VACANT = "1", "2"
IDENTIFIANTS = ("ident_int", "ident_rep")
FAMILLE_PAR_CONTINGENT: Mapping[str, str] = {code: c.famille for code, c in CONTINGENTS.items()}
AXES_PARC: Mapping[str, Mapping[str, str]] = {
    "typologie": {code: code for code in sorted(set(TYPOLOGIES.values()))},
    "financement": {code: code if code != "AUTRE" else "autre" for code in FINANCEMENTS},
    "periode": {periode.code: periode.libelle for periode in PERIODES_CONSTRUCTION},
    "mode": MODE,
}


@dataclass(frozen=True, slots=True)
class LigneCommune:
    """The dwellings of one commune; `familles` counts them by family of `FAMILLES`, and `INCONNU`."""

    commune: str
    logements: int
    en_qpv: int
    hors_qpv: int
    familles: Mapping[str, int]
    loues: int
    vacants: int

    @property
    def qpv_inconnu(self) -> int:
        """Dwellings that do not say whether they stand in a QPV."""
        return self.logements - self.en_qpv - self.hors_qpv


@dataclass(frozen=True, slots=True)
class LigneAxe:
    """The dwellings of one value of an axis (None: not given), their part of the parc, and those in QPV."""

    valeur: str | None
    logements: int
    part: Fraction
    en_qpv: int


@dataclass(frozen=True, slots=True)
class ResumeParc:
    """A parc in counts.

    Attributes:
        ensemble: The whole parc, as one row; its `commune` is "".
        communes: One row per commune, the largest first, then by code.
        axes: Rows by axis of `AXES_PARC`, in the order of its codes, the unknown last.
    """

    ensemble: LigneCommune
    communes: tuple[LigneCommune, ...]
    axes: Mapping[str, tuple[LigneAxe, ...]]

    @property
    def logements(self) -> int:
        """Dwellings of the parc."""
        return self.ensemble.logements

    @property
    def reserves(self) -> int:
        """Dwellings that a family of reservataires holds."""
        return sum(n for famille, n in self.ensemble.familles.items() if famille not in {"non_reserve", INCONNU})


def resumer_parc(table: pl.DataFrame) -> ResumeParc:
    """Count a parc.

    Args:
        table: Canonical parc, schema `gef.imports.parc.SCHEMA_PARC`.

    Returns:
        The counts; the rows by commune, like those of each axis, add up to the whole.
    """
    counts = [pl.len().alias("logements"), *_count_qpv(), *_count_familles(), *_count_modes()]
    communes = table.group_by("commune").agg(counts).sort(["logements", "commune"], descending=[True, False])
    return ResumeParc(
        ensemble=_to_commune(table.select(pl.lit("").alias("commune"), *counts).row(0, named=True)),
        communes=tuple(_to_commune(row) for row in communes.iter_rows(named=True)),
        axes={axe: _count_axe(table, axe) for axe in AXES_PARC},
    )


def _count_qpv() -> list[pl.Expr]:
    return [pl.col("qpv").sum().alias("en_qpv"), (~pl.col("qpv")).sum().alias("hors_qpv")]


def _count_familles() -> list[pl.Expr]:
    famille = pl.col("contingent").replace_strict(FAMILLE_PAR_CONTINGENT, default=None, return_dtype=pl.String)
    known = [(famille == code).sum().alias(f"famille.{code}") for code in FAMILLES]
    return [*known, famille.is_null().sum().alias(f"famille.{INCONNU}")]


def _count_modes() -> list[pl.Expr]:
    return [(pl.col("mode") == code).sum().alias(nom) for code, nom in ((LOUE, "loues"), (VACANT, "vacants"))]


def _to_commune(row: Mapping[str, object]) -> LigneCommune:
    counts = {nom: int(str(valeur)) for nom, valeur in row.items() if nom != "commune"}
    return LigneCommune(
        commune=str(row["commune"]),
        logements=counts["logements"],
        en_qpv=counts["en_qpv"],
        hors_qpv=counts["hors_qpv"],
        familles={famille: counts[f"famille.{famille}"] for famille in (*FAMILLES, INCONNU)},
        loues=counts["loues"],
        vacants=counts["vacants"],
    )


def _count_axe(table: pl.DataFrame, axe: str) -> tuple[LigneAxe, ...]:
    rows = table.group_by(axe).agg(pl.len(), pl.col("qpv").sum()).iter_rows()
    counts = {valeur: (logements, en_qpv) for valeur, logements, en_qpv in rows}
    order = {code: rank for rank, code in enumerate(AXES_PARC[axe])}
    codes = sorted(counts, key=lambda code: (code is None, order.get(code, len(order)), code or ""))
    return tuple(LigneAxe(code, n, Fraction(n, table.height), qpv) for code in codes for n, qpv in (counts[code],))


@dataclass(frozen=True, slots=True)
class Comparaison:
    """What a parc adds to another one and what it no longer has, dwelling by dwelling."""

    entrees: int
    sorties: int


def comparer_parcs(ancien: pl.DataFrame, nouveau: pl.DataFrame) -> Comparaison | None:
    """Compare two parcs of a bailleur by the identifier that both give the most.

    Args:
        ancien: Canonical parc.
        nouveau: Another one.

    Returns:
        The counts; None when no identifier is given on both sides. A dwelling without it is an entry or an exit.
    """
    given = {nom: min(t.height - t.get_column(nom).null_count() for t in (ancien, nouveau)) for nom in IDENTIFIANTS}
    nom = max(IDENTIFIANTS, key=lambda identifiant: given[identifiant])
    if not given[nom]:
        return None
    return Comparaison(
        entrees=nouveau.join(ancien, on=nom, how="anti").height, sorties=ancien.join(nouveau, on=nom, how="anti").height
    )
