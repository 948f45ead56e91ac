"""From a bailleur's data to the projection of his year: departures so far, past years, what each one was promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final

import polars as pl

from gef.actions.donnees import Dossier, epci_par_commune
from gef.actions.entrees import flux_par_commune
from gef.core.assiette import Assiette
from gef.core.parts import TableParts
from gef.core.periodes import debut_exercice
from gef.core.projection import AnneePassee, DroitPrevu, EntreeProjection, Projection, projeter
from gef.core.rotation import CATEGORIES, COURANTES

DEPARTS: Final = {"libre_le": pl.Date, "commune": pl.String, "hors_flux": pl.String}
ANNEES_DE_SAISON: Final = 5  # habits change: older years say less of this one
CENT: Final = 100


def tabulate_departs(rows: Iterable[Sequence[object]]) -> pl.DataFrame:
    """Build the table of the departures from (day, commune, category) rows; the flux is written "".

    What is managed in stock is no part of the year that is projected: it leaves.
    """
    table = pl.DataFrame(list(rows), schema=DEPARTS, orient="row").filter(pl.col("hors_flux").is_in(["", *CATEGORIES]))
    return table.with_columns(pl.col("hors_flux").replace("", COURANTES))


def list_departs(dossier: Dossier) -> pl.DataFrame:
    """Give the departures of a dossier."""
    return tabulate_departs((row.libre_le, row.commune, row.hors_flux) for row in dossier.list_liberees())


def build_projection(dossier: Dossier, departs: pl.DataFrame, assiette: Assiette, jour: date) -> EntreeProjection:
    """Gather the inputs of the projection of an exercice.

    Args:
        dossier: Conventions and parc; its own liberations are not read.
        departs: Columns of `DEPARTS`.
        assiette: The forecast of the exercice.
        jour: Last day counted, within the exercice.

    Returns:
        The inputs; years without any departure are not known, rather than empty.
    """
    exercice = assiette.exercice
    so_far = departs.filter(pl.col("libre_le").is_between(debut_exercice(exercice), jour))
    prevus = defaultdict(Fraction, {COURANTES: assiette.assiette})
    for soustraction in assiette.entree.soustractions:
        prevus[soustraction.categorie] += soustraction.logements
    return EntreeProjection(
        exercice=exercice,
        jour=jour,
        liberations=dict(so_far.group_by("hors_flux").len().sort("hors_flux").iter_rows()),
        annees_passees=tuple(_list_passees(departs, exercice, jour)),
        prevus=dict(prevus),
        droits=tuple(_list_droits(dossier, so_far.filter(pl.col("hors_flux") == COURANTES), assiette, jour)),
    )


def _list_passees(departs: pl.DataFrame, exercice: int, jour: date) -> Iterator[AnneePassee]:
    """Yield the last known years, cut on the same day of the year."""
    day = pl.col("libre_le").dt.month().cast(pl.Int32) * CENT + pl.col("libre_le").dt.day()
    rows = (
        departs.with_columns(
            pl.col("libre_le").dt.year().alias("annee"), (day <= jour.month * CENT + jour.day).alias("avant")
        )
        .filter(pl.col("annee") < exercice)
        .group_by("annee")
        .agg(pl.col("avant").sum(), (~pl.col("avant")).sum().alias("apres"))
        .sort("annee")
        .tail(ANNEES_DE_SAISON)
    )
    for annee, avant, apres in rows.iter_rows():
        yield AnneePassee(annee, avant, apres)


def _list_droits(dossier: Dossier, flux: pl.DataFrame, assiette: Assiette, jour: date) -> Iterator[DroitPrevu]:
    """Yield what each account expects: promised by the forecast, acquired so far, and its part of what remains.

    The forecast stands in the communes as the eligible dwellings do; what remains, as what was freed so far. Where
    nothing was freed yet, the eligible dwellings say the mean part of an account on its territory.
    """
    parts = dossier.table_parts()
    eligible = {row.commune: row.eligible for row in flux_par_commune(dossier, assiette, epci_par_commune())}
    promised = _weigh(parts, eligible, jour)
    whole = sum(eligible.values())
    freed = dict(flux.group_by("commune").len().sort("commune").iter_rows())
    local = _weigh(parts, freed, jour)
    acquis = _count_acquis(dossier, parts, flux, jour)
    for code in dossier.noms():
        if code in promised or code in acquis:
            prevus = promised[code].parts * assiette.assiette / whole if whole else Fraction(0)
            found = local[code] if local[code].logements else promised[code]
            mean = found.parts / found.logements if found.logements else Fraction(0)
            yield DroitPrevu(code, prevus, acquis.get(code, Fraction(0)), local[code].logements, mean)


@dataclass(slots=True)
class Poids:
    """Dwellings of the communes where an account has a part, and the sum of its parts of them."""

    logements: int = 0
    parts: Fraction = Fraction(0)


def _weigh(parts: TableParts, logements: Mapping[str, int], jour: date) -> defaultdict[str, Poids]:
    weights: defaultdict[str, Poids] = defaultdict(Poids)
    for commune, count in logements.items():
        for code, part in parts.au(jour, commune).items():
            weights[code].logements += count
            weights[code].parts += part * count
    return weights


def _count_acquis(dossier: Dossier, parts: TableParts, flux: pl.DataFrame, jour: date) -> Mapping[str, Fraction]:
    """Add up the parts of the freed dwellings, commune by commune between two changes of convention."""
    debut, fin = debut_exercice(jour.year), jour + timedelta(days=1)
    changes = {day for c in dossier.conventions for day in (c.debut, c.fin) if day and debut < day < fin}
    bornes = [debut, *sorted(changes), fin]
    acquis: defaultdict[str, Fraction] = defaultdict(Fraction)
    for start, end in pairwise(bornes):
        counts = flux.filter(pl.col("libre_le").is_between(start, end, closed="left")).group_by("commune").len()
        for commune, count in counts.sort("commune").iter_rows():
            for code, part in parts.au(start, commune).items():
                acquis[code] += part * count
    return acquis


def compute_projection(dossier: Dossier, assiette: Assiette, jour: date) -> Projection:
    """Project the year of a dossier."""
    return projeter(build_projection(dossier, list_departs(dossier), assiette, jour))
