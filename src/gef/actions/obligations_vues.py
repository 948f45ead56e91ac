"""The obligations of the year as each organisation may read them: its own, those of its territory, those of all.

The État reads the obligations of every bailleur with whom it has an account; an EPCI those of its territory, which are
aggregates; any réservataire those that bind its own accounts. Nobody reads a row of another one's households.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from gef.access.acteur import Acteur
from gef.access.models import Organisation, TypeOrganisation
from gef.access.visible import bailleurs_of, visible
from gef.actions.en_cours import list_en_cours
from gef.actions.flux import EtatFlux, load_flux
from gef.actions.menages import read_menages
from gef.actions.obligations import load_obligations
from gef.core.obligations import STATUTS, Obligation
from gef.core.remedes import Remede, proposer_remede
from gef.db.flux.models import Reservataire
from gef.law.territoires import load_communes

# From the one to mend first to the one that asks nothing.
RANGS = {statut: rang for rang, statut in enumerate(STATUTS)}


Cle = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class ObligationVue:
    """An obligation of a bailleur, with the name of the account that it binds; "" when it binds the bailleur.

    `remede` says what would bring it back, None when it is held; `noms` are those that the reader may know.
    """

    bailleur: Organisation
    obligation: Obligation
    nom: str
    remede: Remede | None = None
    noms: Mapping[str, str] = field(default_factory=dict)

    @property
    def cle(self) -> Cle:
        """What names it: bailleur, code, territory, account."""
        return self.bailleur.pk, self.obligation.code, self.obligation.portee, self.obligation.reservataire

    @property
    def is_sienne(self) -> bool:
        """Whether it binds an account that the reader may name, and is not held."""
        return self.remede is not None and self.obligation.reservataire in self.noms


def list_obligations(acteur: Acteur, jour: date, etat: EtatFlux | None = None) -> tuple[ObligationVue, ...]:
    """Give the obligations that the actor may read, the worst first.

    Args:
        acteur: Who reads.
        jour: The day; it gives the exercice, and the law.
        etat: State of the flux of a bailleur who reads his own, when it was read already.
    """
    codes: dict[int, set[str]] = {}
    for bailleur_id, code in visible(Reservataire, acteur).values_list("bailleur_id", "code"):
        codes.setdefault(bailleur_id, set()).add(code)
    rows = []
    for bailleur in bailleurs_of(acteur):
        found = etat if etat and acteur.is_bailleur else load_flux(bailleur.pk)
        rows += _read_bailleur(acteur, bailleur, found, codes.get(bailleur.pk, set()), jour)
    return tuple(sorted(rows, key=_urgency))


def _read_bailleur(
    acteur: Acteur, bailleur: Organisation, etat: EtatFlux, held: set[str], jour: date
) -> list[ObligationVue]:
    noms, en_cours = etat.noms(), list_en_cours(etat, jour)
    known = noms if acteur.is_bailleur else {code: nom for code, nom in noms.items() if code in held}
    obligations = load_obligations(bailleur, etat, jour, read_menages(bailleur.pk, etat))
    return [
        ObligationVue(bailleur, row, noms.get(row.reservataire, ""), proposer_remede(row, en_cours), known)
        for row in narrow(acteur.organisation, obligations, held)
    ]


def keep_urgentes(rows: Iterable[ObligationVue], *, has_siennes: bool = False) -> tuple[ObligationVue, ...]:
    """Keep what a first look needs: the obligations at risk, and those of the reader's own accounts that are not held.

    Args:
        rows: What `list_obligations` gives, in its order.
        has_siennes: Whether the reader's own accounts come too: a réservataire has a few, a bailleur all of them.
    """
    return tuple(row for row in rows if row.obligation.statut == "a_risque" or (has_siennes and row.is_sienne))


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
        en_cours = list_en_cours(etat, jour)
        obligations = load_obligations(bailleur, etat, jour, read_menages(bailleur.pk, etat))
        rows += [
            ObligationVue(bailleur, row, "", proposer_remede(row, en_cours))
            for row in narrow(organisation, obligations, set())
        ]
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
