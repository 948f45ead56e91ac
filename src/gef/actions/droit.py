"""The legal parameters as one table, for the screen, the files and the command line."""

from __future__ import annotations

from datetime import date

from gef.core.motifs import Source
from gef.law.droit import Droit, LigneDroit
from gef.outputs import tables
from gef.outputs.nombres import date_longue
from gef.outputs.tables import Colonne, Table

GRADES = {"A": "A, texte lu", "B": "B, source professionnelle", "C": "C, à vérifier"}


def table_droit(droit: Droit, jour: date) -> Table:
    """List every legal parameter with its value on a day.

    Args:
        droit: The law as data.
        jour: Day of the values, and of the staleness.
    """
    colonnes = (
        Colonne("numero", "N°"),
        Colonne("libelle", "Paramètre", entete=True, filtre="texte"),
        Colonne("valeur", "Valeur"),
        Colonne("base", "Base de calcul", filtre="texte"),
        Colonne("niveau", "Niveau"),
        Colonne("reference", "Texte", filtre="texte"),
        Colonne("depuis", "En vigueur depuis", "date"),
        Colonne("grade", "Preuve", "code", libelles=GRADES, filtre="choix"),
        Colonne("verifie_le", "Vérifié le", "date"),
        Colonne("perime", "À revérifier", "oui_non"),
    )
    return Table(
        "droit",
        f"Textes appliqués au {date_longue(jour)}",
        colonnes,
        tuple(_ligne(row) for row in droit.lister(jour)),
        denomination=("paramètre", "paramètres"),
        notes=(
            f"Valeurs au {date_longue(jour)}. Une valeur est à revérifier douze mois après sa dernière vérification.",
            "Preuve A : le texte a été lu ; B : repris d’une source officielle ou professionnelle ; C : à vérifier.",
        ),
        sources=(Source("docs/droit/index.md", "donnee"),),
    )


def _ligne(row: LigneDroit) -> tables.Ligne:
    return tables.Ligne(
        {
            "numero": row.numero,
            "libelle": row.libelle,
            "valeur": row.texte,
            "base": row.base,
            "niveau": row.niveau,
            "reference": row.reference,
            "depuis": row.depuis,
            "grade": row.grade or None,
            "verifie_le": row.verifie_le,
            "perime": row.perime,
        },
        marques={"perime": "alerte"} if row.perime else {},
    )
