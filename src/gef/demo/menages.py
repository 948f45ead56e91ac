"""The households of the attributions of former years: what the bailleur brought by file when he began.

The commissions of the last weeks are told on their own pages (`gef.demo.caleol`); before them, only what the
obligations count is known of a household, and sometimes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gef.access.acteur import Acteur
from gef.db.designation.models import MenageAttribue
from gef.db.flux.models import Fait
from gef.demo.caleol import PUBLICS, QUARTILES, RELOGEMENT_POUR_MILLE
from gef.demo.charger_caleol import at
from gef.demo.flux import FaitDemo
from gef.demo.tirage import draw_weighted, is_tire, open_tirage

CONNU_POUR_MILLE, VERIFIE_POUR_MILLE = 960, 900
# In a quartier prioritaire, households of the first quartile are fewer: that is what the law asks.
QUARTILES_QPV: Mapping[int, int] = {1: 22, 2: 28, 3: 27, 4: 23}


def list_menages(told: Sequence[FaitDemo], faits: Sequence[Fait], acteur: Acteur) -> list[MenageAttribue]:
    """Draw the household of each attribution whose candidates are not told.

    Args:
        told: The facts of the demonstration, in order.
        faits: The same facts, as they were written.
        acteur: Who brings the file.
    """
    rng = open_tirage("menages")
    on_pages = {fait.liberation.reference for fait in told if fait.type == "candidats"}
    keys = {(fait.liberation.reference, fait.rang): fait.liberation_id for fait in faits}
    rows = []
    for fait in told:
        if fait.type != "attribution" or fait.liberation.reference in on_pages or not is_tire(rng, CONNU_POUR_MILLE):
            continue
        quartiles = QUARTILES_QPV if fait.liberation.logement.qpv else QUARTILES
        rows.append(
            MenageAttribue(
                liberation_id=keys[fait.liberation.reference, fait.rang],
                attribue_le=fait.date,
                public=draw_weighted(rng, PUBLICS),
                public_valide=is_tire(rng, VERIFIE_POUR_MILLE),
                quartile=draw_weighted(rng, quartiles),
                quartile_valide=is_tire(rng, VERIFIE_POUR_MILLE),
                is_relogement=is_tire(rng, RELOGEMENT_POUR_MILLE),
                auteur_id=acteur.utilisateur_id,
                ecrit_le=at(fait.date),
            )
        )
    return rows
