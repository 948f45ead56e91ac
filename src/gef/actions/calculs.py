"""Every calculation of the core by its name, with the shape of its input and output: for files, scripts and the API."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, get_type_hints

from gef.actions import entrees_calculs as entrees
from gef.actions import entrees_frontiere as frontiere
from gef.actions import entrees_orientation as orientation
from gef.actions import entrees_scenarios as scenarios
from gef.actions.codec import decode, encode, schema
from gef.actions.entrees_assiettes import comparer_entrees, dresser_exercice
from gef.actions.entrees_comptes import tenir_comptes
from gef.actions.entrees_objectifs import arrondir
from gef.actions.entrees_parts import retenir
from gef.actions.entrees_programmes import repartir_programme
from gef.actions.entrees_recompte import recompter_journal
from gef.core.assiette import calculer_assiette
from gef.core.bilan import dresser_bilan
from gef.core.delais import calculer_entree
from gef.core.diagnostic import dresser_diagnostic
from gef.core.droits_uniques import echeancier
from gef.core.horizon import calculer_horizon
from gef.core.imputation import proposer_imputation
from gef.core.notice import dresser_notice
from gef.core.operations import repartir_operation
from gef.core.projection import projeter
from gef.core.suivi_uniques import suivre_uniques
from gef.core.taux import comparer_taux
from gef.errors import GefError

DIALECTE = "https://json-schema.org/draft/2020-12/schema"
FRACTION_DESCRIPTION = "Nombre exact : « 3/10 », « 0.3 » ou un entier."
FRACTION: tuple[Mapping[str, Any], ...] = (
    {"type": "number"},
    {"type": "string", "pattern": r"^[+-]?([0-9]+/[0-9]+|[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?)$"},
)


class CalculInconnuError(GefError, KeyError):
    """No calculation has that name."""

    def __str__(self) -> str:
        return str(self.args[0])


class HorsDePorteeError(GefError, ValueError):
    """A date or a number is of the right shape, and too far for the calculation."""


@dataclass(frozen=True, slots=True)
class Calcul:
    """A calculation: one dataclass in, one out.

    Attributes:
        nom: Name on the command line.
        libelle: What it answers, in French.
        fonction: The function, of one argument.
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
        Calcul("taux-rotation", "Taux de rotation, depuis les libérations de plusieurs années", entrees.calculer_taux),
        Calcul("moyenne-taux", "Moyenne de taux de rotation publiés", entrees.average),
        Calcul("taux-compares", "Assiette que donnerait chaque taux, avec son intervalle", comparer_taux),
        Calcul("forfait-mutations", "Mutations estimées par un pourcentage dont la base est nommée", entrees.estimer),
        Calcul("assiette", "Logements à partager d’un exercice, pas à pas", calculer_assiette),
        Calcul("comparaison-assiettes", "Deux assiettes ligne à ligne, et l’effet de chaque entrée", comparer_entrees),
        Calcul("previsions", "Prévisions en vigueur d’un exercice, mois par mois", dresser_exercice),
        Calcul("notice", "Information due avant le 28 février : soustractions, attributions", dresser_notice),
        Calcul("projection", "Fin de l’année projetée, avec son intervalle et la part de chacun", projeter),
        Calcul("etat-des-lieux", "Droits en cours et échus, registre et parc en regard", entrees.dresser_etat),
        Calcul("diagnostic", "Territoire avant la négociation : parc, droits, demandes", dresser_diagnostic),
        Calcul("conversion", "Droits convertis en parts par une méthode, plafonds appliqués", entrees.convertir_par),
        Calcul("methodes", "Les mêmes droits par les quatre méthodes, et qui y gagne", entrees.comparer_toutes),
        Calcul("reduction", "Parts au-delà de 100 %, réduites au nom d’une personne", entrees.reduire),
        Calcul("parts-retenues", "Parts retenues par une personne, avec ses motifs", retenir),
        Calcul("plafonds", "Parts ramenées sous les plafonds de la loi", entrees.plafonner),
        Calcul("plancher-etat", "Plancher de l’État hors quartiers prioritaires", entrees.verifier_plancher),
        Calcul("parts-conversion", "Parts de chaque commune, depuis les droits", entrees.repartir_conversion),
        Calcul("parts-conventions", "Parts de chaque commune, depuis les conventions", entrees.repartir_conventions),
        Calcul("droits-uniques", "Droits uniques par année, et ce qui se reporte", echeancier),
        Calcul("stock-droits-uniques", "Stock de droits uniques, et ce qu’il en reste", entrees.decompter),
        Calcul("suivi-droits-uniques", "Droits uniques de chacun, stock vidé par les logements reçus", suivre_uniques),
        Calcul("operation-garantie", "Droits d’une opération garantie, répartis entre les garants", repartir_operation),
        Calcul("premiere-location", "Logements d’un programme neuf, proposés ou convenus", repartir_programme),
        Calcul("objectifs", "Objectifs entiers par réservataire et commune", arrondir),
        Calcul("scenario", "Ce qui change si une entrée change : qui gagne, qui perd, plafonds", scenarios.calculer),
        Calcul("horizon", "Années à venir : droits jusqu’à leur terme, années des plus petits", calculer_horizon),
        Calcul("orientation", "Réservataire proposé pour chaque logement d’un flux, et pourquoi", orientation.orienter),
        Calcul("verifier-decision", "Décision d’un journal refaite depuis sa seule ligne", orientation.verifier),
        Calcul("frontiere", "Ce que donnerait chaque réglage de l’orientation sur un même flux", frontiere.calculer),
        Calcul("imputation", "Compte sur lequel une attribution compte, par la règle convenue", proposer_imputation),
        Calcul("comptes", "Droits et soldes d’un exercice, depuis les faits du journal", tenir_comptes),
        Calcul("recompte", "Décompte d’une période refait sous une autre règle", recompter_journal),
        Calcul("echeance", "Dernier jour pour agir : délai compté, jours écartés", calculer_entree),
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
        CalculInconnuError: no such name.
        EntreeIllisibleError: the input has not the shape of the schema.
        GefError: the calculation refuses it; each says what was expected.
    """
    calcul = find_calcul(nom)
    entree = decode(calcul.entree, data)
    try:
        return encode(calcul.fonction(entree))
    except GefError:
        raise
    except (OverflowError, ValueError) as error:
        raise HorsDePorteeError(
            f"Calcul « {nom} » : une date ou un nombre est hors de portée ; attendu : des valeurs plausibles."
        ) from error


def read_exemple(nom: str) -> Any:
    """Give an input of a calculation that can be calculated as it is: the example of docs/exploitation/calculs.md."""
    path = files("gef.actions") / "exemples" / f"{find_calcul(nom).nom}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def schemas(nom: str) -> dict[str, Any]:
    """Give the JSON Schemas of a calculation: "entree" and "resultat".

    An unknown field is refused, a fraction is a number or text, a share is never a float.
    """
    calcul = find_calcul(nom)
    return {
        "entree": _dress(calcul, schema(calcul.entree)),
        "resultat": _dress(calcul, schema(calcul.sortie, mode="serialization")),
    }


def _dress(calcul: Calcul, content: dict[str, Any]) -> dict[str, Any]:
    """Put a schema in the words of its reader: names and docstrings of the code, in English, are left out."""
    return {"$schema": DIALECTE, "title": calcul.libelle, **_clean_node(content)}


def _clean(value: Any) -> Any:
    """Clean every schema that a value holds."""
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return _clean_node(value) if isinstance(value, dict) else value


def _clean_node(node: Mapping[str, Any]) -> dict[str, Any]:
    """Close the objects, say what a fraction is, drop the automatic titles and descriptions."""
    kinds = node.get("anyOf", [node])
    if any(kind.get("format") == "fraction" for kind in kinds) and not _is_nombre_ou_texte(kinds):
        others = [kind for kind in kinds if kind == {"type": "null"}]
        default = {"default": node["default"]} if "default" in node else {}
        return {"description": FRACTION_DESCRIPTION, "anyOf": [*FRACTION, *others], **default}
    content = {key: _clean(item) for key, item in node.items() if key not in ("title", "description", "default")}
    for key in ("properties", "$defs"):
        if key in node:
            content[key] = {nom: _clean_node(item) for nom, item in node[key].items()}
    if "default" in node:
        content["default"] = node["default"]
    return content | ({"additionalProperties": False} if "properties" in node else {})


def _is_nombre_ou_texte(kinds: Sequence[Mapping[str, Any]]) -> bool:
    """Whether any text will do beside a number, as in a step of an explanation."""
    return {"type": "string"} in kinds
