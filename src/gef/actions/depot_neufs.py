"""Deliver new programmes from a file: each programme whole, all of those of the file or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.depots import DepotRefuseError, refuse_constats
from gef.actions.livraison import LogementLivre, livrer, preparer_livraison
from gef.actions.programmes import read_programme
from gef.core.parts import BAILLEUR
from gef.db.programmes.models import ProgrammeNeuf
from gef.db.programmes.requetes import programmes_of
from gef.errors import GefError
from gef.imports.modeles import LectureModele


@dataclass(frozen=True, slots=True)
class LivraisonDeposee:
    """The dwellings of one programme of the file, and the day of its delivery."""

    programme: ProgrammeNeuf
    jour: date
    logements: tuple[LogementLivre, ...]


def preparer_neufs(acteur: Acteur, lecture: LectureModele) -> tuple[LivraisonDeposee, ...]:
    """Read the deliveries of a file and check each against its programme; nothing is written.

    Args:
        acteur: Who would deliver, for his bailleur.
        lecture: The file, read.

    Raises:
        DepotRefuseError: an unknown programme, two days for one programme, or dwellings that are not its own.
    """
    known = {row.code: row for row in programmes_of(acteur.organisation.pk)}
    by_code: dict[str, list[Mapping[str, Any]]] = {}
    for ligne in lecture.lignes:
        by_code.setdefault(str(ligne["programme"]), []).append(ligne)
    constats, found = [], []
    for code, lignes in by_code.items():
        try:
            found.append(_prepare(known, code, lignes))
        except GefError as error:
            constats.append(f"programme {code} : {str(error).rstrip('.')}")
    refuse_constats(constats, "des programmes dont la répartition est arrêtée, livrés en entier et une seule fois")
    return tuple(found)


def _prepare(known: Mapping[str, ProgrammeNeuf], code: str, lignes: list[Mapping[str, Any]]) -> LivraisonDeposee:
    if code not in known:
        raise DepotRefuseError("aucun programme neuf de ce code ; attendu : un programme inscrit")
    days = {ligne["livre_le"] for ligne in lignes}
    if len(days) > 1:
        raise DepotRefuseError(f"{len(days)} jours de livraison ; attendu : un seul")
    logements = tuple(
        LogementLivre(
            reference=ligne["logement"],
            typologie=ligne["typologie"],
            financement=ligne["financement"],
            reservataire=ligne["reservataire"] or "",
            adresse=ligne["adresse"] or "",
            surface_m2=ligne["surface_m2"],
        )
        for ligne in lignes
    )
    preparer_livraison(read_programme(known[code]), logements)
    return LivraisonDeposee(known[code], days.pop(), logements)


def accepter_neufs(acteur: Acteur, lecture: LectureModele, *, nom_fichier: str, moment: datetime) -> int:
    """Deliver the programmes of a file, all of them or none.

    Args:
        acteur: Who delivers, for his bailleur.
        lecture: The file, read.
        nom_fichier: Name of the received file.
        moment: When.

    Returns:
        How many dwellings were delivered.

    Raises:
        DepotRefuseError: the report blocks, or a programme cannot be delivered.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    if not lecture.rapport.is_acceptable:
        raise DepotRefuseError(
            f"{nom_fichier} : des anomalies bloquent l’import ; corrigez-les puis déposez à nouveau."
        )
    with transaction.atomic():
        deliveries = preparer_neufs(acteur, lecture)
        for one in deliveries:
            livrer(acteur, one.programme.pk, one.logements, one.jour, moment)
    return sum(len(one.logements) for one in deliveries)


def say_livraisons(deliveries: tuple[LivraisonDeposee, ...]) -> tuple[str, ...]:
    """Say what accepting would do, programme by programme.

    Args:
        deliveries: What was prepared.
    """
    said = []
    for one in deliveries:
        owners = "chacun pour le réservataire que le fichier nomme"
        if not any(logement.reservataire not in ("", BAILLEUR) for logement in one.logements):
            owners = "répartis lot par lot selon la répartition arrêtée"
        said.append(f"{one.programme.nom} : {len(one.logements)} logements en stock, {owners}.")
    return tuple(said)
