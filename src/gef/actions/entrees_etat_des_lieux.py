"""From a dossier to the état des lieux: the register of rights and the parc, handed over to the core.

The same for a bailleur of the database (`gef.actions.etat_des_lieux`) and for a folder of files (`gef etat-des-lieux`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gef.actions.donnees import Dossier
from gef.actions.entrees import mark_exclusions
from gef.actions.entrees_registre import list_reservations
from gef.core.etat_des_lieux import EtatDesLieux, LogementParc, dresser_etat_des_lieux
from gef.law.territoires import load_communes


def build_etat_des_lieux(dossier: Dossier, jour: date) -> EtatDesLieux:
    """Draw up the état des lieux from a dossier, whether it comes from the database or from files."""
    return dresser_etat_des_lieux(_read_logements(dossier), (droit for _, droit in list_reservations(dossier)), jour)


def _read_logements(dossier: Dossier) -> Iterator[LogementParc]:
    epci = {code: commune.epci or None for code, commune in load_communes().items()}
    columns = ("ligne", "commune", "qpv", "typologie", "financement", "contingent", "periode", "exclusion")
    for ligne, commune, qpv, *others in mark_exclusions(dossier).select(columns).iter_rows():
        typologie, financement, contingent, periode, exclusion = others
        yield LogementParc(
            logement=f"ligne {ligne}",  # the only identifier that every dwelling has
            commune=commune,
            epci=epci.get(commune),
            qpv=qpv,
            typologie=typologie,
            financement=financement,
            contingent=contingent,
            periode=periode,
            exclu=exclusion,
        )
