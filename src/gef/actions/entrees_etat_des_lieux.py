"""From a dossier to the état des lieux: the register of rights and the parc, handed over to the core.

The same for a bailleur of the database (`gef.actions.etat_des_lieux`) and for a folder of files (`gef etat-des-lieux`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gef.actions.donnees import Dossier, DroitInscrit
from gef.actions.entrees import mark_exclusions
from gef.core.etat_des_lieux import DroitReservation, EtatDesLieux, LogementParc, dresser_etat_des_lieux
from gef.law.territoires import load_communes

AUTRE_TERRITOIRE = "territoire du réservataire"


def build_etat_des_lieux(dossier: Dossier, jour: date) -> EtatDesLieux:
    """Draw up the état des lieux from a dossier, whether it comes from the database or from files."""
    return dresser_etat_des_lieux(_read_logements(dossier), _read_droits(dossier), jour)


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


def _read_droits(dossier: Dossier) -> Iterator[DroitReservation]:
    types = {compte.code: compte.type for compte in dossier.comptes}
    for droit in dossier.droits:
        yield _to_reservation(droit, types[droit.reservataire])


def _to_reservation(droit: DroitInscrit, genre: str) -> DroitReservation:
    return DroitReservation(
        reservataire=droit.reservataire,
        nature=droit.nature,
        type_droit=droit.type_droit,  # type: ignore[arg-type]  # the core checks the code
        commune=droit.commune or None,
        territoire=droit.programme or AUTRE_TERRITOIRE,
        nombre=droit.nombre,
        debut=droit.debut,
        fin=droit.fin,
        echeance_pret=droit.echeance_pret,
        formalise=droit.is_formalise,
        type_reservataire=genre,
    )
