"""The statements of the reserved dwellings: the detailed one of a réservataire, the aggregated one for all.

Whole columns at a time, from the parc, the bailleur's list and the register: no object per dwelling until a table is
written. The same figures from the database and from a folder of files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import polars as pl

from gef.actions.donnees import Dossier
from gef.actions.entrees import mark_exclusions
from gef.actions.entrees_registre import list_reservations
from gef.actions.entrees_taux import ANNEES_PAR_DEFAUT
from gef.actions.reservations import placer_reservations
from gef.actions.tableaux_releves import (
    CONTINGENT_INCONNU,
    FAMILLE,
    FINANCEMENTS_AGREGES,
    RESERVE_DEUX_FOIS,
    EnTete,
    name_releve,
    table_agregat,
    table_releve,
    table_rotation,
)
from gef.core.motifs import Source
from gef.core.parc import CONTINGENTS
from gef.core.registre_droits import DroitSitue, read_survie, situer_droit
from gef.core.releves import TRANCHES, Departs, TauxDuParc, mesurer_rotation
from gef.core.rotation import COURANTES
from gef.errors import GefError
from gef.outputs.csv import write_csv
from gef.outputs.pdf import LIGNES_MAX, write_pdf
from gef.outputs.tables import Table
from gef.outputs.xlsx import write_xlsx

FORMATS: Final = ("xlsx", "csv", "pdf")
FAMILLE_PAR_CODE: Final = {code: contingent.famille for code, contingent in CONTINGENTS.items()}
EN_COURS: Final = pl.col("etat") == "en_cours"
LOGEMENT: Final = (
    "ident_rep",
    "ident_int",
    "commune",
    "programme",
    "qpv",
    "typologie",
    "financement",
    "forme",
)


class ReleveInconnuError(GefError):
    """No account has that code, or no file has that format."""


@dataclass(frozen=True, slots=True)
class Releves:
    """What the statements of a bailleur are made from, on a day.

    Attributes:
        dossier: His data.
        jour: Day of the statements.
        situes: His register on that day.
        placees: Every line of his list, with its dwelling; see `placer_reservations`.
        logements: One row per dwelling and account that sees it (`beneficiaire`), reserved that day and in the parc.
        taux: Rotation of the parc and of its communes.
    """

    dossier: Dossier
    jour: date
    situes: tuple[DroitSitue, ...]
    placees: pl.DataFrame
    logements: pl.DataFrame
    taux: TauxDuParc

    def count_logements(self) -> dict[str, tuple[int, int]]:
        """Count the dwellings of each detailed statement: all of them, and those used in place of their holder."""
        delegated = (pl.col("beneficiaire") == pl.col("utilisateur")) & (pl.col("titulaire") != pl.col("utilisateur"))
        counts = self.logements.group_by("beneficiaire").agg(pl.len().alias("tous"), delegated.sum().alias("delegues"))
        return {code: (tous, delegues) for code, tous, delegues in counts.iter_rows()}


def preparer_releves(dossier: Dossier, jour: date, departs: Iterable[Departs] | None = None) -> Releves:
    """Gather what the statements of a bailleur need, once for all of them.

    Args:
        dossier: His data.
        jour: Day of the statements.
        departs: Departures already counted; None counts those of the dossier.
    """
    survie = read_survie(jour)
    situes = tuple(situer_droit(droit, jour, survie) for _, droit in list_reservations(dossier))
    placees = placer_reservations(dossier, situes, jour)
    counted = count_departs(dossier, jour.year) if departs is None else departs
    return Releves(dossier, jour, situes, placees, _list_logements(dossier, placees), _mesurer(dossier, counted))


def _list_logements(dossier: Dossier, placees: pl.DataFrame) -> pl.DataFrame:
    seen = pl.concat_list("reservataire", "titulaire", "utilisateur").list.unique(maintain_order=True)
    held = placees.filter(EN_COURS, pl.col("ligne").is_not_null()).with_columns(seen.alias("beneficiaire"))
    columns = ("ligne", "reservataire", "titulaire", "utilisateur", "droit", "debut_retenu", "fin_retenue", "is_autre")
    rows = held.select("beneficiaire", *columns).explode("beneficiaire")
    once = rows.unique(("beneficiaire", "ligne"), keep="first", maintain_order=True)
    return once.join(dossier.parc.select("ligne", *LOGEMENT), on="ligne", how="left").sort(
        "beneficiaire", "commune", "programme", "ident_rep", "ident_int", "ligne", nulls_last=True
    )


def count_departs(dossier: Dossier, annee: int) -> Iterator[Departs]:
    """Count the departures of the last complete years before one, by commune and category."""
    years = {row.libre_le.year for row in dossier.liberations if row.libre_le.year < annee}
    kept = frozenset(sorted(years)[-ANNEES_PAR_DEFAUT:])
    counts = Counter(
        (row.libre_le.year, row.commune, row.hors_flux or COURANTES)
        for row in dossier.list_liberees()
        if row.libre_le.year in kept
    )
    return (Departs(*cle, nombre) for cle, nombre in sorted(counts.items()))


def _mesurer(dossier: Dossier, departs: Iterable[Departs]) -> TauxDuParc:
    parc = dict(dossier.parc.get_column("commune").drop_nulls().value_counts().rows())
    source = Source(f"libérations du bailleur, rapportées au parc du millésime {dossier.millesime}", "donnee")
    return mesurer_rotation(departs, parc, f"{dossier.bailleur}, département {dossier.departement}", source)


def agreger(releves: Releves) -> Table:
    """Declare the aggregated statement: every dwelling of the parc once, by commune and holder, and none named.

    A dwelling that the list does not reserve is counted with the family that CONTRESLOG gives to it.
    """
    dossier = releves.dossier
    held = releves.placees.filter(EN_COURS, pl.col("ligne").is_not_null()).group_by("ligne").agg("titulaire")
    twice = pl.col("titulaire").list.len() > 1
    rows = mark_exclusions(dossier, releves.jour).join(held, on="ligne", how="left")
    famille = pl.col("contingent").replace_strict(FAMILLE_PAR_CODE, default=CONTINGENT_INCONNU)
    counted = (
        rows.with_columns(
            pl.when(pl.col("titulaire").is_null())
            .then(pl.concat_str(pl.lit(FAMILLE), famille))
            .when(twice)
            .then(pl.lit(RESERVE_DEUX_FOIS))
            .otherwise(pl.col("titulaire").list.first())
            .alias("titulaire")
        )
        .group_by("commune", "titulaire")
        .agg(
            pl.len().alias("logements"),
            pl.col("qpv").sum().alias("en_qpv"),
            *(pl.col("typologie").is_in(codes).sum().alias(nom) for nom, codes in TRANCHES.items()),
            *((pl.col("financement") == code).sum().alias(code.lower()) for code in FINANCEMENTS_AGREGES),
            pl.col("exclusion").is_null().sum().alias("eligibles"),
        )
    )
    return table_agregat(
        counted.iter_rows(named=True), dossier.noms(), EnTete(dossier.bailleur, "", releves.jour, dossier.source_parc)
    )


def codes_releves(dossier: Dossier) -> tuple[str, ...]:
    """Name the accounts that can be given a detailed statement: those of the list, and of the rights that it cites.

    Returns:
        Codes of known accounts, in order; one whose reservations are all over has an empty statement.
    """
    listed = set(dossier.reservations.get_column("reservataire").unique())
    cited = set(dossier.reservations.get_column("droit").unique()) - {""}
    for droit in dossier.droits:
        if droit.reference in cited:
            listed |= {droit.reservataire, droit.utilisateur}
    return tuple(compte.code for compte in sorted(dossier.comptes, key=lambda c: c.code) if compte.code in listed)


def list_logements(releves: Releves, code: str) -> pl.DataFrame:
    """Dwellings of the detailed statement of an account, in the order of communes, programmes and identifiers."""
    return releves.logements.filter(pl.col("beneficiaire") == code)


def table_detail(releves: Releves, code: str, rows: pl.DataFrame) -> Table:
    """Declare the dwellings of an account, or those of them that the reader asked for.

    Args:
        releves: What was prepared.
        code: Account.
        rows: Rows of `list_logements`.

    Raises:
        ReleveInconnuError: no account has that code.
    """
    dossier = releves.dossier
    compte = next((c for c in dossier.comptes if c.code == code), None)
    if compte is None:
        raise ReleveInconnuError(f"Réservataire « {code} » inconnu ; attendu : un code des conventions ou des droits.")
    absents = releves.placees.filter(EN_COURS, pl.col("ligne").is_null(), _is_about(code)).height
    en_tete = EnTete(dossier.bailleur, compte.nom, releves.jour, dossier.source_parc, absents)
    return table_releve(rows.iter_rows(named=True), dossier.noms(), releves.taux, en_tete)


def tables_releve(releves: Releves, code: str) -> tuple[Table, Table]:
    """Declare the detailed statement of an account: his dwellings, then the rotation of their communes.

    Raises:
        ReleveInconnuError: no account has that code.
    """
    rows = list_logements(releves, code)
    return table_detail(releves, code, rows), table_taux(releves, rows)


def table_taux(releves: Releves, rows: pl.DataFrame) -> Table:
    """Declare the rotation of the communes of some dwellings of `list_logements`."""
    return table_rotation(rows.group_by("commune").len().sort("commune").rows(), releves.taux)


def _is_about(code: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(nom) == code for nom in ("reservataire", "titulaire", "utilisateur"))


def ecrire_releves(
    releves: Releves,
    codes: Iterable[str],
    format: str,  # noqa: A002  (the word of the trade, and of the command line)
    moment: datetime,
) -> Iterator[tuple[str, bytes]]:
    """Write the detailed statements of some accounts, one after the other; too long for paper, as a spreadsheet.

    Args:
        releves: What was prepared, for all of them.
        codes: Accounts.
        format: A value of `FORMATS`.
        moment: When they are drawn up, in the reader's time zone.

    Yields:
        Name of the file, and its content.

    Raises:
        ReleveInconnuError: no such account, or no such format.
    """
    for code in codes:
        is_long = format == "pdf" and list_logements(releves, code).height > LIGNES_MAX
        extension = "xlsx" if is_long else format
        yield name_releve(code, releves.jour, extension), render_releve(releves, code, extension, moment)


def ecrire_agregat(releves: Releves, format: str, moment: datetime) -> tuple[str, bytes]:  # noqa: A002  (as above)
    """Write the aggregated statement: name of the file, and its content.

    Raises:
        ReleveInconnuError: no such format.
    """
    return name_releve("agrege", releves.jour, format), _write([agreger(releves)], format, moment, releves)


def render_releve(releves: Releves, code: str, format: str, moment: datetime) -> bytes:  # noqa: A002  (as above)
    """Write one statement from what was prepared; see `ecrire_releves`."""
    return _write(tables_releve(releves, code), format, moment, releves)


def _write(tables: Sequence[Table], format_: str, moment: datetime, releves: Releves) -> bytes:
    if format_ not in FORMATS:
        raise ReleveInconnuError(f"Format « {format_} » ; attendu : {', '.join(FORMATS)}.")
    if format_ == "csv":
        return write_csv(tables[0])
    if format_ == "pdf":
        return write_pdf(tables, titre=tables[0].titre, moment=moment, auteur=releves.dossier.bailleur)
    return write_xlsx(tables, moment)
