"""The bilan of an exercice, from the ledger and the objectives kept for that year."""

from __future__ import annotations

from dataclasses import replace

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.actions.donnees import Dossier
from gef.actions.dossier import load_dossier
from gef.actions.entrees import build_bilan, situation_of
from gef.actions.entrees_bilan import compute_bilan
from gef.actions.flux import load_flux
from gef.actions.objectifs import objectifs_par_reservataire
from gef.core.bilan import Bilan, dresser_bilan
from gef.core.parts import BAILLEUR

__all__ = ["codes_of", "compute_bilan", "list_exercices", "narrow_bilan", "read_bilan"]


def read_bilan(bailleur: Organisation, exercice: int) -> Bilan:
    """Draw up the bilan of a bailleur for an exercice; the current one stops at the last fact written.

    Raises:
        DossierIncompletError: he has no parc yet.
    """
    dossier = load_dossier(bailleur)
    situation = situation_of(load_flux(bailleur.pk).livre, exercice)
    return dresser_bilan(build_bilan(dossier, exercice, objectifs_par_reservataire(bailleur, exercice), situation))


def list_exercices(dossier: Dossier) -> tuple[int, ...]:
    """Years with at least one liberation, the newest first."""
    return tuple(sorted({row.libre_le.year for row in dossier.liberations}, reverse=True))


def narrow_bilan(bilan: Bilan, codes: frozenset[str]) -> Bilan:
    """Keep the rows of some accounts; totals and hors flux stay those of everybody, which everybody may see."""
    return replace(bilan, reservataires=tuple(row for row in bilan.reservataires if row.id in codes))


def codes_of(acteur: Acteur, bailleur: Organisation) -> frozenset[str] | None:
    """Accounts whose rows the actor may see in a bilan; None for all of them."""
    if acteur.is_bailleur:
        return None
    etat = load_flux(bailleur.pk)
    held = (c.code for c in etat.comptes.values() if c.organisation_id == acteur.organisation.pk)
    return frozenset(held) - {BAILLEUR}
