"""What the columns of our models share: texts, dates, codes, counts and shares, each refused in the same words.

Codes are those of the core, labels are accepted beside them. A value that decides of a right (its part, its dates, its
number) blocks the row when it cannot be read: read as nothing, it would mean « no end » or « in the flux ».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gef.core.parts import TYPES_RESERVATAIRE
from gef.core.registre_droits import MODES_GESTION
from gef.imports.colonnes import Colonne
from gef.imports.nomenclatures import describe

EXERCICE_MIN, EXERCICE_MAX = 2000, 2100
PREMIERE_DATE = 1945
PART_ATTENDUE = "une part entre 0 et 1 (0,25), un quotient (1/4) ou un pourcentage avec son signe (25 %)"


def with_libelles(codes: Mapping[Any, str], **synonymes: str) -> dict[str, str]:
    """Accept a code, its label or a synonym, in any case.

    Args:
        codes: Code → label.
        synonymes: Other spellings → code.

    Returns:
        Spelling in capitals → code.

    Examples:
        >>> with_libelles({"bail": "bail signé"}, signature="bail")
        {'BAIL SIGNÉ': 'bail', 'SIGNATURE': 'bail', 'BAIL': 'bail'}
    """
    libelles = {libelle.upper(): code for code, libelle in codes.items()}
    return libelles | {s.upper(): code for s, code in synonymes.items()} | {code.upper(): code for code in codes}


def make_texte(nom: str, libelle: str, longueur: int, *entetes: str, obligatoire: bool = False) -> Colonne:
    """Declare a text; a compulsory one that is empty or too long blocks the row."""
    return Colonne(
        nom,
        libelle,
        f"{longueur} caractères au plus",
        entetes,
        obligatoire=obligatoire,
        essentielle=obligatoire,
        minimum=1,
        maximum=longueur,
        cause="Texte trop long",
        gravite="bloquant" if obligatoire else "a_corriger",
    )


def make_date(nom: str, libelle: str, *entetes: str, obligatoire: bool = False) -> Colonne:
    """Declare a date; unreadable, it blocks the row."""
    return Colonne(
        nom,
        libelle,
        "une date jj/mm/aaaa",
        entetes,
        nature="date",
        obligatoire=obligatoire,
        essentielle=obligatoire,
        minimum=PREMIERE_DATE,
        maximum=EXERCICE_MAX,
        cause="Date refusée",
        gravite="bloquant",
    )


def make_code(nom: str, libelle: str, codes: Mapping[str, str], attendu: str, *entetes: str) -> Colonne:
    """Declare a compulsory code of a list."""
    return Colonne(
        nom,
        libelle,
        attendu,
        entetes,
        nature="code",
        codes=codes,
        obligatoire=True,
        essentielle=True,
        cause="Code hors liste",
        gravite="bloquant",
    )


def make_nombre(nom: str, libelle: str, *entetes: str, obligatoire: bool = True) -> Colonne:
    """Declare a count; unreadable, it blocks the row."""
    return Colonne(
        nom,
        libelle,
        "un nombre entier, 0 ou plus",
        entetes,
        nature="entier",
        obligatoire=obligatoire,
        essentielle=obligatoire,
        minimum=0,
        maximum=1_000_000,
        cause="Nombre refusé",
        gravite="bloquant",
    )


def make_part(nom: str, libelle: str, *entetes: str, obligatoire: bool = True) -> Colonne:
    """Declare an exact share; unreadable, it blocks the row."""
    return Colonne(
        nom,
        libelle,
        PART_ATTENDUE,
        entetes,
        nature="fraction",
        obligatoire=obligatoire,
        essentielle=obligatoire,
        cause="Part illisible",
        gravite="bloquant",
    )


def make_annee(nom: str, libelle: str, *entetes: str, obligatoire: bool = True) -> Colonne:
    """Declare a year of the flux; unreadable, it blocks the row."""
    return Colonne(
        nom,
        libelle,
        f"une année entre {EXERCICE_MIN} et {EXERCICE_MAX}",
        entetes,
        nature="annee",
        obligatoire=obligatoire,
        essentielle=obligatoire,
        minimum=EXERCICE_MIN,
        maximum=EXERCICE_MAX,
        cause="Année refusée",
        gravite="bloquant",
    )


def make_commune(*, obligatoire: bool) -> Colonne:
    """Declare a commune, by its INSEE code."""
    return Colonne(
        "commune",
        "Code commune",
        "un code commune de 5 caractères",
        ("DEPCOM", "Code Insee", "Insee"),
        nature="commune",
        obligatoire=obligatoire,
        essentielle=obligatoire,
        is_reparable=True,
        cause="Code commune mal formé",
        gravite="bloquant",
    )


def make_compte(nom: str, libelle: str, *entetes: str, obligatoire: bool = False) -> Colonne:
    """Declare the code of an account of the flux."""
    return Colonne(
        nom,
        libelle,
        "40 caractères au plus",
        entetes,
        obligatoire=obligatoire,
        essentielle=obligatoire,
        minimum=1,
        maximum=40,
        cause="Code trop long",
        gravite="bloquant",
    )


def make_logement(attendu: str) -> Colonne:
    """Declare the identifier of a dwelling, which spreadsheets like to ruin."""
    return Colonne(
        "logement",
        "Identifiant du logement",
        f"{attendu}, 30 caractères au plus",
        ("Référence", "IDENT_INT", "Logement", "Identifiant RPLS", "IDENT_REP"),
        obligatoire=True,
        essentielle=True,
        maximum=30,
        is_fragile=True,
        cause="Identifiant trop long",
        gravite="bloquant",
    )


RESERVATAIRE = make_compte("reservataire", "Code du réservataire", "Réservataire", "compte", obligatoire=True)
TYPE = make_code(
    "type",
    "Type de réservataire",
    with_libelles(TYPES_RESERVATAIRE),
    describe(TYPES_RESERVATAIRE),
    "Type du réservataire",
)
PORTEE = Colonne(
    "portee",
    "Territoire",
    "departement, epci:SIREN ou commune:CODE",
    ("Portée",),
    nature="portee",
    obligatoire=True,
    essentielle=True,
    cause="Territoire refusé",
    gravite="bloquant",
)
MODE_GESTION = replace(
    make_code(
        "mode_gestion",
        "Mode de gestion",
        with_libelles(MODES_GESTION, délégué="deleguee", déléguée="deleguee", direct="directe"),
        describe(MODES_GESTION),
    ),
    obligatoire=False,
    essentielle=False,
    gravite="a_corriger",
)
