"""A deadline as a table: the day of the fact, the days left out and why, the last day to act. It needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from gef.core.delais import JOURS, Echeance, nom_jour
from gef.outputs.tables import Colonne, Ligne, Table

ROLES: Final[Mapping[str, str]] = {
    "depart": "jour du fait",
    "ecarte": "ne compte pas",
    "echeance": "dernier jour pour agir",
}
COLONNES_ECHEANCE: Final = (
    Colonne("jour", "Jour", "date", entete=True),
    Colonne("nom", "Jour de la semaine"),
    Colonne("role", "Compte", "code", libelles=ROLES),
    Colonne("motif", "Pourquoi"),
)


def table_echeance(echeance: Echeance) -> Table:
    """List the days that make a deadline, in order; the days that count are left unsaid."""
    first = _to_ligne(echeance.depart, "depart", "le jour du fait ne compte pas")
    last = _to_ligne(echeance.echeance, "echeance", "jusqu’à minuit")
    return Table(
        "echeance",
        f"{echeance.delai.libelle} à partir du {nom_jour(echeance.depart)} : {nom_jour(echeance.echeance)}",
        COLONNES_ECHEANCE,
        (first, *(_to_ligne(e.jour, "ecarte", e.motif) for e in echeance.ecartes), last),
        denomination=("jour", "jours"),
    )


def _to_ligne(jour: date, role: str, motif: str) -> Ligne:
    return Ligne({"jour": jour, "nom": JOURS[jour.weekday()], "role": role, "motif": motif})
