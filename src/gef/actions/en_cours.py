"""The dwellings in progress as the remedies count them: what waits for a decision, for a commission, for a lease."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gef.actions.contexte_orientation import to_vise
from gef.actions.flux import EtatFlux, Suivi
from gef.actions.orienter import propose_all
from gef.actions.traces import epci_of
from gef.core.obligations import LogementAOrienter
from gef.core.parts import BAILLEUR
from gef.core.remedes import EtapeFlux, LogementEnCours

ETAPES: dict[str, EtapeFlux] = {
    "oriente": "oriente",
    "transmis": "oriente",
    "accepte": "oriente",
    "candidats": "oriente",
    "attribue": "attribue",
    "accepte_menage": "attribue",
}


def list_en_cours(etat: EtatFlux, jour: date) -> tuple[LogementEnCours, ...]:
    """Give the dwellings from which an event of an obligation may still come.

    Args:
        etat: State of the flux; it remembers the answer.
        jour: The day of the proposals.
    """
    asked = ("en_cours", jour)
    if asked not in etat.memoire:
        etat.memoire[asked] = tuple(_walk(etat, jour))
    rows: tuple[LogementEnCours, ...] = etat.memoire[asked]
    return rows


def _walk(etat: EtatFlux, jour: date) -> Iterator[LogementEnCours]:
    for attente in propose_all(etat, jour):
        yield LogementEnCours("a_orienter", to_vise(etat, attente), attente.retenu)
    for suivi in etat.suivis.values():
        etape = ETAPES.get(suivi.etat.etat)
        if etape and not suivi.etat.categorie:
            yield LogementEnCours(etape, _to_logement(etat, suivi), suivi.reservataire or BAILLEUR)


def _to_logement(etat: EtatFlux, suivi: Suivi) -> LogementAOrienter:
    """Give a dwelling that an account holds: nobody else may have it any more."""
    liberation, compte = suivi.liberation, suivi.reservataire or BAILLEUR
    kind = etat.moteur.types.get(compte, "bailleur" if compte == BAILLEUR else "autre")
    return LogementAOrienter(liberation.commune, epci_of(liberation), liberation.qpv, {compte: kind})
