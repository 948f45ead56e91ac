"""Tables of the vacancy: the days of each step, then the whole by account; exact quartiles, with their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from gef.actions.tableaux import JOURNAL
from gef.core.jalons import JALONS, LigneVacance, LogementLoue, Quartiles, mesurer_etapes, mesurer_vacance
from gef.core.motifs import Source
from gef.outputs.nombres import date_longue
from gef.outputs.tables import Colonne, Ligne, Table, Valeur

METHODE: Final = Source("docs/metier/pilotage.md, « Les jours de vacance, étape par étape »", "calcul")
AIDE_VIDES: Final = "Jours où le logement était vide : après sa disponibilité."


def table_etapes(loues: Iterable[LogementLoue], jour: date) -> Table:
    """Show the days of each step: those that elapsed, and those during which the dwelling was empty."""
    colonnes = (
        Colonne("etape", "Étape", entete=True, triable=False),
        Colonne("nombre", "Logements", "entier", triable=False),
        Colonne("bas", "Jours vides, 1er quartile", "decimal", decimales=1, aide=AIDE_VIDES, triable=False),
        Colonne("mediane", "Médiane", "decimal", decimales=1, triable=False),
        Colonne("haut", "3e quartile", "decimal", decimales=1, triable=False),
        Colonne("ecoules", "Jours écoulés, médiane", "decimal", decimales=1, secondaire=True, triable=False),
    )
    return Table(
        "etapes",
        f"Vacance par étape, baux signés en {jour.year}",
        colonnes,
        tuple(_etape(ligne) for ligne in mesurer_etapes(loues)),
        denomination=("étape", "étapes"),
        notes=_notes(jour),
        sources=(METHODE, JOURNAL),
        vide="Aucun bail signé depuis janvier.",
    )


def name_etape(bornes: tuple[str, str]) -> str:
    """Name a step by its two ends: « Orientation → CALEOL »."""
    first, last = (JALONS[code] for code in bornes)
    return f"{first[:1].upper()}{first[1:]} → {last}"


def _etape(ligne: LigneVacance) -> Ligne:
    return Ligne({"etape": name_etape(ligne.bornes), **_quartiles(ligne.vacants), "ecoules": ligne.ecoules.mediane})


def _quartiles(found: Quartiles) -> dict[str, Valeur]:
    return {"nombre": found.nombre, "bas": found.bas, "mediane": found.mediane, "haut": found.haut}


def table_vacances(
    loues: Sequence[LogementLoue], noms: Mapping[str, str], jour: date, liens: Mapping[str, str]
) -> Table:
    """Show the whole vacancy by account, from the availability to the lease.

    Args:
        loues: Dwellings let in the exercice.
        noms: Name of each account.
        jour: The day.
        liens: Address of the steps of each account.
    """
    colonnes = (
        Colonne("reservataire", "Réservataire", filtre="texte"),
        Colonne("nombre", "Baux", "entier"),
        Colonne("bas", "1er quartile", "decimal", decimales=1),
        Colonne("mediane", "Médiane", "decimal", decimales=1),
        Colonne("haut", "3e quartile", "decimal", decimales=1),
    )
    return Table(
        "vacances",
        f"Jours vides par réservataire, baux signés en {jour.year}",
        colonnes,
        tuple(
            Ligne(
                {"reservataire": noms.get(code, code), **_quartiles(found)},
                liens={"reservataire": liens[code]} if code in liens else {},
            )
            for code, found in mesurer_vacance(loues).items()
        ),
        denomination=("compte", "comptes"),
        notes=_notes(jour),
        sources=(METHODE, JOURNAL),
        vide="Aucun bail signé depuis janvier.",
    )


def table_loues(loues: Iterable[LogementLoue], noms: Mapping[str, str], jour: date, liens: Mapping[str, str]) -> Table:
    """List the dwellings behind the quartiles, those that stood empty the longest first.

    Args:
        loues: Dwellings let in the exercice.
        noms: Name of each account.
        jour: The day.
        liens: Address of each dwelling, by reference.
    """
    colonnes = (
        Colonne("logement", "Logement", entete=True, filtre="texte"),
        Colonne("reservataire", "Réservataire", filtre="choix"),
        Colonne("disponible", "Disponible le", "date"),
        Colonne("bail", "Bail le", "date"),
        Colonne("vacance", "Jours vides", "entier"),
    )
    rows = sorted(loues, key=lambda row: (-row.vacance, row.logement))
    return Table(
        "loues",
        f"Logements loués en {jour.year}, du plus long au plus court vide",
        colonnes,
        tuple(
            Ligne(
                {
                    "logement": row.logement,
                    "reservataire": noms.get(row.reservataire, row.reservataire),
                    "disponible": row.jours["disponibilite"],
                    "bail": row.jours["bail"],
                    "vacance": row.vacance,
                },
                liens={"logement": liens[row.logement]} if row.logement in liens else {},
            )
            for row in rows
        ),
        denomination=("logement", "logements"),
        notes=_notes(jour)[:1],
        sources=(METHODE, JOURNAL),
        vide="Aucun bail signé depuis janvier.",
    )


def _notes(jour: date) -> tuple[str, ...]:
    return (
        f"Logements du flux dont le bail est signé en {jour.year}, au {date_longue(jour)}. En jours.",
        "Sur un ou deux logements, une médiane ne dit presque rien.",
    )
