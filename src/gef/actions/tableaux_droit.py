"""The legal parameters as one table: value, base, level, text, evidence, and whether somebody read it lately."""

from __future__ import annotations

from datetime import date
from typing import Final

from gef.law.droit import Droit, LigneDroit
from gef.outputs import tables
from gef.outputs.nombres import date_longue
from gef.outputs.tables import Colonne, Table

SENS: Final = {
    "plafond": "plafond",
    "plancher": "plancher",
    "obligation": "obligation",
    "echeance": "échéance",
    "duree": "durée",
    "regle": "règle",
    "liste": "liste",
    "indicateur": "indicateur",
}
VERIFICATIONS: Final = {"perime": "à revérifier", "recent": "à jour", "absent": "sans valeur"}


def table_textes(droit: Droit, jour: date) -> Table:
    """List every legal parameter as it stands on a day, those without a value included.

    Args:
        droit: The law as data.
        jour: Day of the values, and of the staleness.
    """
    colonnes = (
        Colonne("regle", "Règle"),
        Colonne("valeur", "Valeur"),
        Colonne("base", "Base"),
        Colonne("niveau", "Niveau"),
        Colonne("reference", "Texte"),
        Colonne("depuis", "Depuis", "date"),
        Colonne("grade", "Note", "code", filtre="choix", absent="–", aide="Ce que l’on a lu : voir les notes."),
        Colonne("verifie_le", "Vérifié le", "date"),
        Colonne("verification", "Vérification", "code", libelles=VERIFICATIONS, filtre="choix"),
    )
    return Table(
        "droit",
        f"Textes appliqués au {date_longue(jour)}",
        colonnes,
        tuple(_ligne(row) for row in droit.lister(jour)),
        denomination=("règle", "règles"),
        notes=(
            "Notes : A, texte lu ; B, repris d’une source officielle ou professionnelle ; C, à vérifier.",
            "Une valeur est à revérifier douze mois après sa dernière vérification.",
        ),
    )


def _ligne(row: LigneDroit) -> tables.Ligne:
    verification = ("perime" if row.perime else "recent") if row.is_en_vigueur else "absent"
    return tables.Ligne(
        {
            "regle": row.libelle,
            "valeur": row.valeur,
            "base": row.base or None,
            "niveau": row.niveau or None,
            "reference": row.reference,
            "depuis": row.depuis,
            "grade": row.grade,
            "verifie_le": row.verifie_le,
            "verification": verification,
        },
        liens={"reference": row.lien} if row.lien else {},
        details={"regle": f"{row.numero}, {SENS[row.sens]}"}
        | ({"valeur": "un acte local peut y déroger"} if row.is_derogeable else {}),
        marques={"verification": "alerte"} if row.perime else {},
    )
