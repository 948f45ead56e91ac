"""The obligations of the year as each organisation may read them: its own, those of its territory, those of all.

The État reads the obligations of every bailleur with whom it has an account; an EPCI those of its territory, which are
aggregates; any réservataire those that bind its own accounts. Nobody reads a row of another one's households.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gef.access.acteur import Acteur
from gef.access.models import Organisation, TypeOrganisation
from gef.access.visible import bailleurs_of, visible
from gef.actions.flux import load_flux
from gef.actions.menages import read_menages
from gef.actions.obligations import load_obligations
from gef.core.obligations import STATUTS, Obligation
from gef.db.flux.models import Reservataire
from gef.law.territoires import load_communes

# From the one to mend first to the one that asks nothing.
RANGS = {statut: rang for rang, statut in enumerate(STATUTS)}


@dataclass(frozen=True, slots=True)
class ObligationVue:
    """An obligation of a bailleur, with the name of the account that it binds; "" when it binds the bailleur."""

    bailleur: Organisation
    obligation: Obligation
    nom: str


def list_obligations(acteur: Acteur, jour: date) -> tuple[ObligationVue, ...]:
    """Give the obligations that the actor may read, the worst first.

    Args:
        acteur: Who reads.
        jour: The day; it gives the exercice, and the law.
    """
    codes: dict[int, set[str]] = {}
    for bailleur_id, code in visible(Reservataire, acteur).values_list("bailleur_id", "code"):
        codes.setdefault(bailleur_id, set()).add(code)
    rows = []
    for bailleur in bailleurs_of(acteur):
        etat = load_flux(bailleur.pk)
        noms = etat.noms()
        obligations = load_obligations(bailleur, etat, jour, read_menages(bailleur.pk, etat))
        found = narrow(acteur.organisation, obligations, codes.get(bailleur.pk, set()))
        rows += [ObligationVue(bailleur, row, noms.get(row.reservataire, "")) for row in found]
    return tuple(sorted(rows, key=_urgency))


def list_obligations_territoire(
    organisation: Organisation, bailleurs: Iterable[Organisation], jour: date
) -> tuple[ObligationVue, ...]:
    """Give the obligations of a territory, which bind no account, the worst first.

    Args:
        organisation: The EPCI whose territory it is, or the État.
        bailleurs: Those who have dwellings there.
        jour: The day; it gives the exercice, and the law.
    """
    rows = []
    for bailleur in bailleurs:
        etat = load_flux(bailleur.pk)
        obligations = load_obligations(bailleur, etat, jour, read_menages(bailleur.pk, etat))
        rows += [ObligationVue(bailleur, row, "") for row in narrow(organisation, obligations, set())]
    return tuple(sorted(rows, key=_urgency))


def narrow(organisation: Organisation, obligations: Iterable[Obligation], codes: set[str]) -> list[Obligation]:
    """Keep what an organisation may read.

    Args:
        organisation: Who reads.
        obligations: Those of a bailleur.
        codes: Accounts of the organisation at this bailleur.
    """
    if organisation.is_bailleur or organisation.type == TypeOrganisation.ETAT:
        return list(obligations)
    territory = _territory(organisation)
    return [
        row for row in obligations if row.reservataire in codes or (not row.reservataire and row.portee in territory)
    ]


def _territory(organisation: Organisation) -> set[str]:
    """Portées that an EPCI reads: itself and its communes; nobody else reads a territory."""
    if organisation.type != TypeOrganisation.EPCI:
        return set()
    inside = {f"commune:{c.code}" for c in load_communes().values() if c.epci == organisation.territoire}
    return {f"epci:{organisation.territoire}"} | inside


def _urgency(row: ObligationVue) -> tuple[int, str, int, str, str]:
    obligation = row.obligation
    return (
        RANGS[obligation.statut],
        row.bailleur.nom,
        -obligation.logements,
        obligation.code,
        obligation.portee,
    )
