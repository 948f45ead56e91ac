"""The open files of the RPLS, « données détaillées au logement », and one's own table of a parc.

Producer: SDES, one row per dwelling, situation on 1 January. They say neither the bailleur, nor the occupation, the
lease, the rent, the contingent, nor any identifier: good for a study, never for an état des lieux.

Two layouts of columns were met. Up to about 2020: 47 columns, ISO-8859-1. From 2023 on: pairs of code and label,
matched on the code since the labels were respelled. Known defects, all met in the real extract of Cannes (2018):
leading zeros lost (`DEPCOM` 6029), letters lost (U+FFFD), `NUMCONV` in scientific notation, `IMMEU` changed into dates,
the whole address in `NOMVOIE`.
"""

from __future__ import annotations

from collections.abc import Mapping

from gef.imports.colonnes import AUCUN_CODE, fold
from gef.imports.fichiers import Fichier
from gef.imports.lectures import Plan, plan_table
from gef.imports.parc_colonnes import accept_oui_non, colonnes_parc

OUVERT_2018 = "rpls_2018"
OUVERT_2023 = "rpls_2023"
PARC_CSV = "parc_csv"

COLONNES_2018: tuple[str, ...] = (
    *(
        "REG",
        "LIBREG",
        "DEP",
        "LIBDEP",
        "EPCI",
        "LIBEPCI",
        "DROIT",
        "DEPCOM",
        "CODEPOSTAL",
        "LIBCOM",
        "NUMVOIE",
        "INDREP",
    ),
    *("TYPVOIE", "NOMVOIE", "NUMAPPT", "NUMBOITE", "ESC", "COULOIR", "ETAGE", "COMPLIDENT", "ENTREE", "BAT", "IMMEU"),
    *("COMPLGEO", "LIEUDIT", "QPV", "TYPECONST", "NBPIECE", "SURFHAB", "CONSTRUCT", "LOCAT", "PATRIMOINE", "ORIGINE"),
    *("FINAN", "FINANAUTRE", "CONV", "NUMCONV", "DATCONV", "NEWLOGT", "CUS", "DPEDATE", "DPEENERGIE", "DPESERRE"),
    *("SRU_EXPIR", "SRU_ALINEA", "CODSEGPATRIM", "LIBSEGPATRIM"),
)
# The dictionary of the producer and its file do not spell these two alike.
VARIANTES_2018 = {"NUMAPP": "NUMAPPT", "FINANTURE": "FINANAUTRE"}
PAIRES_2023: tuple[str, ...] = ("REG", "DEP", "EPCI", "DROIT", "QPV", "TYPECONST", "FINAN", "NEWLOGT", "PMR")
RECONNUES_2018 = 40
RECONNUES_2023 = 4


def find_format_ouvert(fichier: Fichier) -> str:
    """Tell which layout the headings of a file are.

    Args:
        fichier: The file.

    Returns:
        `OUVERT_2018` when nearly all of its 47 headings are there, `OUVERT_2023` when codes and labels go by pairs,
        `PARC_CSV` otherwise.
    """
    anciennes = {fold(nom) for nom in (*COLONNES_2018, *VARIANTES_2018)}
    paires = [{fold(f"{nom}_CODE"), fold(f"{nom}_LIBELLE")} for nom in PAIRES_2023]
    for _, champs in fichier.read_apercu(guillemets=True):
        plies = {fold(c) for c in champs}
        if len(plies & anciennes) >= RECONNUES_2018:
            return OUVERT_2018
        if sum(paire <= plies for paire in paires) >= RECONNUES_2023:
            return OUVERT_2023
    return PARC_CSV


def plan_ouvert(fichier: Fichier, format_: str, *, annee: int | None, choix: Mapping[str, str] = AUCUN_CODE) -> Plan:
    """Plan the reading of a parc that has a heading row.

    Args:
        fichier: The file.
        format_: `OUVERT_2018`, `OUVERT_2023` or `PARC_CSV`.
        annee: Year of the situation, when known.
        choix: Correspondence decided by a person: heading → RPLS variable.

    Returns:
        The plan.

    Raises:
        FichierIllisibleError: see `plan_table`.
    """
    colonnes = colonnes_parc(annee=annee, is_de_tableur=True)
    if format_ == PARC_CSV:
        colonnes = accept_oui_non(colonnes)
    return plan_table(fichier, format_, colonnes, choix)
