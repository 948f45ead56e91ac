"""One row of each model of the programmes and of the charters, for a bailleur, one of his accounts and a dwelling."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from tests.builders import JOUR, MOMENT

from gef.access.models import Organisation
from gef.db.flux.models import Liberation, Reservataire
from gef.db.programmes.models import (
    AccordProgramme,
    CharteRelogement,
    ContrepartieNeuf,
    ImputationRelogement,
    LogementNeuf,
    LotNeuf,
    ObjectifCharte,
    Position,
    ProgrammeNeuf,
    PublicHorsFlux,
)

VUES_DU_RESERVATAIRE: set[type[Model]] = {
    *{ProgrammeNeuf, LotNeuf, ContrepartieNeuf, Position, LogementNeuf},
    *{CharteRelogement, ObjectifCharte, ImputationRelogement},
}


def list_lignes(bailleur: Organisation, compte: Reservataire, dwelling: Liberation) -> dict[type[Model], Model]:
    """Write a programme proposed to the account, and a charter that asks it something."""
    written: dict[str, Any] = {"ecrit_le": MOMENT}
    programme = ProgrammeNeuf.objects.create(
        bailleur=bailleur, code="P", nom="P", commune="06029", mise_en_service=JOUR, document="d", **written
    )
    charte = CharteRelogement.objects.create(bailleur=bailleur, nom="c", document="d", debut=JOUR, **written)
    said: dict[str, Any] = {"organisation": bailleur, "rang": 1, "type": "propose", "nombre": 2}
    rows: list[Model] = [
        programme,
        charte,
        LotNeuf.objects.create(programme=programme, typologie="T3", financement="PLUS", nombre=4),
        ContrepartieNeuf.objects.create(programme=programme, reservataire=compte, nature="terrain", part="1/4"),
        Position.objects.create(programme=programme, reservataire=compte, **said, **written),
        AccordProgramme.objects.create(programme=programme, nombres={compte.code: 2}, **written),
        LogementNeuf.objects.create(programme=programme, liberation=dwelling, reservataire=compte),
        ObjectifCharte.objects.create(charte=charte, reservataire=compte, nombre=2, **written),
        ImputationRelogement.objects.create(charte=charte, liberation=dwelling, rang=1, reservataire=compte, **written),
        PublicHorsFlux.objects.create(liberation=dwelling, rang=1, public="dalo", **written),
    ]
    return {type(row): row for row in rows}


def pair_lignes(
    pairs: Iterable[tuple[Organisation, Reservataire, Liberation]],
) -> dict[type[Model], tuple[Model, Model]]:
    """Write the rows of two bailleurs, side by side."""
    own, other = (list_lignes(*pair) for pair in pairs)
    return {model: (own[model], other[model]) for model in own}
