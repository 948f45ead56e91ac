"""The accesses of those who assist, and their requests, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from django.utils.timezone import localtime

from gef.actions.assistance import ROLES, is_ouvert
from gef.db.assistance.models import AccesAssistance, RequeteAssistance
from gef.outputs.nombres import INSECABLE, instant
from gef.outputs.tables import Colonne, Ligne, Table

ETATS: Final = {"ouvert": "Ouvert", "invite": "Invitation envoyée", "clos": "Clos avant la fin", "fini": "Fini"}
ACTES: Final = {"lire": "lire", "agir": "agir"}


def table_acces(acces: Iterable[AccesAssistance], moment: datetime, lien: Callable[[AccesAssistance], str]) -> Table:
    """List the accesses, the newest first: to whom, why, until when, how many requests.

    Args:
        acces: Accesses with their persons and `requetes_count`.
        moment: Now, of the clock.
        lien: Address of the requests of an access.
    """
    colonnes = (
        Colonne("personne", "Personne"),
        Colonne("motif", "Motif"),
        Colonne("role", "Rôle", "code", libelles=ROLES),
        Colonne("etat", "État", "code", libelles=ETATS),
        Colonne("debut", "Du", "date"),
        Colonne("fin", "Au", "date"),
        Colonne("requetes", "Requêtes", "entier"),
    )
    return Table(
        "assistances",
        "Accès d’assistance",
        colonnes,
        tuple(_acces(row, moment, lien(row)) for row in acces),
        denomination=("accès", "accès"),
        vide="Qui entre ici pour assister, pourquoi et jusqu’à quand ; puis chaque page qu’il a demandée.",
    )


def table_requetes(requetes: Iterable[RequeteAssistance], page: Callable[[RequeteAssistance], str]) -> Table:
    """List the requests made through an access, in order: when, to read or to act, which page, about what.

    Args:
        requetes: Requests.
        page: Address of the page asked for; "" when no page has it.
    """
    colonnes = (
        Colonne("moment", "Moment", triable=False),
        Colonne("methode", "Pour", "code", libelles=ACTES, triable=False),
        Colonne("page", "Page", triable=False, absent="adresse inconnue du site"),
        Colonne("objet", "À propos de", triable=False),
    )
    return Table(
        "requetes",
        "Requêtes",
        colonnes,
        tuple(_requete(row, page(row)) for row in requetes),
        denomination=("requête", "requêtes"),
        notes=("Ce qui a été tapé et ce qui a été montré ne sont pas gardés.",),
        vide="Chaque page demandée vient ici avant d’être servie.",
    )


def read_etat(acces: AccesAssistance, moment: datetime) -> str:
    """Say where an access stands, by a code of `ETATS`.

    Args:
        acces: The access.
        moment: Of the clock.
    """
    if is_ouvert(acces, moment):
        return "ouvert" if acces.utilisateur_id else "invite"
    return "clos" if acces.clos_le else "fini"


def _acces(row: AccesAssistance, moment: datetime, lien: str) -> Ligne:
    count: Any = row.requetes_count  # type: ignore[attr-defined]  # an annotation of the query
    end = row.clos_le or row.fin
    return Ligne(
        {
            "personne": row.email,
            "motif": row.motif,
            "role": row.role,
            "etat": read_etat(row, moment),
            "debut": localtime(row.debut).date(),
            "fin": localtime(end).date(),
            "requetes": count,
        },
        liens={"personne": lien},
        details={
            "personne": row.utilisateur.nom if row.utilisateur else "",
            "debut": _heure(row.debut),
            "fin": _heure(end),
        },
    )


def _heure(moment: datetime) -> str:
    local = localtime(moment)
    return f"à {local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"


def _requete(row: RequeteAssistance, page: str) -> Ligne:
    return Ligne(
        {
            "moment": instant(localtime(row.moment)),
            "methode": "agir" if row.methode == "POST" else "lire",
            "page": page,
            "objet": ", ".join(str(value) for value in row.arguments.values()),
        },
        liens={"page": page} if row.methode == "GET" and page.startswith("/") else {},
    )
