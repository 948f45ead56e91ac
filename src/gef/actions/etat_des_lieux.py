"""The état des lieux of a bailleur from the database: his register, his list, his kept parc, counts of departures.

Nothing of the flux is loaded but counts: the pages answer quickly whatever the number of freed dwellings.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gef.access.models import Organisation
from gef.actions.donnees import Dossier
from gef.actions.dossier import load_dossier
from gef.actions.entrees_etat_des_lieux import build_etat_des_lieux
from gef.actions.entrees_taux import ANNEES_PAR_DEFAUT
from gef.actions.memoire import remember
from gef.actions.rapprochement import Rapprochement, rapprocher_dossier
from gef.actions.releves import Releves, preparer_releves
from gef.actions.sorties import count_departs
from gef.core.etat_des_lieux import EtatDesLieux
from gef.core.releves import Departs
from gef.core.rotation import COURANTES
from gef.db.flux.requetes import liberations_of

__all__ = ["build_etat_des_lieux", "load_etat_des_lieux", "load_rapprochement", "load_releves"]


def load_etat_des_lieux(bailleur: Organisation, jour: date) -> tuple[EtatDesLieux, Dossier]:
    """Draw up the état des lieux of a bailleur on a day, and give the data behind it.

    Args:
        bailleur: Whose rights and parc.
        jour: Day of the statement.

    Raises:
        DossierIncompletError: he has no parc yet.
        GefError: a right or a dwelling is not what the core expects; the message says which.
    """
    dossier = load_dossier(bailleur, has_liberations=False)
    return build_etat_des_lieux(dossier, jour), dossier


def load_releves(bailleur: Organisation, jour: date) -> Releves:
    """Gather what the statements of a bailleur need on a day, once until something of his is written.

    Args:
        bailleur: Whose statements.
        jour: Day of the statements.

    Raises:
        DossierIncompletError: he has no parc yet.
        GefError: a right is not what the core expects; the message says which.
    """

    def prepare() -> Releves:
        dossier = load_dossier(bailleur, has_liberations=False)
        return preparer_releves(dossier, jour, _count_departs(bailleur.pk, jour.year))

    return remember(bailleur.pk, ("releves", jour, bailleur.nom, bailleur.territoire), prepare)


def load_rapprochement(bailleur: Organisation, jour: date) -> tuple[Rapprochement, Releves]:
    """Compare register, list and parc of a bailleur on a day, once until something of his is written.

    Args:
        bailleur: Whose reservations.
        jour: Day of the comparison.

    Returns:
        What does not agree, and the data behind it.

    Raises:
        DossierIncompletError: he has no parc yet.
        GefError: a right is not what the core expects; the message says which.
    """
    releves = load_releves(bailleur, jour)
    key = ("rapprochement", jour, bailleur.nom, bailleur.territoire)
    return remember(bailleur.pk, key, lambda: rapprocher_dossier(releves)), releves


def _count_departs(bailleur_id: int, annee: int) -> Iterator[Departs]:
    """Count the departures of the last complete years before one, as `gef.actions.releves.count_departs` does."""
    former = liberations_of(bailleur_id).filter(libre_le__year__lt=annee)
    counts = count_departs(bailleur_id, former, "libre_le__year", "commune")
    kept = sorted({year for year, _, _ in counts})[-ANNEES_PAR_DEFAUT:]
    return (
        Departs(year, commune, kind or COURANTES, count)
        for (year, commune, kind), count in counts.items()
        if year in kept
    )
