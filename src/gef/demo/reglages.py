"""The setting of the orientation as the partners chose it, and what the others would have given on the same flux."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from gef.access.acteur import Acteur
from gef.actions.frontiere import DemandeFrontiere, calculer_et_garder
from gef.actions.reglages import SaisieReglage, inscrire_reglage
from gef.core.orientation import Parametres
from gef.demo.calendrier import EXERCICE_DEMO

PARIS: Final = ZoneInfo("Europe/Paris")
CHOISI: Final = datetime(2024, 12, 13, 9, 40, tzinfo=PARIS)
ESSAYE: Final = datetime(EXERCICE_DEMO, 11, 18, 17, 5, tzinfo=PARIS)
DOCUMENT: Final = "Comité de suivi des conventions du 12 décembre 2024 (fictif), point 3"
TIRAGES: Final = 2  # the demonstration must load quickly


def keep_reglages(acteur: Acteur) -> None:
    """Record the setting that the proposals followed from the start of 2025, and try the others on the flux.

    Args:
        acteur: Who writes, for the bailleur.
    """
    saisie = SaisieReglage(Parametres(), date(2025, 1, 1), DOCUMENT)
    inscrire_reglage(acteur, saisie, CHOISI)
    calculer_et_garder(acteur, DemandeFrontiere(ESSAYE.date(), tirages=TIRAGES), ESSAYE)
