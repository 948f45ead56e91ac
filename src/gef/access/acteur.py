"""The actor of an act: a person, acting for one organisation, with one role."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from gef.access.models import Appartenance, Organisation
from gef.access.pouvoirs import POUVOIRS, Pouvoir
from gef.db.assistance.requetes import acces_ouverts_of


@dataclass(frozen=True, slots=True)
class Acteur:
    """Who acts, for whom, with what right. `organisations` lists those he may switch to.

    Somebody let in to assist has the number of his access, and the moment at which it ends.
    """

    utilisateur_id: int
    nom: str
    organisation: Organisation
    role: str
    organisations: tuple[Organisation, ...] = ()
    assistance_id: int | None = None
    assistance_jusqu_a: datetime | None = None

    @property
    def can_write(self) -> bool:
        """Whether the actor may write all that is his organisation's."""
        return self.can("ecrire")

    @property
    def can_orienter(self) -> bool:
        """Whether he may decide on the dwellings of the day: orient them, designate candidates, write facts."""
        return self.can("orienter")

    def can(self, pouvoir: Pouvoir) -> bool:
        """Whether his role gives a power; see `gef.access.pouvoirs`."""
        return pouvoir in POUVOIRS.get(self.role, ())

    @property
    def is_assistance(self) -> bool:
        """Whether he is no member, and only let in for a while to assist."""
        return self.assistance_id is not None

    @property
    def is_bailleur(self) -> bool:
        """Whether he acts for a bailleur."""
        return self.organisation.is_bailleur


def read_acteur(utilisateur: Any, organisation_id: int | None = None, moment: datetime | None = None) -> Acteur | None:
    """Find for whom a signed-in person acts: the organisation he chose, else his first one.

    His own organisations come first, then those that let him in to assist.

    Args:
        utilisateur: The person of the request; anonymous gives None.
        organisation_id: The organisation chosen in the session; ignored when he is neither a member nor let in.
        moment: Now, of the clock, for the accesses that hold; None leaves them out.
    """
    if not utilisateur.is_authenticated:
        return None
    acteurs = _list_acteurs(utilisateur, moment)
    if not acteurs:
        return None
    chosen = next((acteur for acteur in acteurs if acteur.organisation.pk == organisation_id), acteurs[0])
    return replace(chosen, organisations=tuple(acteur.organisation for acteur in acteurs))


def _list_acteurs(utilisateur: Any, moment: datetime | None) -> list[Acteur]:
    rows = Appartenance.objects.filter(utilisateur=utilisateur).select_related("organisation")
    found = [
        Acteur(utilisateur.pk, utilisateur.nom, row.organisation, row.role)
        for row in rows.order_by("organisation__nom")
    ]
    if moment is not None:
        own = {acteur.organisation.pk for acteur in found}
        for acces in acces_ouverts_of(utilisateur.pk, moment):
            if acces.organisation_id not in own:
                own.add(acces.organisation_id)
                found.append(
                    Acteur(
                        utilisateur.pk,
                        utilisateur.nom,
                        acces.organisation,
                        acces.role,
                        assistance_id=acces.pk,
                        assistance_jusqu_a=acces.fin,
                    )
                )
    return found
