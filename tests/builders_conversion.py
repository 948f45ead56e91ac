"""A small world whose conversion is computed by hand: 400 eligible dwellings, 40 to share, five accounts.

    parc        410 dwellings: Cannes 300 (60 in QPV) and 10 PLI, which leave; Antibes 100
    rotation    41 departures in 2025 for 410 dwellings: 10 %
    assiette    400 × 10 % = 40: Cannes 30, Antibes 10

    account   rights on 1 January 2026              convention   territory
    ETAT-P    100 of the État                       25 %         département
    ETAT-F    40 of the État                        5 %          département
    AL        80, rotation 20 %; 20 uniques         40 %         département
              over 2021-2030
    CD        60 by guarantee                       1/15         département
    VILLE     30 by guarantee                       20 %         Cannes

The accounts and their conventions are those of the named world (`tests.builders`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from gef.actions.assiette import calculer_et_garder
from gef.actions.donnees import Compte, ConventionInscrite, Dossier, DroitInscrit, LiberationInscrite
from gef.actions.parc import accepter_parc
from gef.db.flux.models import Droit, Liberation
from tests.builders import ANTIBES, CANNES, DEBUT, EPCI, MOMENT, Monde, an_acteur
from tests.builders_parc import a_lecture, a_logement

EXERCICE = 2026
DEPARTS = 41
COMPTES = (
    Compte("AL", "Action Logement", "action_logement", "departement"),
    Compte("CD", "Département de Lys", "departement", "departement"),
    Compte("ETAT-F", "État, agents publics", "etat_fonct", "departement"),
    Compte("ETAT-P", "État, publics prioritaires", "etat_prio", "departement"),
    Compte("VILLE", "Ville de Lys", "commune", f"commune:{CANNES}"),
)
PARTS = {"AL": "40/100", "CD": "1/15", "ETAT-F": "5/100", "ETAT-P": "25/100", "VILLE": "20/100"}


def a_droit(reservataire: str, nature: str, nombre: int, **fields: Any) -> DroitInscrit:
    """Give a right that began in 2010, de suite and without end unless told otherwise."""
    defaults: dict[str, Any] = {"type_droit": "suite", "debut": date(2010, 1, 1)}
    return DroitInscrit(reservataire=reservataire, nature=nature, nombre=nombre, **defaults | fields)


DROITS = (
    a_droit("ETAT-P", "etat", 100),
    a_droit("ETAT-F", "etat", 40),
    a_droit("AL", "un_pourcent", 80, rotation=Fraction(1, 5)),
    a_droit("AL", "un_pourcent", 20, type_droit="unique", debut=date(2021, 1, 1), fin=date(2031, 1, 1)),
    a_droit("CD", "garantie", 60),
    a_droit("VILLE", "garantie", 30),
)


def a_convention(code: str, part: str, debut: date = DEBUT, **fields: Any) -> ConventionInscrite:
    """Give a convention, open unless `fin` is given."""
    return ConventionInscrite(code, Fraction(part), debut, source=f"Convention de {code}", **fields)


def a_parc_table(rows: Mapping[tuple[str | None, str, bool | None], int]) -> pl.DataFrame:
    """Give a parc from its counts by commune, financement and QPV."""
    cells = [cell for cell, count in rows.items() for _ in range(count)]
    return pl.DataFrame(
        {
            "commune": [commune for commune, _, _ in cells],
            "financement": [financement for _, financement, _ in cells],
            "qpv": [qpv for _, _, qpv in cells],
            "forme": ["collectif"] * len(cells),
            "mode": ["1"] * len(cells),
        }
    )


def a_dossier(**changes: Any) -> Dossier:
    """Give the world as a dossier, without a database."""
    parc = {(CANNES, "PLUS", False): 240, (CANNES, "PLUS", True): 60, (CANNES, "PLI", False): 10}
    dossier = Dossier(
        bailleur="Habitat Lys",
        departement="06",
        parc=a_parc_table({**parc, (ANTIBES, "PLUS", False): 100}),
        millesime=EXERCICE,
        source_parc="parc.csv",
        comptes=COMPTES,
        droits=DROITS,
        conventions=tuple(a_convention(code, part) for code, part in PARTS.items()),
        previsions=(),
        liberations=tuple(_a_depart(numero) for numero in range(DEPARTS)),
    )
    return replace(dossier, **changes)


def _a_depart(numero: int) -> LiberationInscrite:
    return LiberationInscrite(
        reference=f"D-{numero:02d}",
        libre_le=date(2025, 3, 1),
        commune=CANNES,
        epci=EPCI[CANNES],
        hors_flux="",
        typologie="T3",
        financement="PLUS",
        qpv=False,
        forme="collectif",
        periode=None,
    )


def write_dossier(monde: Monde) -> None:
    """Write the same world in the database: its parc, its rights, its past departures."""
    rows: list[dict[str, object]] = [{}] * 240 + [{"QPV": 1}] * 60 + [{"FINAN": "16"}] * 10
    rows += [{"DEPCOM": ANTIBES}] * 100
    plain = {"DEPCOM": CANNES, "QPV": 2, "FINAN": "13", "MODE": 1}
    lecture = a_lecture(a_logement(numero) | plain | row for numero, row in enumerate(rows, start=1))
    acteur = an_acteur(monde.gestionnaire)
    accepter_parc(acteur, lecture, nom_fichier="parc.csv", millesime=EXERCICE, moment=MOMENT)
    Droit.objects.bulk_create(
        Droit(
            reservataire=monde.comptes[droit.reservataire],
            nature=droit.nature,
            type_droit=droit.type_droit,
            nombre=droit.nombre,
            debut=droit.debut,
            fin=droit.fin,
            rotation=droit.rotation,
        )
        for droit in DROITS
    )
    Liberation.objects.bulk_create(
        Liberation(bailleur=monde.habitat_lys, reference=f"D-{n:02d}", libre_le=date(2025, 3, 1), commune=CANNES)
        for n in range(DEPARTS)
    )
    calculer_et_garder(acteur, EXERCICE, MOMENT)
