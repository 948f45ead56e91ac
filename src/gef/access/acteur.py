"""The actor of an act: a person, acting for one organisation, with one role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gef.access.models import Appartenance, Organisation
from gef.access.pouvoirs import POUVOIRS, Pouvoir


@dataclass(frozen=True, slots=True)
class Acteur:
    """Who acts, for whom, with what right. `organisations` lists those he may switch to."""

    utilisateur_id: int
    nom: str
    organisation: Organisation
    role: str
    organisations: tuple[Organisation, ...] = ()

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
    def is_bailleur(self) -> bool:
        """Whether he acts for a bailleur."""
        return self.organisation.is_bailleur


def read_acteur(utilisateur: Any, organisation_id: int | None = None) -> Acteur | None:
    """Find for whom a signed-in person acts: the organisation he chose, else his first one.

    Args:
        utilisateur: The person of the request; anonymous gives None.
        organisation_id: The organisation chosen in the session; ignored when the person is not a member.
    """
    if not utilisateur.is_authenticated:
        return None
    rows = list(
        Appartenance.objects.filter(utilisateur=utilisateur)
        .select_related("organisation")
        .order_by("organisation__nom")
    )
    if not rows:
        return None
    chosen = next((row for row in rows if row.organisation_id == organisation_id), rows[0])
    return Acteur(
        utilisateur.pk, utilisateur.nom, chosen.organisation, chosen.role, tuple(row.organisation for row in rows)
    )
