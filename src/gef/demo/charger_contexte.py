"""Write the context of the orientations in the database: classes, needs, wishes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from gef.access.acteur import Acteur
from gef.db.besoins.models import Besoin, SouhaitReservataire
from gef.db.flux.models import Reservataire
from gef.db.residences.models import ClasseResidence
from gef.demo.contexte import DOCUMENTS, ENQUETE, MOTIFS, ContexteDemo


def list_rows_contexte(
    contexte: ContexteDemo,
    comptes: Mapping[str, Reservataire],
    acteur: Acteur,
    write_time: Callable[[date], datetime],
) -> Sequence[Sequence[Model]]:
    """Make the rows of each model, ready to be inserted, each written on its day."""
    bailleur = acteur.organisation

    def written(jour: date) -> dict[str, Any]:
        return {"auteur_id": acteur.utilisateur_id, "ecrit_le": write_time(jour)}

    return (
        [
            ClasseResidence(
                bailleur=bailleur, motif=MOTIFS[row.classe], document=ENQUETE, **asdict(row), **written(row.depuis)
            )
            for row in contexte.classements
        ],
        [
            Besoin(
                bailleur=bailleur,
                document=DOCUMENTS[row.categorie],
                **asdict(row) | {"typologies": sorted(row.typologies), "portees": sorted(row.portees)},
                **written(row.declare_le),
            )
            for row in contexte.besoins
        ],
        [
            SouhaitReservataire(
                reservataire=comptes[row.reservataire],
                debut=row.debut,
                document=row.document,
                **asdict(row.souhait),
                **written(row.debut),
            )
            for row in contexte.souhaits
        ],
    )
