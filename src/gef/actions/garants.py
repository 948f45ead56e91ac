"""Which collectivités hold their rights from loan guarantees, as the register says it on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from gef.access.models import Organisation
from gef.actions.donnees import epci_par_commune
from gef.actions.dossier import to_droit_inscrit
from gef.actions.entrees_registre import to_reservation
from gef.actions.flux import EtatFlux
from gef.actions.memoire import remember
from gef.core.delegations import rattacher
from gef.core.obligations import COLLECTIVITES
from gef.core.parts import Reservataire
from gef.core.registre_droits import read_survie, situer_droit
from gef.db.flux import requetes

GARANTIE = "garantie"


def find_garants(bailleur: Organisation, etat: EtatFlux, jour: date) -> Mapping[str, bool | None]:
    """Tell which accounts of collectivités may have received as guarantors.

    Args:
        bailleur: Whose register.
        etat: State of his flux: accounts and their types.
        jour: Day on which the rights are in force.

    Returns:
        By account: True when all its rights in force come from guarantees, False when some do, None when it has none in
        force; those whose rights come from something else are left out.
    """
    natures = remember(
        bailleur.pk,
        ("natures", jour, tuple(etat.comptes)),
        lambda: _read_natures(bailleur, etat, jour),
        revision=(requetes.newest_droit(bailleur.pk),),  # a fact leaves the register as it is
    )
    found: dict[str, bool | None] = {}
    for code in etat.comptes:
        if etat.moteur.types.get(code) in COLLECTIVITES:
            held = natures.get(code, frozenset())
            if not held or GARANTIE in held:
                found[code] = held == {GARANTIE} if held else None
    return found


def _read_natures(bailleur: Organisation, etat: EtatFlux, jour: date) -> dict[str, frozenset[str]]:
    """Read the natures of the rights in force that count for each account, those kept in stock left out."""
    comptes = {row.code: Reservataire(row.code, row.type, row.portee) for row in etat.comptes.values()}
    epci, survie = epci_par_commune(), read_survie(jour)
    natures: defaultdict[str, set[str]] = defaultdict(set)
    for row in requetes.droits_of(bailleur.pk):
        droit = to_reservation(to_droit_inscrit(row), row.reservataire.type)
        situe = situer_droit(droit, jour, survie)
        if situe.is_en_cours and not droit.is_en_stock and droit.nombre:
            natures[rattacher(droit, jour, comptes, epci.get(droit.commune or "", "")).compte].add(droit.nature)
    return {code: frozenset(found) for code, found in natures.items()}
