"""One row of each model that is written row by row, and the way it is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Model
from tests.builders import CANNES, MOMENT
from tests.builders_parc import CONVENTION, DROIT, LIBERATION, PREVISION, a_lecture_modele

from gef.access.acteur import Acteur
from gef.actions.depot_droits import preparer_droits, preparer_operations
from gef.actions.depot_liberations import preparer_liberations
from gef.actions.depot_negociation import preparer_demandes, preparer_derogations, preparer_exclusions, preparer_taux
from gef.actions.depots import Preparation, Preparer, accepter_modele, preparer_conventions, preparer_previsions
from gef.db.flux.models import (
    Convention,
    DemandesCommune,
    Derogation,
    Droit,
    ExclusionRetenue,
    Liberation,
    Prevision,
    Reservataire,
    TauxPublie,
)
from gef.db.journal.models import Acte

OPERATION: dict[str, Any] = {
    "operation": "OP-7",
    "programme": "Les Embruns",
    "commune": CANNES,
    "logements": 27,
    "part_reservee": "1/5",
    "reservataire": "VILLE",
    "type": "commune",
    "portee": f"commune:{CANNES}",
    "quotite": "100 %",
    "debut": date(2026, 3, 1),
    "document": "Délibération du 3 février",
}
EXCLUSION: dict[str, Any] = {"code": "pli", "debut": date(2026, 1, 1), "document": "Convention"}
TAUX: dict[str, Any] = {
    "territoire": "region:93",
    "annee": 2024,
    "taux": "7,5 %",
    "numerateur_exclut": "mutations",
    "source": "SDES, 2024",
    "evenements": 812,
}
DEROGATION: dict[str, Any] = {
    "code": "etat",
    "valeur": "32 %",
    "clause": "Le plafond est porté à 32 %.",
    "document": "Arrêté du 4 mars",
    "exercice": 2026,
}
DEMANDES: dict[str, Any] = {"commune": CANNES, "annee": 2025, "demandes": 8400, "source": "SNE 2025"}
ROWS: Mapping[str, dict[str, Any]] = {
    "conventions": CONVENTION,
    "droits": DROIT,
    "operations": OPERATION,
    "exclusions": EXCLUSION,
    "previsions": PREVISION,
    "taux": TAUX,
    "derogations": DEROGATION,
    "demandes": DEMANDES,
    "liberations": LIBERATION,
}
MODELS: Mapping[str, type[Model]] = {
    "conventions": Convention,
    "droits": Droit,
    "operations": Droit,
    "exclusions": ExclusionRetenue,
    "previsions": Prevision,
    "taux": TauxPublie,
    "derogations": Derogation,
    "demandes": DemandesCommune,
    "liberations": Liberation,
}
PREPARER: Mapping[str, Preparer] = {
    "conventions": preparer_conventions,
    "droits": preparer_droits,
    "operations": preparer_operations,
    "exclusions": preparer_exclusions,
    "previsions": preparer_previsions,
    "taux": preparer_taux,
    "derogations": preparer_derogations,
    "demandes": preparer_demandes,
    "liberations": preparer_liberations,
}


def accept(acteur: Acteur, genre: str, *rows: dict[str, Any]) -> Preparation:
    """Hand in rows of a model and accept them."""
    lecture = a_lecture_modele(genre, *rows)
    return accepter_modele(acteur, lecture, PREPARER[genre], nom_fichier=f"{genre}.csv", moment=MOMENT)


def prepare(acteur: Acteur, genre: str, *rows: dict[str, Any]) -> Preparation:
    """Prepare rows of a model without writing them."""
    return PREPARER[genre](acteur, a_lecture_modele(genre, *rows).lignes)


def count_all() -> dict[str, int]:
    """Count every row that accepting a model may write."""
    return {model.__name__: model._default_manager.count() for model in (*MODELS.values(), Reservataire, Acte)}
