"""Who has a part of the flux: real collectivités, invented rights, two generations of conventions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from gef.actions.donnees import Compte, ConventionInscrite, epci_par_commune
from gef.core.ecritures import Clause
from gef.core.parts import TYPES_ETAT, PartConvention, Reservataire, TableParts
from gef.demo.gestion import find_gestion
from gef.demo.sources import load_reservataires
from gef.law.parc_social import load_parc_social
from gef.law.territoires import load_communes

NOM_BAILLEUR = "Habitat Lérins"
DEPARTEMENT = "06"
# Passes the usual control key; below the first number ever given, so in nobody's use.
SIREN_BAILLEUR = "000000109"
SIRET_BAILLEUR = "00000010900017"
BASCULE, FIN = date(2026, 1, 1), date(2029, 1, 1)


@dataclass(frozen=True, slots=True)
class OrganisationDemo:
    """An organisation and the accounts that it holds; the État holds two."""

    nom: str
    type: str
    territoire: str
    siren: str
    comptes: tuple[str, ...]


@cache
def build_comptes() -> tuple[Compte, ...]:
    """List the accounts; the bailleur's own contingent is none, it is what the others leave."""
    return tuple(Compte(row["code"], row["nom"], row["type"], row["portee"]) for row in load_reservataires())


@cache
def build_conventions() -> tuple[ConventionInscrite, ...]:
    """List the conventions: a first generation to the end of 2025, a second one from 2026."""
    conventions = []
    for row in load_reservataires():
        periods = (
            (row["part_2024"], date.fromisoformat(row["debut"]), BASCULE),
            (row["part_2026"], BASCULE, FIN),
        )
        conventions += [
            ConventionInscrite(
                reservataire=row["code"],
                part=Fraction(part),
                debut=debut,
                fin=fin,
                declencheur=row["declencheur"],
                politique_refus=row["politique_refus"],
                source=f"Convention {debut.year}-{fin.year - 1} (droits fictifs)",
                mode_gestion=mode,
                requalifie_min=plancher,
            )
            for part, debut, fin in periods
            for mode, plancher in [find_gestion(row["code"], debut, BASCULE)]
        ]
    return tuple(conventions)


def build_organisations() -> tuple[OrganisationDemo, ...]:
    """List who holds the accounts; the bailleur comes first."""
    bailleur = OrganisationDemo(NOM_BAILLEUR, "bailleur", DEPARTEMENT, SIREN_BAILLEUR, ())
    etat = OrganisationDemo("État (DDETS des Alpes-Maritimes)", "etat", DEPARTEMENT, "", ("ETAT-P", "ETAT-F"))
    others = (
        OrganisationDemo(
            nom=compte.nom,
            type=compte.type,
            territoire=compte.portee.partition(":")[2] or ("" if compte.type == "action_logement" else DEPARTEMENT),
            siren=compte.portee.removeprefix("epci:") if compte.type == "epci" else "",
            comptes=(compte.code,),
        )
        for compte in build_comptes()
        if compte.type not in TYPES_ETAT
    )
    return (bailleur, etat, *others)


@cache
def epci_of(commune: str) -> str:
    """Code of the EPCI of a commune."""
    return load_communes()[commune].epci


def build_clauses() -> dict[str, tuple[Clause, ...]]:
    """What each convention says of refusals and of the count, by account."""
    clauses: dict[str, tuple[Clause, ...]] = {}
    for row in build_conventions():
        clause = Clause(row.debut, row.fin, row.declencheur, row.politique_refus)
        clauses[row.reservataire] = (*clauses.get(row.reservataire, ()), clause)
    return clauses


def build_accounts() -> dict[str, Reservataire]:
    """Accounts as the core takes them, by code."""
    return {c.code: Reservataire(c.code, c.type, c.portee) for c in build_comptes()}


def build_parts() -> TableParts:
    """Parts by commune and day, from the conventions."""
    accounts = build_accounts()
    rows = (PartConvention(accounts[c.reservataire], c.part, c.debut, c.fin) for c in build_conventions())
    return TableParts(rows, epci_par_commune())


def count_parc_social() -> dict[str, int]:
    """Count the social dwellings of all bailleurs in each commune of the département."""
    published = load_parc_social()
    codes = (c.code for c in load_communes().values() if c.departement == DEPARTEMENT)
    return {code: parc.logements for code in codes if (parc := published.get(("commune", code))) and parc.logements}
