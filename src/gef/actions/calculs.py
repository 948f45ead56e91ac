"""Every calculation of the core by its name, with the shape of its input and output: for files, scripts and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from gef.actions.codec import decode, encode, schema
from gef.actions.entrees import arrondir, orienter
from gef.core.assiette import calculer_assiette
from gef.core.bilan import dresser_bilan
from gef.core.conversion import comparer_methodes
from gef.core.droits_uniques import echeancier
from gef.errors import GefError


class CalculInconnuError(GefError, KeyError):
    """No calculation has that name."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Calcul:
    """A calculation: one dataclass in, one out.

    Attributes:
        nom: Name on the command line.
        libelle: What it answers, in French.
        fonction: The function of the core.
    """

    nom: str
    libelle: str
    fonction: Callable[[Any], Any]

    @property
    def entree(self) -> Any:
        """Type of the single argument."""
        hints = get_type_hints(self.fonction)
        return next(kind for nom, kind in hints.items() if nom != "return")

    @property
    def sortie(self) -> Any:
        """Type of the result."""
        return get_type_hints(self.fonction)["return"]


CALCULS: Mapping[str, Calcul] = {
    calcul.nom: calcul
    for calcul in (
        Calcul("assiette", "Logements à partager d’un exercice, pas à pas", calculer_assiette),
        Calcul("conversion", "Droits convertis en parts, méthodes côte à côte, plafonds appliqués", comparer_methodes),
        Calcul("droits-uniques", "Droits uniques par année", echeancier),
        Calcul("objectifs", "Objectifs entiers par réservataire et commune", arrondir),
        Calcul("orientation", "Réservataire proposé pour chaque logement d’un flux, avec ses raisons", orienter),
        Calcul("bilan", "Bilan annuel par réservataire et par axe", dresser_bilan),
    )
}


def find_calcul(nom: str) -> Calcul:
    """Return a calculation by name.

    Raises:
        CalculInconnuError: with the names that exist.
    """
    if nom not in CALCULS:
        raise CalculInconnuError(f"Calcul « {nom} » inconnu ; attendu : {', '.join(CALCULS)}.")
    return CALCULS[nom]


def calculer(nom: str, data: Any) -> Any:
    """Run a calculation on JSON-ready data.

    Args:
        nom: Name of the calculation.
        data: Input; its shape is `schemas(nom)["entree"]`.

    Returns:
        JSON-ready result, reasons included.

    Raises:
        CalculInconnuError, EntreeIllisibleError, GefError: each says what was expected.
    """
    calcul = find_calcul(nom)
    return encode(calcul.fonction(decode(calcul.entree, data)))


def schemas(nom: str) -> dict[str, Any]:
    """Give the JSON Schemas of a calculation: its input and its result."""
    calcul = find_calcul(nom)
    return {"entree": schema(calcul.entree), "resultat": schema(calcul.sortie, mode="serialization")}
