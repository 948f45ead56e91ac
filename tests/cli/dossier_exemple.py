"""The files of a bailleur whose figures are found by hand.

parc        410 dwellings: Cannes 300 (60 in QPV) and 10 PLI, which leave; Antibes 100
rotation    41 departures in 2025 for 410 dwellings: 10 %
assiette    400 × 10 % = 40: Cannes 30, Antibes 10

account   rights on 1 January 2026           convention   part of the 40 dwellings of 2026
ETAT-P    100 of the État                    25 %         10
ETAT-F    40 of the État                     5 %          2
AL        80, rotation 20 %                  40 %         16
VILLE     30 by guarantee, in Cannes         20 %         6 of the 30 of Cannes
BAILLEUR  what is left                                    6
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

CANNES, ANTIBES = "06029", "06004"
COMPTES = {
    "ETAT-P": ("État, publics prioritaires", "etat_prio", "departement"),
    "ETAT-F": ("État, agents publics", "etat_fonct", "departement"),
    "AL": ("Action Logement", "action_logement", "departement"),
    "VILLE": ("Ville de Lys", "commune", f"commune:{CANNES}"),
}
PARTS = {"ETAT-P": "25 %", "ETAT-F": "5 %", "AL": "40 %", "VILLE": "20 %"}
PARC = ((CANNES, 13, 2, 240), (CANNES, 13, 1, 60), (CANNES, 16, 2, 10), (ANTIBES, 13, 2, 100))
FAITS = (
    ("D-01", "03/03/2025", "orientation", "AL"),
    ("D-01", "17/03/2025", "attribution", ""),
    ("D-01", "01/04/2025", "bail", ""),
    ("N-01", "19/01/2026", "orientation", "VILLE"),
    ("N-01", "26/01/2026", "refus", ""),
    ("N-01", "28/01/2026", "orientation", "AL"),
)


def write_dossier(folder: Path) -> Path:
    """Write every file in a folder, and return it."""
    folder.mkdir(exist_ok=True)
    _write(
        folder / "parc.csv",
        "IDENT_INT DEPCOM FINAN QPV MODE NBPIECE TYPECONST CONSTRUCT",
        ((f"L-{c}-{f}-{q}-{n}", c, f, q, 1, 3, "C", 1980) for c, f, q, count in PARC for n in range(count)),
    )
    _write(
        folder / "conventions.csv",
        "reservataire nom type portee part debut fin declencheur politique_refus source",
        (
            (code, *COMPTES[code], part, "01/01/2024", "", "orientation", "non_compte", "Convention (fictive)")
            for code, part in PARTS.items()
        ),
    )
    write_droits(folder, [("ETAT-P", "etat", 100, ""), ("ETAT-F", "etat", 40, ""), ("AL", "un_pourcent", 80, "20 %")])
    _write(folder / "liberations.csv", LIBERATIONS, (*(_depart(n) for n in range(1, 42)), _nouveau("N-01")))
    _write(folder / "faits.csv", "logement date type reservataire", FAITS)
    return folder


LIBERATIONS = "libere_le logement commune typologie financement qpv forme hors_flux preavis_le annee_construction programme adresse"


def write_droits(folder: Path, rows: Iterable[tuple[str, str, int, str]]) -> None:
    """Write the register: account, nature, count, rotation; VILLE's guarantee is always there."""
    lines = [
        (code, *COMPTES[code][1:], nature, "suite", count, "", "", "01/01/2010", "", "", rotation, "oui", "")
        for code, nature, count, rotation in rows
    ]
    guarantee = ("VILLE", "commune", f"commune:{CANNES}", "garantie", "suite", 30, CANNES, "Les Goélands")
    _write(
        folder / "droits.csv",
        "reservataire type portee nature type_droit nombre commune programme debut fin echeance_pret rotation "
        "convention_formalisee document",
        [*lines, (*guarantee, "01/01/2010", "", "01/01/2050", "", "oui", "Acte (fictif)")],
    )


def _depart(numero: int) -> tuple[object, ...]:
    return ("01/03/2025", f"D-{numero:02d}", CANNES, "T3", "PLUS", "non", "collectif", "", "", 1980, "", "")


def _nouveau(reference: str) -> tuple[object, ...]:
    return ("12/01/2026", reference, CANNES, "T3", "PLUS", "non", "collectif", "", "", 1980, "", "")


def _write(path: Path, entetes: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(entetes.split())
        writer.writerows(rows)


def write_flux(folder: Path, refus: str = "") -> Path:
    """Write the four files of the batch format: four dwellings in one commune, one of them out of the flux."""
    folder.mkdir(exist_ok=True)
    files = {
        "communes": "commune,epci,parc,rotation,part_qpv\nC1,E1,100,0.1,0.2\n",
        "reservataires": (
            "reservataire,type,portee,part\nAL,action_logement,departement,0.4\nCD,departement,departement,0.3\n"
            "BAILLEUR,bailleur,departement,\n"
        ),
        "parts": "commune,reservataire,part\nC1,AL,0.4\nC1,CD,0.3\nC1,BAILLEUR,0.3\n",
        "flux": (
            "rang,date,logement,commune,epci,typologie,financement,qpv,forme,hors_flux,refus\n"
            f"1,2026-01-05,L1,C1,E1,T3,PLUS,0,collectif,,{refus}\n"
            "2,2026-01-12,L2,C1,E1,T2,PLUS,1,collectif,,\n"
            "3,2026-01-19,L3,C1,E1,T3,PLAI,0,collectif,mutation,\n"
            "4,2026-01-26,L4,C1,E1,T4,PLS,0,individuel,,\n"
        ),
    }
    for nom, text in files.items():
        (folder / f"{nom}.csv").write_text(text, encoding="utf-8")
    return folder
