"""Write what surrounds the rights in the database: lists, exclusions, rates, acts, applications."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db.models import Model

from gef.access.acteur import Acteur
from gef.actions.listes_logements import garder_liste, to_table
from gef.db.flux.models import DemandesCommune, Derogation, ExclusionRetenue, Reservataire, TauxPublie
from gef.demo.negociation import Negociation

NOM_LISTE = "logements-reserves-2026.csv"


def list_rows(
    negociation: Negociation, comptes: Mapping[str, Reservataire], acteur: Acteur, moment: datetime
) -> Sequence[Sequence[Model]]:
    """Make the rows of each model, ready to be inserted."""
    bailleur, written = acteur.organisation, {"auteur_id": acteur.utilisateur_id, "ecrit_le": moment}
    accounts: dict[str, Reservataire | None] = {"": None, **comptes}
    return (
        [
            ExclusionRetenue(bailleur=bailleur, **asdict(row) | {"reservataire": accounts[row.reservataire]})
            for row in negociation.exclusions
        ],
        [Derogation(bailleur=bailleur, **asdict(row), **written) for row in negociation.derogations],
        [
            TauxPublie(
                bailleur=bailleur,
                ecrit_le=moment,
                **asdict(row)
                | {
                    "numerateur_exclut": sorted(row.numerateur_exclut),
                    "denominateur_exclut": sorted(row.denominateur_exclut),
                },
            )
            for row in negociation.taux
        ],
        [DemandesCommune(bailleur=bailleur, ecrit_le=moment, **asdict(row)) for row in negociation.demandes],
    )


def keep_reservations(negociation: Negociation, acteur: Acteur, moment: datetime) -> None:
    """Keep the list of reserved dwellings, as if the bailleur had brought it."""
    rows = [asdict(row) for row in negociation.reservations]
    empreinte = hashlib.sha256(repr(rows).encode()).hexdigest()
    table = to_table("reservations", rows)
    garder_liste(acteur, "reservations", table, nom_fichier=NOM_LISTE, empreinte=empreinte, moment=moment)
