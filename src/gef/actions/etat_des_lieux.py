"""The état des lieux of a bailleur, from his register of rights and his kept parc."""

from __future__ import annotations

from datetime import date

from gef.access.models import Organisation
from gef.actions.donnees import Dossier
from gef.actions.dossier import load_dossier
from gef.actions.entrees_etat_des_lieux import build_etat_des_lieux
from gef.core.etat_des_lieux import EtatDesLieux

__all__ = ["build_etat_des_lieux", "load_etat_des_lieux"]


def load_etat_des_lieux(bailleur: Organisation, jour: date) -> tuple[EtatDesLieux, Dossier]:
    """Draw up the état des lieux of a bailleur on a day, and give the data behind it.

    Args:
        bailleur: Whose rights and parc.
        jour: Day of the statement.

    Raises:
        DossierIncompletError: he has no parc yet.
        GefError: a right or a dwelling is not what the core expects; the message says which.
    """
    dossier = load_dossier(bailleur)
    return build_etat_des_lieux(dossier, jour), dossier
