"""The background work of an organisation, as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone

from gef.actions.travaux import lire_etat
from gef.db.journal.models import EtatTravail, Travail
from gef.outputs.nombres import entier
from gef.outputs.tables import Colonne, Ligne, Marque, Table

MARQUES: Final[Mapping[str, Marque]] = {
    EtatTravail.EN_ATTENTE: "attente",
    EtatTravail.EN_COURS: "cours",
    EtatTravail.FAIT: "fait",
    EtatTravail.ECHOUE: "bloque",
    EtatTravail.ANNULE: "doux",
    EtatTravail.INTERROMPU: "alerte",
}
LIBELLES: Final[Mapping[str, str]] = {etat.value: str(etat.label) for etat in EtatTravail}


def table_travaux(travaux: Iterable[Travail], instant: datetime, lien: Callable[[Travail], str]) -> Table:
    """List works, the newest first, each with its state at an instant.

    Args:
        travaux: Works with their authors.
        instant: Now, of the clock.
        lien: Address of the page of a work.
    """
    colonnes = (
        Colonne("travail", "Travail", filtre="texte"),
        Colonne("etat", "État", "code", libelles=LIBELLES, filtre="choix"),
        Colonne("avancement", "Avancement", triable=False),
        Colonne("auteur", "Demandé par"),
        Colonne("cree_le", "Demandé le", "date"),
    )
    return Table(
        "travaux",
        "Travaux en arrière-plan",
        colonnes,
        tuple(_ligne(travail, lire_etat(travail, instant), lien(travail)) for travail in travaux),
        denomination=("travail", "travaux"),
        vide="Ce qui est long vient ici : vous le demandez, vous suivez son avancement, vous prenez son fichier.",
    )


def _ligne(travail: Travail, etat: str, lien: str) -> Ligne:
    return Ligne(
        {
            "travail": travail.libelle,
            "etat": etat,
            "avancement": dire_avancement(travail),
            "auteur": travail.auteur.nom,
            "cree_le": timezone.localdate(travail.cree_le),
        },
        liens={"travail": lien},
        marques={"etat": MARQUES[etat]},
    )


def dire_avancement(travail: Travail) -> str:
    """Say how far a work is: « 12 sur 200 », or nothing while its items are not counted.

    Args:
        travail: The work.
    """
    return f"{entier(travail.fait)} sur {entier(travail.total)}" if travail.total else ""
