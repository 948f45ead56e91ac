"""A bailleur whose register, list and parc disagree once in each way: every figure is counted by hand.

    n°  commune   CONTRESLOG  list                          what is wrong
     1  Cannes    4           Ville, right V1               nothing
     2  Cannes    4           Ville, right V1               nothing
     3  Cannes    3           Ville, right V1               another family
     4  Cannes    7           Ville, right V1               coded not reserved
     5  Cannes    4           EPCI, right E1, used by the   nothing: both see it
                              Ville
     6  Antibes   2           État, without a reference     nothing: counted with P1
     7  Antibes   7           État, right P1                to be confirmed
     8  Antibes   5           État, right P1                apart from the 30 %
     9  Antibes   3           AL, right A1, ended in 2025   over, still coded
    10  Antibes   3           AL, and Ville by right V1     reserved twice
    11  Antibes   4           nobody                        in nobody's list
    12  Nice      7           nobody                        nothing, and a PLI
     –            –           AL, right A1                  not in the parc

On 15 June 2026. V1 counts 5 dwellings and has 5 lines; A1 counts 3 and has 2 left, P1 counts 2 and has 3;
C1 of the CAF counts 4 and has none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
from tests.builders import ANTIBES, CANNES, EPCI, MOMENT, NICE, Monde, a_compte, an_acteur
from tests.builders_conversion import a_convention, a_droit
from tests.builders_parc import a_lecture, a_logement

from gef.actions.donnees import RESERVATIONS, Compte, Dossier, LiberationInscrite
from gef.actions.listes_logements import garder_liste
from gef.actions.parc import accepter_parc
from gef.db.flux.models import Droit, Liberation
from gef.imports.parc import SCHEMA_PARC

COMPTES = (
    Compte("AL", "Action Logement", "action_logement", "departement"),
    Compte("CAF", "Caisse de Lys", "autre", "departement"),
    Compte("EPCI", "Agglomération de Lys", "epci", f"epci:{EPCI[CANNES]}"),
    Compte("ETAT-P", "État, publics prioritaires", "etat_prio", "departement"),
    Compte("VILLE", "Ville de Lys", "commune", f"commune:{CANNES}"),
)
DROITS = (
    a_droit("VILLE", "terrain", 5, reference="V1", commune=CANNES, fin=date(2040, 1, 1)),
    a_droit("EPCI", "terrain", 1, reference="E1", commune=CANNES, utilisateur="VILLE"),
    a_droit("ETAT-P", "etat", 2, reference="P1"),
    a_droit("AL", "un_pourcent", 3, reference="A1"),
    a_droit("CAF", "financement", 4, reference="C1"),
)
CONTINGENTS = ("4", "4", "3", "7", "4", "2", "7", "5", "3", "3", "4", "7")
COMMUNES = (CANNES,) * 5 + (ANTIBES,) * 6 + (NICE,)
LISTE: tuple[tuple[str, str, str, date | None], ...] = (
    ("LY00000001", "VILLE", "V1", None),
    ("LY00000002", "VILLE", "V1", None),
    ("LY00000003", "VILLE", "V1", None),
    ("HL-0004", "VILLE", "V1", None),
    ("LY00000005", "EPCI", "E1", None),
    ("LY00000006", "ETAT-P", "", None),
    ("LY00000007", "ETAT-P", "P1", None),
    ("HL-0008", "ETAT-P", "P1", None),
    ("LY00000009", "AL", "A1", date(2025, 12, 31)),
    ("LY00000010", "AL", "A1", None),
    ("LY00000010", "VILLE", "V1", None),
    ("LY00009999", "AL", "A1", None),
)
DEPARTS = ((2024, CANNES, 1), (2025, CANNES, 1), (2025, ANTIBES, 2), (2026, NICE, 1))


def a_parc_table() -> pl.DataFrame:
    """Give the twelve dwellings, alike but for their commune, contingent and typologie."""
    rows = [
        {
            "ligne": n + 1,
            "ident_rep": f"LY{n:08d}",
            "ident_int": f"HL-{n:04d}",
            "commune": commune,
            "adresse": f"{n} rue des Marsouins",
            "programme": "Les Goélands" if commune == CANNES else "Les Sirènes",
            "qpv": n == 1,
            "forme": "collectif",
            "typologie": ("T2", "T3", "T4")[n % 3],
            "financement": "PLI" if commune == NICE else "PLUS",
            "mode": "1",
            "contingent": contingent,
            "periode": "1975_1989",
        }
        for n, (commune, contingent) in enumerate(zip(COMMUNES, CONTINGENTS, strict=True), start=1)
    ]
    return pl.DataFrame(rows, schema=SCHEMA_PARC)


def a_liste(*rows: tuple[str, str, str, date | None]) -> pl.DataFrame:
    """Give a list of reserved dwellings, in force since 2012."""
    return pl.DataFrame([(*row[:3], date(2012, 1, 1), row[3]) for row in rows], schema=RESERVATIONS, orient="row")


def a_petit_dossier(**changes: Any) -> Dossier:
    """Give the world as a dossier, without a database."""
    dossier = Dossier(
        bailleur="Habitat Lys",
        departement="06",
        parc=a_parc_table(),
        millesime=2026,
        source_parc="parc.csv",
        comptes=COMPTES,
        droits=DROITS,
        conventions=(a_convention("VILLE", "20/100"),),
        previsions=(),
        liberations=tuple(_a_depart(*row, n) for row in DEPARTS for n in range(row[2])),
        reservations=a_liste(*LISTE),
    )
    return replace(dossier, **changes)


def _a_depart(annee: int, commune: str, _nombre: int, rang: int) -> LiberationInscrite:
    return LiberationInscrite(
        reference=f"D-{annee}-{commune}-{rang}",
        libre_le=date(annee, 3, 1),
        commune=commune,
        epci=EPCI[commune],
        hors_flux="",
        typologie="T3",
        financement="PLUS",
        qpv=False,
        forme="collectif",
        periode=None,
    )


def write_petit_etat(monde: Monde) -> None:
    """Write the same world in the database; the accounts of the named world that it does not use stay empty."""
    acteur, bailleur = an_acteur(monde.gestionnaire), monde.habitat_lys
    comptes = dict(monde.comptes)
    for compte in COMPTES:
        if compte.code not in comptes:
            comptes[compte.code] = a_compte(bailleur, compte.code, compte.type, part=None, portee=compte.portee)
    rows = [
        a_logement(n, DEPCOM=commune, CONTRESLOG=contingent, FINAN="16" if commune == NICE else "13", MODE=1)
        for n, (commune, contingent) in enumerate(zip(COMMUNES, CONTINGENTS, strict=True), start=1)
    ]
    accepter_parc(acteur, a_lecture(rows), nom_fichier="parc.csv", millesime=2026, moment=MOMENT)
    fields = ("nature", "type_droit", "nombre", "debut", "fin", "commune", "reference")
    for droit in DROITS:
        Droit.objects.create(
            reservataire=comptes[droit.reservataire],
            utilisateur=comptes.get(droit.utilisateur),
            **{field: getattr(droit, field) for field in fields},
        )
    Liberation.objects.bulk_create(
        Liberation(bailleur=bailleur, reference=row.reference, libre_le=row.libre_le, commune=row.commune)
        for row in a_petit_dossier().liberations
    )
    garder_liste(acteur, "reservations", a_liste(*LISTE), nom_fichier="liste.csv", empreinte="0" * 64, moment=MOMENT)
