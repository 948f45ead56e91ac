"""What the partners agreed on about households of several accounts, and the accounts confirmed for the next session.

One dwelling out of two is confirmed through the product's own act, the others are left to confirm.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from gef.access.acteur import Acteur
from gef.actions.flux import EtatFlux, Suivi, load_flux
from gef.actions.imputation import confirmer_imputation, list_propositions
from gef.actions.regles_imputation import SaisieRegle, inscrire_regle
from gef.core.parts import BAILLEUR
from gef.demo.calendrier import JOUR_DEMO

PARIS: Final = ZoneInfo("Europe/Paris")
CONVENU: Final = datetime(2026, 1, 14, 16, 20, tzinfo=PARIS)
REGLE: Final = SaisieRegle(
    ("obligation", "public", "solde"),
    date(2026, 1, 1),
    "Comité de suivi des conventions du 13 janvier 2026 (fictif), point 4",
)
LAST_OUVRE: Final = JOUR_DEMO - timedelta(days=2)
HEURE: Final = time(15, 10, tzinfo=PARIS)


def tell_imputations(acteur: Acteur) -> None:
    """Record the rule, then confirm one account that changes, and one out of two of those that do not.

    The bailleur's own dwellings are left to confirm.

    Args:
        acteur: Who writes, for the bailleur.
    """
    inscrire_regle(acteur, REGLE, CONVENU)
    etat = load_flux(acteur.organisation.pk)
    waiting = sorted(
        (s for s in etat.suivis.values() if s.etat.etat == "candidats" and s.reservataire not in (None, BAILLEUR)),
        key=lambda suivi: suivi.liberation.reference,
    )
    disputed = [(suivi, choice) for suivi in waiting if (choice := _find_choice(etat, suivi))]
    # One that moves to another account, so that the year shows it; the others stay where they are.
    moved = [(suivi, choice) for suivi, choice in disputed if choice[1] != suivi.reservataire]
    stays = [(suivi, choice) for suivi, choice in disputed if choice[1] == suivi.reservataire]
    for suivi, (candidat_id, compte) in (*moved[:1], *stays[::2]):
        last = suivi.etat.ecriture
        jour = max(LAST_OUVRE, last.fait.jour) if last else LAST_OUVRE
        confirmer_imputation(
            acteur,
            suivi.liberation.reference,
            candidat_id,
            compte,
            rang_vu=suivi.rang,
            moment=datetime.combine(jour, HEURE),
        )


def _find_choice(etat: EtatFlux, suivi: Suivi) -> tuple[int, str] | None:
    """First candidate of a dwelling who may be counted on several accounts, and the one proposed for him."""
    rows = (row for row in list_propositions(etat, suivi, LAST_OUVRE) if row.is_disputee)
    first = next(rows, None)
    return (first.candidat.pk, first.imputation.propose) if first else None
