"""A programme of the named world: 20 dwellings at Cannes, whose loans the Ville guarantees and Action Logement funds.

The rule gives: État 6 (1 agent), Action Logement 5, Ville 4, bailleur 5, nothing to the département.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.builders import CANNES, MOMENT, Monde, an_acteur

from gef.actions.concertation import arreter, proposer, repondre
from gef.actions.livraison import list_par_lot, livrer
from gef.actions.programmes import (
    EtatProgramme,
    SaisieContrepartie,
    SaisieProgramme,
    declarer_programme,
    read_programme,
)
from gef.core.concertation import Position
from gef.db.programmes.models import ProgrammeNeuf

LOTS = {("T2", "PLAI"): 6, ("T3", "PLUS"): 10, ("T4", "PLS"): 4}
LIVRAISON = date(2026, 6, 10)
PROPOSES = {"AL": 5, "CD": 0, "ETAT-F": 1, "ETAT-P": 5, "VILLE": 4, "BAILLEUR": 5}
MOTIF = "La Ville garantit aussi le prêt foncier."


def a_saisie(**champs: Any) -> SaisieProgramme:
    """Give what a person types."""
    values: dict[str, Any] = {
        "code": "P-1",
        "nom": "Les Marées",
        "commune": CANNES,
        "mise_en_service": date(2026, 9, 1),
        "lots": LOTS,
        "document": "Plan de financement du 3 mars 2026",
        "contreparties": (
            SaisieContrepartie("VILLE", "garantie", Fraction(1)),
            SaisieContrepartie("AL", "financement", Fraction(1, 4)),
        ),
        "qpv": False,
        "forme": "collectif",
    }
    return SaisieProgramme(**values | champs)


def a_programme(monde: Monde, **champs: Any) -> ProgrammeNeuf:
    """Declare it."""
    return declarer_programme(an_acteur(monde.gestionnaire), a_saisie(**champs), MOMENT)


def etat(row: ProgrammeNeuf) -> EtatProgramme:
    """Read it as it now stands."""
    return read_programme(ProgrammeNeuf.objects.get(pk=row.pk))


def propose(monde: Monde, row: ProgrammeNeuf, nombres: dict[str, int] | None = None, document: str = "") -> int:
    """Propose its numbers, those of the rule by default."""
    acteur, now = an_acteur(monde.gestionnaire), etat(row)
    return proposer(
        acteur, row.pk, nombres or now.proposee.logements, document=document, rang_vu=now.rang, moment=MOMENT
    )


def a_programme_propose(monde: Monde) -> ProgrammeNeuf:
    """Declare it, and open its concertation."""
    row = a_programme(monde)
    propose(monde, row)
    return row


def answer(monde: Monde, row: ProgrammeNeuf, kind: Any, nombre: int, motif: str = "") -> Any:
    """Answer for the Ville."""
    rang = etat(row).echanges["VILLE"].rang
    acteur = an_acteur(monde.agent_ville)
    return repondre(acteur, row.pk, "VILLE", Position(kind, nombre, motif), rang_vu=rang, moment=MOMENT)


def close(monde: Monde, row: ProgrammeNeuf, nombres: dict[str, int] | None = None, **champs: Any) -> Any:
    """Close the concertation on its numbers, those of the rule by default."""
    now = etat(row)
    values: dict[str, Any] = {"document": "", "motif": "", "rang_vu": now.rang, "moment": MOMENT} | champs
    return arreter(an_acteur(monde.gestionnaire), row.pk, nombres or now.proposee.logements, **values)


def a_livraison(monde: Monde) -> ProgrammeNeuf:
    """Take a programme to its delivery."""
    row = a_programme(monde)
    propose(monde, row)
    answer(monde, row, "accepte", 4)
    close(monde, row)
    livrer(an_acteur(monde.gestionnaire), row.pk, list_par_lot(etat(row)), LIVRAISON, MOMENT)
    return row
