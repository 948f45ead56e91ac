"""From the request to the worker: a work is put in the queue, taken, done, and says how it ended.

Only its number and its try travel in the queue; everything else stands in its row.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from gef.access.acteur import Acteur
from gef.actions.travaux import (
    INTERROMPU,
    DemandeTravail,
    TravailAnnuleError,
    TravailPerduError,
    arreter_travail,
    commencer_travail,
    creer_travail,
    finir_travail,
    relancer_travail,
)
from gef.db.journal.models import EtatTravail, Travail
from gef.errors import GefError
from gef.jobs.genres import GENRES
from gef.jobs.suivi import Suivi

logger: Final = logging.getLogger("gef.jobs")


def lancer(acteur: Acteur, demande: DemandeTravail, moment: datetime) -> Travail:
    """Put a work in the queue, unless the same one is already there.

    Args:
        acteur: Who asks, for his organisation.
        demande: What.
        moment: When, on the day of the screens.
    """
    with transaction.atomic():
        travail, is_new = creer_travail(acteur, demande, moment)
        if is_new:
            executer_travail.enqueue(travail.pk, travail.tentative)
    return travail


def relancer(acteur: Acteur, travail_id: int) -> Travail:
    """Put a stopped work back in the queue.

    Raises:
        Http404: the actor may not see it.
        PermissionDenied: he may not.
        TravailImpossibleError: it is not stopped.
    """
    with transaction.atomic():
        again = relancer_travail(acteur, travail_id, timezone.now())
        executer_travail.enqueue(again.pk, again.tentative)
    return again


@task()
def executer_travail(travail_id: int, tentative: int) -> None:
    """Do a work of the queue; what fails is said in its row, and kept by the queue for the operator."""
    travail = commencer_travail(travail_id, tentative, timezone.now())
    if travail is None:
        return
    try:
        finir_travail(travail, GENRES[travail.genre](travail, Suivi(travail)), timezone.now())
    except TravailPerduError:
        logger.warning("travail %s: try %s was replaced", travail_id, tentative)
    except TravailAnnuleError:
        arreter_travail(travail, EtatTravail.ANNULE, "", timezone.now())
    except GefError as error:
        arreter_travail(travail, EtatTravail.ECHOUE, str(error), timezone.now())
    except Exception:
        logger.exception("travail %s failed", travail_id)
        arreter_travail(travail, EtatTravail.ECHOUE, _say_unexpected(travail_id), timezone.now())
        raise
    except BaseException:  # the worker is being stopped
        arreter_travail(travail, EtatTravail.INTERROMPU, INTERROMPU, timezone.now())
        raise


def _say_unexpected(travail_id: int) -> str:
    return (
        f"Erreur inattendue ; l’exploitant en trouve la cause dans le journal du travailleur, au travail {travail_id}."
    )
