"""Accept several proposals at once: in order, under one lock, all of them or none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import IntegrityError, transaction

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.actions.flux import load_flux
from gef.actions.orienter import EnAttente, propose_all, write_orientation
from gef.db.flux.models import Fait
from gef.errors import GefError
from gef.outputs.nombres import date_longue, pluriel

GROUPE_MINIMUM = 2
RENDUS = ("refus", "non_reponse", "retour")
CITES = 10


class LotChangeError(GefError):
    """A proposal of the batch is no longer the one that was shown; nothing was written."""


@dataclass(frozen=True, slots=True)
class Vu:
    """What a person saw of a waiting dwelling when he accepted: its number of facts and its proposal."""

    reference: str
    rang: int
    reservataire: str


@dataclass(frozen=True, slots=True)
class Groupe:
    """Waiting dwellings that one decision settles: a delivery, or what came back on a day."""

    titre: str
    attentes: tuple[EnAttente, ...]


def orienter_lot(acteur: Acteur, vus: Sequence[Vu], *, moment: datetime) -> tuple[Fait, ...]:
    """Accept the proposals of several dwellings, in the order of the worklist.

    Each dwelling keeps the record of its own proposal, as if it had been decided alone after the earlier ones.

    Args:
        acteur: Who decides; he writes for his own organisation.
        vus: What he saw of each.
        moment: When he decides.

    Returns:
        The new facts, in the order of the worklist.

    Raises:
        LotChangeError: there is none, or one is no longer as it was shown; nothing is written.
        PermissionDenied: he may not orient.
    """
    check_can_write(acteur, "orienter")
    seen = {vu.reference: vu for vu in vus}
    if not seen:
        raise LotChangeError("Aucun logement coché ; attendu : un au moins.")
    try:
        with transaction.atomic():
            lock_bailleur(acteur.organisation.pk)
            etat = load_flux(acteur.organisation.pk)
            waiting = propose_all(etat, moment.date())
            _check_same(seen.values(), waiting)
            rows = [row for row in waiting if row.liberation.reference in seen]
            return tuple(write_orientation(acteur, row, etat.comptes.get(row.retenu), "", moment) for row in rows)
    except IntegrityError as error:
        raise LotChangeError(
            "Un logement coché vient d’être orienté par une autre personne ; rien n’a été écrit."
        ) from error


def group_attentes(attentes: Iterable[EnAttente]) -> tuple[Groupe, ...]:
    """Group what arrived together: the dwellings of a programme free on one day, those given back on one day.

    A group has two dwellings at least; a dwelling is in one group at most.
    """
    groups: dict[str, list[EnAttente]] = {}
    for attente in attentes:
        if titre := _name_groupe(attente):
            groups.setdefault(titre, []).append(attente)
    return tuple(Groupe(titre, tuple(rows)) for titre, rows in groups.items() if len(rows) >= GROUPE_MINIMUM)


def write_vus(attentes: Iterable[EnAttente]) -> str:
    """Write what the reader sees of some dwellings, for a form to send back."""
    rows = [[row.liberation.reference, row.suivi.rang, row.retenu] for row in attentes]
    return json.dumps(rows, ensure_ascii=False)


def read_vus(textes: Iterable[str]) -> tuple[Vu, ...]:
    """Read what `write_vus` wrote, from as many fields.

    Raises:
        LotChangeError: a field was not written by `write_vus`.
    """
    try:
        rows = list(chain.from_iterable(json.loads(texte) for texte in textes))
        return tuple(_read_vu(*row) for row in rows)
    except (ValueError, TypeError, RecursionError) as error:
        raise LotChangeError("Formulaire illisible ; rechargez la page. Rien n’a été écrit.") from error


def _read_vu(reference: object, rang: object, reservataire: object) -> Vu:
    if not (isinstance(reference, str) and isinstance(rang, int) and isinstance(reservataire, str)):
        raise TypeError
    return Vu(reference, rang, reservataire)


def _name_groupe(attente: EnAttente) -> str:
    liberation, last = attente.liberation, attente.suivi.etat.ecriture
    if last and last.fait.type in RENDUS:
        return f"Rendus le {date_longue(last.fait.jour)}"
    return f"{liberation.programme}, libres le {date_longue(liberation.libre_le)}" if liberation.programme else ""


def _check_same(vus: Iterable[Vu], waiting: Sequence[EnAttente]) -> None:
    current = {Vu(row.liberation.reference, row.suivi.rang, row.retenu) for row in waiting}
    changed = sorted(vu.reference for vu in vus if vu not in current)
    if changed:
        cited = ", ".join(changed[:CITES]) + (", …" if len(changed) > CITES else "")
        raise LotChangeError(
            f"{pluriel(len(changed), 'logement coché a changé', 'logements cochés ont changé')} depuis l’affichage : "
            f"{cited}. Aucun logement n’a été orienté."
        )
