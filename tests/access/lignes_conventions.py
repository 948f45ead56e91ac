"""One row of each model of the written conventions, at two bailleurs: what was sent, which its party sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from tests.builders import JOUR, MOMENT

from gef.access.models import Organisation
from gef.db.conventions.models import (
    ConventionCompte,
    ConventionEcrite,
    ParoleConvention,
    PartAppliquee,
    RemarqueConvention,
    VersionConvention,
)
from gef.db.flux.models import Reservataire

VUES_DE_LA_PARTIE: set[type[Model]] = {
    *{ConventionEcrite, ConventionCompte, VersionConvention, ParoleConvention, RemarqueConvention, PartAppliquee}
}


def a_convention_transmise(bailleur: Organisation, compte: Reservataire) -> dict[type[Model], Model]:
    """Write a convention sent to its party, with a remark; its terms are not read."""
    convention = ConventionEcrite.objects.create(bailleur=bailleur, departement="06", nom=compte.nom, ecrit_le=MOMENT)
    party = ConventionCompte.objects.create(convention=convention, reservataire=compte)
    version = VersionConvention.objects.create(convention=convention, numero=1, termes={}, ecrit_le=MOMENT)
    parole = ParoleConvention.objects.create(
        convention=convention,
        rang=1,
        type="transmission",
        partie="bailleur",
        jour=JOUR,
        version=version,
        organisation=bailleur,
        ecrit_le=MOMENT,
    )
    remarque = RemarqueConvention.objects.create(
        version=version, terme="duree", texte="Deux ans.", organisation=bailleur, ecrit_le=MOMENT
    )
    part = PartAppliquee.objects.create(parole=parole, part=compte.conventions.get())
    rows: tuple[Model, ...] = (convention, party, version, parole, remarque, part)
    return {type(row): row for row in rows}


def pair_conventions(pairs: Iterable[tuple[Organisation, Reservataire, Any]]) -> dict[type[Model], tuple[Model, Model]]:
    """Give, by model, the row of each of the two bailleurs."""
    own, other = (a_convention_transmise(bailleur, compte) for bailleur, compte, _ in pairs)
    return {model: (own[model], other[model]) for model in own}
