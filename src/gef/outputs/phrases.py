"""Sentences of the orientation, for a person: why this reservataire, and what would have changed it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from gef.core.orientation import Proposition
from gef.core.parts import BAILLEUR
from gef.outputs.nombres import decimal, pluriel, solde

RAISONS: Final[Mapping[str, str]] = {
    "retard": "Son retard dépasse le seuil, et nul n’est plus en retard ici.",
    "echeance": "Son échéance est proche : attendre porterait un réservataire au-delà du seuil de retard.",
    "equilibre": "Nul n’est au-delà du seuil de retard : ce logement est celui qui équilibre le mieux les comptes.",
    "personne": "Aucun réservataire n’a encore droit à un logement ici : le bailleur le garde sur son contingent.",
    "plus_en_retard": "C’est le plus grand solde parmi ceux qui ont un droit ouvert.",
}


def dire(proposition: Proposition, noms: Mapping[str, str]) -> str:
    """Say why a reservataire is proposed.

    Args:
        proposition: The proposal.
        noms: Display name by account id.

    Returns:
        Two French sentences: his account, then the motive.
    """
    choix, unite = proposition.choix, proposition.situation.unite
    if choix.motif == "personne":
        return RAISONS["personne"]
    ligne = choix.ligne(choix.retenu)
    acquired = decimal(Fraction(ligne.candidat.droits, unite))
    received = pluriel(ligne.candidat.recus, "logement reçu", "logements reçus")
    account = f"{noms.get(choix.retenu, choix.retenu)} : {acquired} droits acquis, {received}"
    return f"{account}, solde {solde(Fraction(ligne.solde, unite))}. {RAISONS[choix.motif]}"


def dire_contrefactuel(proposition: Proposition, noms: Mapping[str, str]) -> str:
    """Say what would have changed the proposal; empty when nobody else could have had it.

    Args:
        proposition: The proposal.
        noms: Display name by account id.
    """
    found = proposition.choix.contrefactuel
    if found is None or found[0] == BAILLEUR:
        return ""
    nom, threshold = found
    return f"avec un solde au-delà de {solde(threshold)}, {noms.get(nom, nom)} passait devant."
