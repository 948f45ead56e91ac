"""A frozen bilan of each bailleur, sent to the réservataire of each."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from tests.builders import MOMENT

from gef.access.models import Organisation
from gef.db.bilans.models import AvisBilan, BilanFige
from gef.db.flux.models import Liberation, Reservataire


def pair_bilans(
    pairs: Iterable[tuple[Organisation, Reservataire, Liberation]],
) -> dict[type[Model], tuple[Model, Model]]:
    """Give the rows of the bailleur, then those of the stranger, by model."""
    figes = []
    sent = []
    for bailleur, compte, _ in pairs:
        fige = BilanFige.objects.create(
            bailleur=bailleur,
            exercice=2025,
            version=1,
            parametres=b"",
            donnees=b"",
            empreinte_parametres="0" * 64,
            empreinte="0" * 64,
            logiciel="1",
            fige_le=MOMENT,
        )
        figes.append(fige)
        sent.append(
            AvisBilan.objects.create(
                bilan=fige,
                destinataire=compte.organisation,
                rang=1,
                type="transmis",
                organisation=bailleur,
                ecrit_le=MOMENT,
            )
        )
    return {BilanFige: (figes[0], figes[1]), AvisBilan: (sent[0], sent[1])}
