"""The diagnosis of a territory, from a dossier: its communes counted, the published stock beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import polars as pl

from gef.actions.donnees import DemandesInscrites, Dossier, epci_par_commune
from gef.actions.entrees import mark_exclusions
from gef.actions.entrees_etat_des_lieux import build_etat_des_lieux
from gef.core.diagnostic import CommuneDiagnostic, Diagnostic, EntreeDiagnostic, dresser_diagnostic
from gef.core.motifs import Source
from gef.core.parts import covers
from gef.core.rotation import join_libelles
from gef.law.parc_social import REFERENCE, load_parc_social
from gef.law.territoires import load_communes, load_departements, load_epci

PARC_SOCIAL: Final = Source(REFERENCE, "donnee")


def build_diagnostic(dossier: Dossier, portee: str, jour: date) -> Diagnostic:
    """Draw up the diagnosis of a territory of the bailleur's département.

    Args:
        dossier: Data of the bailleur.
        portee: "departement", "epci:SIREN" or "commune:CODE".
        jour: Day of the rights; the liberations are those of the last complete year before it.

    Returns:
        One row for each commune of the territory that has social dwellings, or where something is known.
    """
    annee, communes = jour.year - 1, communes_of(dossier.departement, portee)
    parc = _count_parc(dossier, jour)
    droits = _count_droits(dossier, jour)
    liberations = Counter(row.commune for row in dossier.list_liberees() if row.libre_le.year == annee)
    demandes = _last_by_commune(dossier.demandes)
    published, epci = load_parc_social(), epci_par_commune()
    rows = []
    for code in communes:
        social = published.get(("commune", code))
        logements, eligibles, en_qpv = parc.get(code, (0, 0, 0))
        asked = demandes.get(code)
        if not (social or logements or droits[code] or asked):
            continue
        rows.append(
            CommuneDiagnostic(
                commune=code,
                epci=epci.get(code, ""),
                parc_social=social.logements if social else 0,
                parc_bailleur=logements,
                eligibles=eligibles,
                en_qpv=en_qpv,
                droits=droits[code],
                liberations=liberations[code],
                demandes=asked.demandes if asked else None,
                attributions=asked.attributions if asked else None,
            )
        )
    return dresser_diagnostic(
        EntreeDiagnostic(
            nom_territoire(portee, dossier.departement), annee, tuple(rows), PARC_SOCIAL, _source(demandes.values())
        )
    )


def communes_of(departement: str, portee: str) -> tuple[str, ...]:
    """List the communes of a territory within a département, arrondissements left to their commune."""
    rows = (c for c in load_communes().values() if c.departement == departement and c.type == "commune")
    return tuple(c.code for c in rows if covers(portee, c.code, c.epci))


def epci_of_departement(departement: str) -> tuple[tuple[str, str], ...]:
    """List the EPCI that have a commune in a département: SIREN and name, by name."""
    noms = load_epci()
    codes = {c.epci for c in load_communes().values() if c.departement == departement and c.epci in noms}
    return tuple(sorted(((code, noms[code].nom) for code in codes), key=lambda pair: pair[1]))


def nom_territoire(portee: str, departement: str) -> str:
    """Name a territory as its readers do."""
    kind, _, code = portee.partition(":")
    if kind == "epci" and code in load_epci():
        return load_epci()[code].nom
    if kind == "commune" and code in load_communes():
        return load_communes()[code].nom
    found = load_departements().get(departement)
    return found.nom if found else departement


def _count_parc(dossier: Dossier, jour: date) -> dict[str, tuple[int, int, int]]:
    """Dwellings, eligible ones and those in a quartier prioritaire, by commune."""
    table = mark_exclusions(dossier, jour).filter(pl.col("commune").is_not_null())
    counts = table.group_by("commune").agg(
        pl.len(), pl.col("exclusion").is_null().sum().alias("eligibles"), pl.col("qpv").fill_null(value=False).sum()
    )
    return {commune: (logements, eligibles, en_qpv) for commune, logements, eligibles, en_qpv in counts.rows()}


def _count_droits(dossier: Dossier, jour: date) -> Counter[str]:
    """Rights in force by commune; those on a wider territory are in none."""
    etat = build_etat_des_lieux(dossier, jour)
    counts: Counter[str] = Counter()
    for row in etat.reservataires:
        for commune, nombre in row.par_commune:
            if commune is not None:
                counts[commune] += nombre
    return counts


def _last_by_commune(rows: Iterable[DemandesInscrites]) -> Mapping[str, DemandesInscrites]:
    """Newest year of each commune; of one year, the last row entered holds."""
    newest: dict[str, DemandesInscrites] = {}
    for row in rows:
        if row.commune not in newest or row.annee >= newest[row.commune].annee:
            newest[row.commune] = row
    return newest


def _source(rows: Iterable[DemandesInscrites]) -> Source | None:
    said = sorted({f"{row.source}, {row.annee}" for row in rows})
    return Source(join_libelles(said), "donnee") if said else None
