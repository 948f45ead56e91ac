"""Acts that set a cap or a floor of the État aside: written once, read by every conversion, never changed.

What is written later on the same rule, place and exercice replaces what came before; both stay in the register. To put
a rule back in force, one writes the value of the law again, with the act that says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, Literal

from django.db import transaction
from django.utils.timezone import localtime

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.actions.tableaux_conversion import nom_portee
from gef.core.motifs import Source
from gef.core.parts import BAILLEUR
from gef.core.seuils import DEROGEABLES
from gef.core.seuils import Derogation as DerogationLue
from gef.db.flux.models import Derogation
from gef.db.flux.requetes import comptes_of, derogations_of
from gef.db.journal.models import Acte
from gef.errors import GefError
from gef.law.territoires import load_communes
from gef.outputs.nombres import taux
from gef.outputs.tables import Colonne, Ligne, Marque, Table, plier

Etat = Literal["en_vigueur", "a_venir", "echue", "remplacee"]
ETATS: Final[Mapping[str, str]] = {
    "en_vigueur": "en vigueur",
    "a_venir": "à venir",
    "echue": "échue",
    "remplacee": "remplacée",
}
MARQUES: Final[Mapping[str, Marque]] = {"en_vigueur": "fait", "a_venir": "attente"}
REGLES: Final[Mapping[str, str]] = {
    "etat": "État, 30 % au plus",
    "agents": "dont agents, 5 points au plus",
    "uniformite": "même part dans chaque commune",
    "plancher_hors_qpv": "État, 30 % au moins hors QPV",
}

COLONNES: Final = (
    Colonne("regle", "Règle écartée", "code", libelles=REGLES, entete=True),
    Colonne("valeur", "Valeur", "taux", aide="Ce qui remplace la valeur de la loi ; pour l’uniformité, l’écart admis."),
    Colonne("portee", "Où"),
    Colonne("exercice", "Exercice", "code", absent="tant que dure la convention"),
    Colonne("etat", "État", "code", libelles=ETATS, filtre="choix"),
    Colonne("clause", "Clause"),
    Colonne("document", "Document"),
    Colonne("ecrit", "Inscrite", "date"),
)


class DerogationIncompleteError(GefError, ValueError):
    """An act lacks its document, or names a place that is not one."""


@dataclass(frozen=True, slots=True)
class SaisieDerogation:
    """An act as a person writes it; see `gef.core.seuils.Derogation`."""

    code: str
    valeur: Fraction
    clause: str
    document: str
    portee: str = "departement"
    exercice: int | None = None


def inscrire_derogation(acteur: Acteur, saisie: SaisieDerogation, moment: datetime) -> Derogation:
    """Write an act in the register.

    Args:
        acteur: Who writes.
        saisie: The act.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        DerogationIncompleteError: no document, or an unknown place.
        DonneeInvalideError: no text allows such an act, or it has no clause, or it lasts more than a text allows.
    """
    check_can_write(acteur)
    saisie = replace(saisie, clause=saisie.clause.strip(), document=saisie.document.strip())
    check_saisie(saisie)
    bailleur = acteur.organisation
    said: dict[str, Any] = asdict(saisie)
    row = Derogation(bailleur=bailleur, auteur_id=acteur.utilisateur_id, ecrit_le=moment, **said)
    with transaction.atomic():
        lock_bailleur(bailleur.pk)
        row.save(force_insert=True)
        Acte(
            bailleur_id=bailleur.pk,
            auteur_id=acteur.utilisateur_id,
            acte="derogation",
            objet=f"{saisie.code}, {saisie.portee}"[:60],
            details=said | {"valeur": str(saisie.valeur)},
            fait_le=moment,
        ).save(force_insert=True)
    return row


def check_saisie(saisie: SaisieDerogation) -> None:
    """Refuse an act that no text allows, that has no clause or no document, or whose place does not exist.

    Raises:
        DerogationIncompleteError: no document, or an unknown place.
        DonneeInvalideError: the core refuses it; the message says what was expected.
    """
    if not saisie.document:
        raise DerogationIncompleteError(
            "Dérogation, document : vide ; attendu : l’arrêté ou la convention, et sa date."
        )
    kind, _, code = saisie.portee.partition(":")
    communes = load_communes()
    known = {"commune": communes, "epci": {row.epci for row in communes.values()}}
    if saisie.portee != "departement" and code not in known.get(kind, ()):
        raise DerogationIncompleteError(
            f"Dérogation, portée « {saisie.portee} » : inconnue ; attendu : le département, un EPCI ou une commune."
        )
    DerogationLue(
        saisie.code, saisie.valeur, saisie.clause, Source(saisie.document, "locale"), saisie.portee, saisie.exercice
    )


def list_derogations(bailleur: Organisation) -> tuple[Derogation, ...]:
    """Acts of a bailleur, the newest first."""
    return tuple(derogations_of(bailleur.pk).select_related("auteur").order_by("-pk"))


def list_portees(bailleur: Organisation) -> list[tuple[str, str]]:
    """Places where an act may hold: the département, then those of the accounts of the bailleur."""
    places = {compte.portee for compte in comptes_of(bailleur.pk).exclude(code=BAILLEUR)} - {"departement"}
    named = sorted(((portee, nom_portee(portee)) for portee in places), key=lambda pair: plier(pair[1]))
    return [("departement", "Tout le département"), *named]


def read_etat(row: Derogation, later: Sequence[Derogation], exercice: int) -> Etat:
    """Say whether an act holds in an exercice.

    Args:
        row: The act.
        later: Acts written after it.
        exercice: The year.
    """
    if any((r.code, r.portee, r.exercice) == (row.code, row.portee, row.exercice) for r in later):
        return "remplacee"
    if row.exercice is None or row.exercice == exercice:
        return "en_vigueur"
    return "echue" if row.exercice < exercice else "a_venir"


def table_derogations(rows: Sequence[Derogation], exercice: int) -> Table:
    """List the acts, the newest first, with whether each one holds in the exercice."""
    return Table(
        "derogations",
        "Dérogations et stipulations",
        COLONNES,
        tuple(_ligne(row, read_etat(row, rows[:rank], exercice)) for rank, row in enumerate(rows)),
        denomination=("acte", "actes"),
        notes=(
            "Un arrêté vaut pour un exercice (CCH art. R. 441-5-2, I) ; une stipulation, tant que dure la convention.",
            "Un acte ne se modifie pas : le dernier inscrit sur une règle, un lieu et un exercice vaut.",
        ),
        vide="Aucune : les plafonds et le plancher de la loi s’appliquent tels quels.",
    )


def _ligne(row: Derogation, etat: Etat) -> Ligne:
    return Ligne(
        {
            "regle": row.code,
            "valeur": row.valeur,
            "portee": nom_portee(row.portee),
            "exercice": str(row.exercice) if row.exercice else None,
            "etat": etat,
            "clause": row.clause,
            "document": row.document,
            "ecrit": localtime(row.ecrit_le).date(),
        },
        details={"ecrit": f"par {row.auteur.nom}"} if row.auteur else {},
        marques={"etat": MARQUES[etat]} if etat in MARQUES else {},
    )


def describe_derogation(saisie: SaisieDerogation) -> str:
    """Say in one sentence what was written."""
    return f"{DEROGEABLES[saisie.code].capitalize()} : {taux(saisie.valeur)}, {nom_portee(saisie.portee)}."
