"""The bilan of a folder of files: accounts and objectives are computed from its own facts and conventions."""

from __future__ import annotations

from gef.actions.donnees import Dossier
from gef.actions.entrees import build_bilan, read_livre, situation_of
from gef.actions.entrees_objectifs import compute_objectifs_reportes
from gef.actions.entrees_taux import RotationInconnueError
from gef.core.bilan import Bilan, dresser_bilan


def compute_bilan(dossier: Dossier, exercice: int) -> Bilan:
    """Draw up the bilan of a dossier that is not in the database: accounts and objectives are computed from it."""
    try:
        objectifs = compute_objectifs_reportes(dossier, exercice).par_reservataire()
    except RotationInconnueError:  # the first year has no earlier liberation: a bilan without objective, and it says so
        objectifs = {}
    return dresser_bilan(build_bilan(dossier, exercice, objectifs, situation_of(read_livre(dossier), exercice)))
