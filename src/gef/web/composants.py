"""What the components of the pages take: plain values, prepared by the views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ton = Literal["", "retard", "avance"]


@dataclass(frozen=True, slots=True)
class Chiffre:
    """A key figure: what it is, the figure already written in French, and its base or date.

    `unite` follows the figure in small type ("sur 254 prévus"); `ton` colours it, the words say the rest.
    """

    libelle: str
    valeur: str
    precision: str = ""
    unite: str = ""
    ton: Ton = ""


@dataclass(frozen=True, slots=True)
class EtapeAnnee:
    """A step of the year: done, current or to come."""

    libelle: str
    precision: str
    etat: Literal["fait", "cours", "avenir"]
    lien: str = ""
