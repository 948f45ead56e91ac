"""The clause de revoyure on the screens: the last assiette of an exercice against what the year has freed so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from gef.access.models import Organisation
from gef.actions.assiette import read_assiette
from gef.actions.dossier import load_dossier
from gef.actions.memoire import remember
from gef.actions.projection import build_projection, tabulate_departs
from gef.actions.sorties import list_departs
from gef.core.assiette import Assiette
from gef.core.projection import Projection, projeter
from gef.db.flux import requetes


@dataclass(frozen=True, slots=True)
class Revoyure:
    """A projection, and the names of those whom it concerns."""

    projection: Projection
    noms: dict[str, str]


def load_revoyure(bailleur: Organisation, jour: date) -> Revoyure | None:
    """Project the year of a bailleur on a day.

    Args:
        bailleur: Whose year.
        jour: Last day counted; its year is the exercice.

    Returns:
        The projection against the last version of the assiette; None when no version was kept.

    Raises:
        GefError: the data do not allow it; the message says what is missing.
    """
    assiette = read_assiette(bailleur, jour.year)
    if assiette is None:
        return None
    identity = (bailleur.nom, bailleur.territoire)
    return remember(bailleur.pk, ("revoyure", jour, identity), lambda: _project(bailleur, assiette, jour))


def _project(bailleur: Organisation, assiette: Assiette, jour: date) -> Revoyure:
    dossier = load_dossier(bailleur, has_liberations=False)
    departs = remember(bailleur.pk, "departs", lambda: _read_departs(bailleur.pk))
    return Revoyure(projeter(build_projection(dossier, departs, assiette, jour)), dossier.noms())


def _read_departs(bailleur_id: int) -> pl.DataFrame:
    return tabulate_departs(list_departs(bailleur_id, requetes.liberations_of(bailleur_id), "libre_le", "commune"))
