"""A dossier read from a folder of files, for the command line: the same shape as from the database.

    parc             RPLS deposit, RPLS open data, or an own table (csv, txt, xlsx, ods, or the product's own parquet)
    corrections      cells of the parc to correct
    conventions      accounts and parts
    droits           register of rights
    operations       guaranteed operations, whose rights join the register
    reservations     who has each dwelling reserved
    exclusions       kinds of dwellings that leave the assiette
    logements_exclus dwellings that leave it because they are listed
    previsions       dwellings expected to leave the flux
    taux             published rotation rates
    derogations      acts that set a cap or a floor aside
    demandes         applications and allocations by commune
    liberations      freed dwellings
    faits            orientations, attributions, leases… of these dwellings

Each model as CSV, XLSX or ODS; only the parc and the conventions are needed by every command.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from gef.actions.donnees import (
    Compte,
    Dossier,
    DroitInscrit,
    ExclusionInscrite,
    FaitInscrit,
    LiberationInscrite,
    epci_par_commune,
)
from gef.actions.lignes_inscrites import (
    LISTES,
    repartir_operations,
    to_convention,
    to_demandes,
    to_derogation,
    to_droit,
    to_exclusion,
    to_liste,
    to_prevision,
    to_taux,
)
from gef.core.errors import DonneeInvalideError
from gef.core.faits import read_precision
from gef.core.parts import BAILLEUR
from gef.core.periodes import periode_construction
from gef.errors import GefError
from gef.imports.anomalies import RapportImport
from gef.imports.corrections import corriger_parc
from gef.imports.modeles import LectureModele, read_modele
from gef.imports.parc import read_parc
from gef.law.territoires import load_communes

EXTENSIONS = (".csv", ".txt", ".xlsx", ".ods")
Lignes = Iterable[Mapping[str, Any]]


class DossierIllisibleError(GefError):
    """A file of the folder is missing, or has rows that block its reading."""


def read_dossier_fichiers(dossier: Path, *, bailleur: str, millesime: int) -> Dossier:
    """Read a bailleur's files.

    Args:
        dossier: Folder.
        bailleur: Name to show.
        millesime: Year of the parc.

    Returns:
        The dossier; a model that is not in the folder is empty.

    Raises:
        DossierIllisibleError: no parc, no conventions, or blocking anomalies, with the first of them.
        FichierIllisibleError: a file is not what its name says.
    """
    if not dossier.is_dir():
        raise DossierIllisibleError(f"{dossier} : dossier introuvable.")
    parc, nom_parc = _read_parc(dossier, millesime)
    conventions = _read(dossier, "conventions")
    if not conventions:
        raise DossierIllisibleError(f"{dossier} : conventions absentes ; attendu : conventions.csv, .xlsx ou .ods.")
    droits, operations = _read(dossier, "droits"), _read(dossier, "operations")
    exclusions = tuple(to_exclusion(row) for row in _read(dossier, "exclusions"))
    comptes = _gather_comptes(conventions, (*droits, *operations))
    inscrits = (
        *(to_droit(row) for row in droits),
        *(droit for operation in repartir_operations(operations) for _, droit in operation.droits),
    )
    reservations = _read_liste(dossier, "reservations")
    _check_codes(comptes, inscrits, exclusions, reservations)
    return Dossier(
        bailleur=bailleur,
        departement=_find_departement(parc),
        parc=parc,
        millesime=millesime,
        source_parc=nom_parc,
        comptes=tuple(comptes[code] for code in sorted(comptes)),
        droits=inscrits,
        conventions=tuple(to_convention(row) for row in conventions),
        previsions=tuple(to_prevision(row) for row in _read(dossier, "previsions")),
        liberations=_to_liberations(_read(dossier, "liberations"), _read(dossier, "faits")),
        derogations=tuple(to_derogation(row) for row in _read(dossier, "derogations")),
        exclusions=exclusions,
        taux_publies=tuple(to_taux(row) for row in _read(dossier, "taux")),
        demandes=tuple(to_demandes(row) for row in _read(dossier, "demandes")),
        reservations=reservations,
        logements_exclus=_read_liste(dossier, "logements_exclus"),
    )


def _find(dossier: Path, nom: str, extensions: Iterable[str] = EXTENSIONS) -> Path | None:
    return next((path for ext in extensions if (path := dossier / f"{nom}{ext}").is_file()), None)


def _read_parc(dossier: Path, millesime: int) -> tuple[pl.DataFrame, str]:
    path = _find(dossier, "parc", (*EXTENSIONS, ".parquet"))
    if path is None:
        raise DossierIllisibleError(f"{dossier} : parc absent ; attendu : parc.csv, .txt, .xlsx, .ods ou .parquet.")
    if path.suffix == ".parquet":
        return _correct(dossier, pl.read_parquet(path), millesime), path.name
    lecture = read_parc(path, nom=path.name, communes=frozenset(load_communes()))
    _check(path, lecture.rapport)
    return _correct(dossier, lecture.table, millesime), path.name


def _correct(dossier: Path, parc: pl.DataFrame, millesime: int) -> pl.DataFrame:
    lecture = _open(dossier, "corrections")
    if lecture is None:
        return parc
    corrige = corriger_parc(parc, lecture.table, annee=millesime, communes=frozenset(load_communes()))
    if corrige.constats:
        raise DossierIllisibleError(f"{dossier}, corrections : {corrige.constats[0]}.")
    return corrige.table


def _open(dossier: Path, modele: str) -> LectureModele | None:
    path = _find(dossier, modele)
    if path is None:
        return None
    lecture = read_modele(path, nom=path.name, modele=modele, communes=frozenset(load_communes()))
    _check(path, lecture.rapport)
    return lecture


def _read(dossier: Path, modele: str) -> tuple[dict[str, Any], ...]:
    lecture = _open(dossier, modele)
    return () if lecture is None else lecture.lignes


def _read_liste(dossier: Path, genre: str) -> pl.DataFrame:
    lecture = _open(dossier, genre)
    return pl.DataFrame(schema=dict(LISTES[genre])) if lecture is None else to_liste(genre, lecture.table)


def _check(path: Path, rapport: RapportImport) -> None:
    """Refuse a file that would lose rows: a figure must not depend on what nobody saw go."""
    first = next((a for a in rapport.anomalies if a.gravite == "bloquant"), None)
    if first is not None or not rapport.is_acceptable:
        detail = f" Première : {first.message}" if first else ""
        raise DossierIllisibleError(
            f"{path} : des anomalies bloquent la lecture ; voir « gef importer {path.parent} ».{detail}"
        )


def _gather_comptes(conventions: Lignes, droits: Lignes) -> dict[str, Compte]:
    """Gather the accounts of the conventions, then those that only hold rights, named by their code."""
    comptes = {
        row["reservataire"]: Compte(row["reservataire"], row["nom"], row["type"], row["portee"]) for row in conventions
    }
    for row in droits:
        code = row["reservataire"]
        known = comptes.setdefault(code, Compte(code, code, row["type"], row["portee"]))
        if (known.type, known.portee) != (row["type"], row["portee"]):
            raise DossierIllisibleError(
                f"droits, ligne {row['ligne']} : {code} est {row['type']}, {row['portee']} ; "
                f"attendu : {known.type}, {known.portee}, comme dans les conventions ou les lignes précédentes."
            )
    return comptes


def _check_codes(
    comptes: Mapping[str, Compte],
    droits: Iterable[DroitInscrit],
    exclusions: Iterable[ExclusionInscrite],
    reservations: pl.DataFrame,
) -> None:
    """Refuse a file that names somebody whom neither the conventions nor the register know."""
    named = {
        "droits, utilisateur": {droit.utilisateur for droit in droits},
        "exclusions, réservataire": {exclusion.reservataire for exclusion in exclusions},
        "reservations, réservataire": set(reservations.get_column("reservataire").unique()),
    }
    for where, codes in named.items():
        if unknown := sorted(codes - set(comptes) - {""}):
            raise DossierIllisibleError(
                f"{where} « {unknown[0]} » inconnu ; attendu : un compte des conventions ou des droits."
            )


def _find_departement(parc: pl.DataFrame) -> str:
    """The département of most dwellings: a convention is by département."""
    communes = load_communes()
    codes = parc.get_column("commune").drop_nulls().value_counts(sort=True).rows()
    return next((communes[code].departement for code, _ in codes if code in communes), "")


def _to_liberations(rows: Lignes, faits: Lignes) -> tuple[LiberationInscrite, ...]:
    by_logement: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for fait in sorted(faits, key=lambda f: (f["date"], f["ligne"])):
        by_logement[fait["logement"]].append(fait)
    epci = epci_par_commune()
    liberations = [
        LiberationInscrite(
            reference=row["logement"],
            libre_le=row["libere_le"],
            commune=row["commune"],
            epci=epci.get(row["commune"], ""),
            hors_flux=row["hors_flux"] or "",
            typologie=row["typologie"],
            financement=row["financement"],
            qpv=row["qpv"],
            forme=row["forme"],
            periode=periode_construction(row["annee_construction"]).code if row["annee_construction"] else None,
            faits=tuple(_to_faits(by_logement.pop(row["logement"], []))),
        )
        for row in sorted(rows, key=lambda r: (r["libere_le"], r["logement"]))
    ]
    if by_logement:
        lost = min(by_logement)
        raise DossierIllisibleError(f"faits : logement « {lost} » absent des libérations.")
    return tuple(liberations)


def _to_faits(rows: Lignes) -> Iterator[FaitInscrit]:
    """Read the facts of one dwelling; one that names nobody is about the account that holds the dwelling."""
    holder = BAILLEUR
    for row in rows:
        if row["type"] == "imputation" and not row["reservataire"]:
            raise DossierIllisibleError(
                f"faits, ligne {row['ligne']}, « {row['logement']} » : imputation sans réservataire ; "
                "attendu : le compte sur lequel le logement compte."
            )
        who = row["reservataire"] or (BAILLEUR if row["type"] == "orientation" else holder)
        holder = who if row["type"] in ("orientation", "imputation") else holder
        yield FaitInscrit(row["type"], row["date"], who, _read_precision(row))


def _read_precision(row: Mapping[str, Any]) -> Mapping[str, str]:
    try:
        return read_precision(row["type"], row["precision"] or "")
    except DonneeInvalideError as error:
        raise DossierIllisibleError(f"faits, ligne {row['ligne']}, « {row['logement']} » : {error}") from error
