"""Two new programmes and a charter, invented: one delivered in the year of the demonstration, one still discussed.

Everything goes through the acts of the product, on the days of the fiction, so that the journal tells it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.actions.chartes import SaisieCharte, fixer_objectif, imputer, inscrire_charte, read_relogements
from gef.actions.concertation import arreter, proposer, repondre
from gef.actions.hors_flux import list_hors_flux, noter_public
from gef.actions.livraison import list_par_lot, livrer, noter_suite
from gef.actions.programmes import (
    EtatProgramme,
    SaisieContrepartie,
    SaisieProgramme,
    declarer_programme,
    list_programmes,
)
from gef.core.concertation import Position
from gef.core.parts import BAILLEUR
from gef.core.relogements import ObjectifRelogement
from gef.db.programmes.models import ProgrammeNeuf
from gef.demo.acces import ACTION_LOGEMENT, ETAT, GRASSE
from gef.demo.calendrier import EXERCICE_DEMO, JOUR_DEMO

PARIS: Final = ZoneInfo("Europe/Paris")
COMMUNE: Final = "06069"
VILLE: Final = "VILLE-06069"
LIVRE_LE: Final = date(2026, 6, 15)
PREMIER_BAIL: Final = date(2026, 7, 1)
RESTENT_A_LOUER: Final = 2
ACCORD: Final = "Compte rendu de la réunion de peuplement du 26 février 2026 (fictif)"
MOTIF: Final = (
    "La Ville garantit les prêts en entier et cède le terrain sous son prix (délibération fictive du 5 novembre)."
)
CHARTE: Final = "Charte de relogement du 14 mars 2024 (fictive)"
OBJECTIFS: Final = (
    ObjectifRelogement("ETAT-P", nombre=4),
    ObjectifRelogement("AL", part=Fraction(1, 4)),
    ObjectifRelogement("VILLE-06029", nombre=2),
)
PUBLICS: Final = ("prioritaire", "autre", "dalo", "prioritaire", "autre")
LIVRE = SaisieProgramme(
    code="MARSOUINS",
    nom="Les Marsouins étourdis",
    commune=COMMUNE,
    mise_en_service=LIVRE_LE,
    lots={("T2", "PLAI"): 5, ("T3", "PLUS"): 9, ("T4", "PLS"): 4},
    document="Plan de financement du 12 janvier 2026 (fictif)",
    contreparties=(
        SaisieContrepartie(VILLE, "garantie", Fraction(1, 2)),
        SaisieContrepartie("EPCI-CAPG", "garantie", Fraction(1, 2)),
        SaisieContrepartie("AL", "financement", Fraction(1, 5)),
    ),
    adresse="2 allée des Marsouins-étourdis",
    qpv=False,
    forme="collectif",
)
DISCUTE = SaisieProgramme(
    code="LIBELLULES",
    nom="Les Libellules rieuses",
    commune=COMMUNE,
    mise_en_service=date(2027, 4, 1),
    lots={("T2", "PLAI"): 6, ("T2", "PLUS"): 6, ("T3", "PLUS"): 10, ("T4", "PLUS"): 4},
    document="Plan de financement du 5 octobre 2026 (fictif)",
    contreparties=(
        SaisieContrepartie(VILLE, "garantie", Fraction(1)),
        SaisieContrepartie(VILLE, "terrain", Fraction(3, 50)),
        SaisieContrepartie("AL", "financement", Fraction(1, 4)),
    ),
    adresse="11 montée des Libellules-rieuses",
    qpv=False,
    forme="collectif",
)


def tell_programmes(bailleur: Acteur, partenaires: Mapping[str, Acteur]) -> None:
    """Tell both programmes, then the charter with the relogements already counted.

    Args:
        bailleur: Who declares, proposes, closes and delivers.
        partenaires: Who answers for each réservataire, by address.
    """
    _deliver(bailleur, partenaires)
    row = declarer_programme(bailleur, DISCUTE, at(2026, 10, 12))
    _propose(bailleur, row, at(2026, 10, 19))
    for acces, code in ((ACTION_LOGEMENT, "AL"), (ETAT, "ETAT-P"), (ETAT, "ETAT-F")):
        _accept(partenaires[acces.email], row, code, at(2026, 11, 4))
    asked = Position("conteste", _read(row).nombres[VILLE] + 1, MOTIF)
    repondre(partenaires[GRASSE.email], row.pk, VILLE, asked, rang_vu=1, moment=at(2026, 11, 12))
    _count_relogements(bailleur)


def at(annee: int, mois: int, jour: int) -> datetime:
    """Moment of an act of the fiction."""
    return datetime(annee, mois, jour, 10, 20, tzinfo=PARIS)


def _read(row: ProgrammeNeuf) -> EtatProgramme:
    return next(etat for etat in list_programmes(row.bailleur) if etat.programme.pk == row.pk)


def _propose(bailleur: Acteur, row: ProgrammeNeuf, moment: datetime) -> None:
    etat = _read(row)
    proposer(bailleur, row.pk, etat.proposee.logements, document="", rang_vu=etat.rang, moment=moment)


def _accept(acteur: Acteur, row: ProgrammeNeuf, code: str, moment: datetime) -> None:
    repondre(acteur, row.pk, code, Position("accepte", _read(row).nombres[code]), rang_vu=1, moment=moment)


def _deliver(bailleur: Acteur, partenaires: Mapping[str, Acteur]) -> None:
    """Take the first programme to its delivery, then to its leases but the last ones."""
    row = declarer_programme(bailleur, LIVRE, at(2026, 1, 20))
    _propose(bailleur, row, at(2026, 1, 26))
    for acces, code in ((ACTION_LOGEMENT, "AL"), (ETAT, "ETAT-P"), (ETAT, "ETAT-F"), (GRASSE, VILLE)):
        _accept(partenaires[acces.email], row, code, at(2026, 2, 9))
    etat = _read(row)
    agreed = etat.nombres | {VILLE: etat.nombres[VILLE] + 1, BAILLEUR: etat.nombres[BAILLEUR] - 1}
    motif = "Un logement du bailleur est cédé à la Ville, qui l’accepte en réunion."
    arreter(bailleur, row.pk, agreed, document=ACCORD, motif=motif, rang_vu=etat.rang, moment=at(2026, 2, 26))
    livrer(bailleur, row.pk, list_par_lot(_read(row)), LIVRE_LE, at(2026, 6, 15))
    neufs = _read(row).neufs
    for rang, neuf in enumerate(neufs[:-RESTENT_A_LOUER]):
        jour = PREMIER_BAIL + timedelta(days=3 * rang)
        noter_suite(
            bailleur,
            row.pk,
            neuf.suivi.liberation.reference,
            fait="bail",
            jour=jour,
            rang_vu=neuf.suivi.rang,
            moment=at(jour.year, jour.month, jour.day),
        )


def _count_relogements(bailleur: Acteur) -> None:
    """Record the charter, count most of the year's relogements on somebody, and say who was housed in some of them."""
    organisation: Organisation = bailleur.organisation
    charte = inscrire_charte(
        bailleur, SaisieCharte("Renouvellement de Cannes La Bocca (fictif)", CHARTE, date(2024, 3, 14)), at(2026, 1, 12)
    )
    for objectif in OBJECTIFS:
        fixer_objectif(bailleur, charte.pk, objectif, at(2026, 1, 12))
    waiting = read_relogements(organisation, EXERCICE_DEMO, JOUR_DEMO).a_imputer
    rows = [s for s in waiting if s.etat.categorie == "anru" and s.liberation.libre_le.year == EXERCICE_DEMO]
    moment = at(2026, 11, 16)
    for connu, suivi in enumerate(rows[:-1]):
        code = ("ETAT-P", "AL", "ETAT-P", "VILLE-06029")[connu % 4]
        imputer(bailleur, charte.pk, suivi.liberation.reference, code, motif="", connu=connu, moment=moment)
    let = [found for _, found in list_hors_flux(organisation) if found.bail_le and found.bail_le.year == EXERCICE_DEMO]
    for rang, found in enumerate(sorted(let, key=lambda one: one.logement)[::2]):
        noter_public(bailleur, found.logement, PUBLICS[rang % len(PUBLICS)], moment)
