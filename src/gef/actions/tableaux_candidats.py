"""Tables of the candidates of a dwelling: for who designates and who prepares the commission, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gef.actions.designation import CAUSES_RETRAIT, is_retire
from gef.core.designation import PUBLICS, QUARTILES, R441_3
from gef.db.designation.models import Candidat
from gef.outputs.nombres import pluriel
from gef.outputs.tables import Colonne, Ligne, Table

VERIFIE: Final = {True: "vérifié", False: "déclaré"}


def table_candidats(candidats: Sequence[Candidat], noms: Mapping[str, str]) -> Table:
    """Candidates in the order in which they are presented; withdrawn ones say why.

    Args:
        candidats: Those of one orientation.
        noms: Display name by account, for those of whom a household also is.
    """
    colonnes = (
        Colonne("ordre", "Ordre", "entier"),
        Colonne("numero_unique", "Numéro unique", entete=True),
        Colonne("menage", "Ménage"),
        Colonne("public", "Public", absent="non renseigné"),
        Colonne("quartile", "Ressources", absent="non renseigné"),
        Colonne("cotation", "Cotation", "decimal", absent="–"),
        Colonne("relogement", "Relogement", "oui_non", secondaire=True),
        Colonne("eligibles", "Relève aussi de", absent="–", secondaire=True),
        Colonne("retrait", "Retiré", absent="–"),
    )
    return Table(
        "candidats",
        "Candidats présentés",
        colonnes,
        tuple(_ligne(candidat, noms) for candidat in candidats),
        denomination=("candidat", "candidats"),
        notes=("Un numéro unique n’est montré qu’aux personnes qui désignent ou qui préparent la CALEOL.",),
        sources=(R441_3,),
    )


def _ligne(candidat: Candidat, noms: Mapping[str, str]) -> Ligne:
    details = {}
    if candidat.public and candidat.public != "aucun":
        details["public"] = VERIFIE[candidat.public_valide]
    if candidat.quartile:
        details["quartile"] = VERIFIE[candidat.quartile_valide]
    return Ligne(
        {
            "ordre": candidat.ordre,
            "numero_unique": candidat.numero_unique,
            "menage": describe_menage(candidat),
            "public": PUBLICS.get(candidat.public),
            "quartile": QUARTILES.get(candidat.quartile or 0),
            "cotation": candidat.cotation,
            "relogement": candidat.is_relogement,
            "eligibles": ", ".join(noms.get(code, code) for code in candidat.eligibles) or None,
            "retrait": CAUSES_RETRAIT[candidat.retrait.cause] if is_retire(candidat) else None,
        },
        details=details,
    )


def describe_menage(candidat: Candidat) -> str:
    """Say the size of a household: « 4 personnes, dont 2 mineurs »."""
    personnes = pluriel(candidat.personnes, "personne", "personnes")
    mineurs = pluriel(candidat.enfants, "mineur", "mineurs")
    return f"{personnes}, dont {mineurs}" if candidat.enfants else personnes
