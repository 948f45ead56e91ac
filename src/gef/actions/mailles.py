"""Rotation by maille: commune, EPCI, typologie, financement, QPV, contingent, réservataire; whole columns at a time.

A liberation says its own commune, typologie, financement and QPV. Who held the dwelling is said by the parc only, so a
contingent needs the dwelling to be found in it, by its RPLS number or by the bailleur's own identifier. Those that are
not found are counted apart, never spread.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final, Literal

import polars as pl

from gef.actions.donnees import Dossier, LiberationInscrite, epci_par_commune
from gef.actions.entrees_taux import choose_millesime, describe_parcs, nom_perimetre
from gef.actions.resume_parc import FAMILLE_PAR_CONTINGENT
from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.rotation import CATEGORIES, COURANTES, ReleveRotation
from gef.core.taux import VARIANTES, TauxMesure, Variante, mesurer_taux

Maille = Literal["commune", "epci", "typologie", "financement", "qpv", "contingent", "reservataire"]
MAILLES: Final[Mapping[Maille, str]] = {
    "commune": "Commune",
    "epci": "EPCI",
    "typologie": "Typologie",
    "financement": "Financement",
    "qpv": "Quartier prioritaire",
    "contingent": "Contingent",
    "reservataire": "Réservataire",
}
PAR_LE_PARC: Final[frozenset[str]] = frozenset({"contingent", "reservataire"})
COLONNES_PARC: Final = ("ident_rep", "ident_int", "commune", "typologie", "financement", "qpv", "contingent")
LIBERATIONS: Final = {
    "annee": pl.Int32,
    "logement": pl.String,
    "commune": pl.String,
    "epci": pl.String,
    "typologie": pl.String,
    "financement": pl.String,
    "qpv": pl.Boolean,
    "hors_flux": pl.String,
}
SUITE: Final = re.compile(r" \(\d+\)$")  # the second liberation of a dwelling is « … (2) »

Counts = Mapping[str, Mapping[str | None, Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Observations:
    """What the rates of a bailleur are counted from.

    Attributes:
        perimetre: Scope, in words.
        parcs: Dwellings by millésime, columns `COLONNES_PARC` at least.
        liberations: Columns of `LIBERATIONS`.
        reservations: Who has each dwelling reserved; columns of `gef.actions.donnees.RESERVATIONS`.
    """

    perimetre: str
    parcs: Mapping[int, pl.DataFrame]
    liberations: pl.DataFrame
    reservations: pl.DataFrame

    def annees_before(self, exercice: int) -> list[int]:
        """Years that have liberations before an exercice, oldest first."""
        annees = self.liberations.get_column("annee").unique().sort().to_list()
        return [annee for annee in annees if annee < exercice]


@dataclass(frozen=True, slots=True)
class LigneMaille:
    """The dwellings of one value of a maille (None: not given), over the years.

    Attributes:
        valeur: Code of the value.
        logements: Dwellings of each year, added up.
        evenements: Departures that the rate counts.
        mesure: The rate; None when the parc has no such dwelling, or fewer than departures.
    """

    valeur: str | None
    logements: int
    evenements: int
    mesure: TauxMesure | None


@dataclass(frozen=True, slots=True)
class RotationParMaille:
    """The rates of a maille, the most dwellings first, the unknown last.

    Attributes:
        maille: A code of `MAILLES`.
        variante: What the departures leave out.
        annees: Years counted.
        lignes: One per value.
        ensemble: The whole, or None when it cannot be measured.
        liberations: Departures that the variant counts.
        non_rattachees: Those of them whose dwelling is not in the parc, for a maille that only the parc knows.
        source: Departures and parcs.
    """

    maille: Maille
    variante: Variante
    annees: tuple[int, ...]
    lignes: tuple[LigneMaille, ...]
    ensemble: TauxMesure | None
    liberations: int
    non_rattachees: int
    source: Source


def observe(dossier: Dossier) -> Observations:
    """Gather what a dossier says, with the only parc that it holds."""
    return Observations(
        nom_perimetre(dossier.bailleur, dossier.departement),
        {dossier.millesime: dossier.parc},
        tabulate(_to_row(row) for row in dossier.list_liberees()),
        dossier.reservations,
    )


def _to_row(row: LiberationInscrite) -> tuple[object, ...]:
    return (
        row.libre_le.year,
        nom_logement(row.ident_rep, row.reference),
        row.commune,
        row.epci,
        row.typologie,
        row.financement,
        row.qpv,
        row.hors_flux,
    )


def nom_logement(ident_rep: str, reference: str) -> str:
    """Name the dwelling of a liberation as the parc may know it.

    Examples:
        >>> nom_logement("", "LOT-12 (2)"), nom_logement("0612345678", "L-2026-0001")
        ('LOT-12', '0612345678')
    """
    return ident_rep or SUITE.sub("", reference)


def tabulate(rows: Iterable[Sequence[object]]) -> pl.DataFrame:
    """Build the table of the liberations from rows in the order of `LIBERATIONS`; what is empty is unknown."""
    table = pl.DataFrame(list(rows), schema=LIBERATIONS, orient="row")
    texts = [pl.col(nom).replace("", None) for nom in ("commune", "epci", "typologie", "financement")]
    return table.with_columns(*texts, pl.col("hors_flux").replace("", COURANTES))


def mesurer_mailles(
    observations: Observations, maille: Maille, annees: Sequence[int], variante: Variante = "brut"
) -> RotationParMaille:
    """Compute the rate of each value of a maille.

    Args:
        observations: Departures, parcs, reservations.
        maille: A code of `MAILLES`.
        annees: Years to count, pooled: all departures over all dwellings.
        variante: What to leave out of the departures.

    Returns:
        The rates, and how many departures could not be placed.
    """
    exclut = VARIANTES[variante]
    source = Source(describe_parcs(observations.parcs, list(annees)), "donnee")
    by_value: defaultdict[str | None, list[ReleveCompte]] = defaultdict(list)
    whole: list[ReleveCompte] = []
    lost = 0
    for annee in annees:
        parc, liberations = _key(observations, maille, annee)
        counts = _count(liberations.filter(pl.col("is_placee")))
        sizes = dict(parc.group_by("cle").len().iter_rows())
        for valeur in sizes.keys() | counts.keys():
            by_value[valeur].append(ReleveCompte(annee, sizes.get(valeur, 0), counts.get(valeur, {})))
        kinds = dict(liberations.group_by("hors_flux").len().iter_rows())
        whole.append(ReleveCompte(annee, parc.height, kinds))
        lost += liberations.filter(~pl.col("is_placee") & ~pl.col("hors_flux").is_in(sorted(exclut))).height
    lines = [_measure(valeur, rows, (observations.perimetre, source, exclut)) for valeur, rows in by_value.items()]
    ensemble = _measure(None, whole, (observations.perimetre, source, exclut))
    if lost == ensemble.evenements > 0:  # no departure was found in the parc: a rate of 0 would be a lie
        lines = [replace(line, mesure=None) for line in lines]
    return RotationParMaille(
        maille=maille,
        variante=variante,
        annees=tuple(annees),
        lignes=tuple(sorted(lines, key=_order)),
        ensemble=ensemble.mesure,
        liberations=ensemble.evenements,
        non_rattachees=lost,
        source=source,
    )


@dataclass(frozen=True, slots=True)
class ReleveCompte:
    """The dwellings and the departures of one value in one year, before any check."""

    annee: int
    logements: int
    liberations: Mapping[str, int]


def _order(ligne: LigneMaille) -> tuple[bool, int, str]:
    return ligne.valeur is None, -ligne.logements, ligne.valeur or ""


def _measure(
    valeur: str | None, rows: Sequence[ReleveCompte], definition: tuple[str, Source, frozenset[str]]
) -> LigneMaille:
    perimetre, source, exclut = definition
    zeros = dict.fromkeys((COURANTES, *CATEGORIES), 0)
    logements = sum(row.logements for row in rows)
    evenements = sum(n for row in rows for code, n in row.liberations.items() if code not in exclut)
    try:
        mesure = mesurer_taux(
            [ReleveRotation(row.annee, row.logements, zeros | dict(row.liberations)) for row in rows],
            perimetre=f"{perimetre}, {valeur}" if valeur else perimetre,
            source=source,
            numerateur_exclut=exclut,
        )
    except DonneeInvalideError:  # no dwelling in a year, or more departures than dwellings: no rate is made up
        mesure = None
    return LigneMaille(valeur, logements, evenements, mesure)


def _count(liberations: pl.DataFrame) -> dict[str | None, dict[str, int]]:
    counts: defaultdict[str | None, dict[str, int]] = defaultdict(dict)
    for valeur, kind, number in liberations.group_by("cle", "hors_flux").len().iter_rows():
        counts[valeur][kind] = number
    return counts


def _key(observations: Observations, maille: Maille, annee: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the parc of a year and its departures, each with the value of the maille as `cle`.

    `is_placee` tells the departures whose value is known for sure: all of them, but for a maille of the parc.
    """
    parc = observations.parcs[choose_millesime(observations.parcs, annee)]
    liberations = observations.liberations.filter(pl.col("annee") == annee)
    if maille not in PAR_LE_PARC:
        own = liberations.with_columns(_write(maille).alias("cle"), pl.lit(value=True).alias("is_placee"))
        return parc.select((_find_epci() if maille == "epci" else _write(maille)).alias("cle")), own
    keyed = (
        _mark_reservataires(parc, observations.reservations, annee)
        if maille == "reservataire"
        else _mark_familles(parc)
    )
    return keyed, _link(liberations, keyed)


def _write(maille: Maille) -> pl.Expr:
    """Write the value of a maille as text."""
    if maille == "qpv":
        return pl.when(pl.col("qpv")).then(pl.lit("oui")).when(~pl.col("qpv")).then(pl.lit("non"))
    return pl.col(maille)


def _find_epci() -> pl.Expr:
    found = pl.col("commune").replace_strict(dict(epci_par_commune()), default=None, return_dtype=pl.String)
    return found.replace("", None)


def _mark_familles(parc: pl.DataFrame) -> pl.DataFrame:
    """Add the family of réservataires of each dwelling, from its CONTRESLOG."""
    famille = pl.col("contingent").replace_strict(FAMILLE_PAR_CONTINGENT, default=None, return_dtype=pl.String)
    return parc.select("ident_rep", "ident_int", famille.alias("cle"))


def _mark_reservataires(parc: pl.DataFrame, reservations: pl.DataFrame, annee: int) -> pl.DataFrame:
    """Add who has each dwelling reserved on 1 January; a dwelling listed twice is the first one's, by code."""
    jour = date(annee, 1, 1)
    held = (
        reservations.filter(
            (pl.col("debut").is_null() | (pl.col("debut") <= jour)) & (pl.col("fin").is_null() | (pl.col("fin") > jour))
        )
        .sort("logement", "reservataire")
        .unique("logement", keep="first", maintain_order=True)
        .select("logement", "reservataire")
    )
    by_rep = parc.join(held, left_on="ident_rep", right_on="logement", how="left")
    both = by_rep.join(held, left_on="ident_int", right_on="logement", how="left", suffix="_int")
    return both.select("ident_rep", "ident_int", pl.coalesce("reservataire", "reservataire_int").alias("cle"))


def _link(liberations: pl.DataFrame, parc: pl.DataFrame) -> pl.DataFrame:
    """Find the dwelling of each departure in the parc, by either identifier."""
    names = pl.concat([parc.select(pl.col(nom).alias("logement"), "cle") for nom in ("ident_rep", "ident_int")])
    known = names.drop_nulls("logement").unique("logement", keep="first", maintain_order=True)
    found = known.with_columns(pl.lit(value=True).alias("is_placee"))
    return liberations.join(found, on="logement", how="left").with_columns(pl.col("is_placee").fill_null(value=False))


def share_placee(rotation: RotationParMaille) -> Fraction:
    """Part of the departures that the maille could place."""
    if not rotation.liberations:
        return Fraction(1)
    return 1 - Fraction(rotation.non_rattachees, rotation.liberations)
