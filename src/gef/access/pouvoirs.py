"""What each role may do: one table, read by `Acteur` and printed in the documentation.

A power is not a right: « droit » is what a reservataire holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from gef.access.models import Role

Pouvoir = Literal["lire", "orienter", "ecrire", "administrer"]

LIBELLES: Final[Mapping[Pouvoir, str]] = {
    "lire": "lire ce qui est à l’organisation",
    "orienter": "orienter les logements, écrire ce qui leur arrive",
    "ecrire": "écrire le reste : droits, assiette, conversion, bilan",
    "administrer": "inviter, changer un rôle, retirer un membre",
}
POUVOIRS: Final[Mapping[str, frozenset[Pouvoir]]] = {
    Role.ADMINISTRATEUR: frozenset({"lire", "orienter", "ecrire", "administrer"}),
    Role.GESTIONNAIRE: frozenset({"lire", "orienter", "ecrire"}),
    Role.CHARGE: frozenset({"lire", "orienter"}),
    Role.LECTEUR: frozenset({"lire"}),
}
