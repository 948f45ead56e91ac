"""The dwellings of a réservataire, across his bailleurs: what he must answer, until when, and the rest of the year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import bailleurs_of, visible
from gef.actions.annee import LigneSolde, resumer_annee
from gef.actions.designation import count_tours
from gef.actions.flux import EtatFlux, Suivi, load_flux
from gef.actions.horloges import read_horloges
from gef.core.horloges import Horloge
from gef.core.suite import find_attente
from gef.db.designation.models import Candidat
from gef.db.flux.models import Reservataire


@dataclass(frozen=True, slots=True)
class Recu:
    """A dwelling that one of his accounts holds.

    Attributes:
        bailleur: Whose dwelling.
        suivi: Where it stands.
        code: Account that holds it.
        is_attendu: Whether he must act.
        horloge: The most urgent of the clocks that run against him; None when none does.
        candidats: How many candidates are presented.
    """

    bailleur: Organisation
    suivi: Suivi
    code: str
    is_attendu: bool
    horloge: Horloge | None
    candidats: int


@dataclass(frozen=True, slots=True)
class Recus:
    """Everything that concerns a réservataire on a day.

    Attributes:
        jour: The day.
        comptes: His accounts over the year, bailleur after bailleur.
        attendus: Dwellings on which he must act, the most urgent first.
        autres: The other dwellings freed this year that he holds, the newest first.
    """

    jour: date
    comptes: tuple[tuple[Organisation, LigneSolde], ...]
    attendus: tuple[Recu, ...]
    autres: tuple[Recu, ...]


# Clocks that run against the réservataire; that of the household is not his.
SIENNES = frozenset({"reponse", "dossiers", "candidats"})
EN_COURS = frozenset({"oriente", "transmis", "accepte", "candidats", "attribue", "accepte_menage"})


def read_recus(acteur: Acteur, jour: date) -> Recus:
    """Read what a réservataire must know, in a number of queries that follows his bailleurs, not his dwellings."""
    codes: dict[int, set[str]] = {}
    for bailleur_id, code in visible(Reservataire, acteur).values_list("bailleur_id", "code"):
        codes.setdefault(bailleur_id, set()).add(code)
    comptes: list[tuple[Organisation, LigneSolde]] = []
    rows: list[Recu] = []
    candidats = _count_candidats(acteur)
    for bailleur in bailleurs_of(acteur):
        etat, held = load_flux(bailleur.pk), codes.get(bailleur.pk, set())
        comptes += [(bailleur, ligne) for ligne in resumer_annee(etat, jour.year).lignes if ligne.code in held]
        rows += _read_bailleur(bailleur, etat, held, jour, candidats)
    attendus = sorted((row for row in rows if row.is_attendu), key=_urgency)
    autres = sorted((row for row in rows if not row.is_attendu), key=_newest)
    return Recus(jour, tuple(comptes), tuple(attendus), tuple(autres))


def _count_candidats(acteur: Acteur) -> Counter[tuple[int, int]]:
    rows = visible(Candidat, acteur).filter(retrait__isnull=True)
    return Counter(rows.values_list("liberation_id", "tour"))


def _read_bailleur(
    bailleur: Organisation, etat: EtatFlux, codes: Collection[str], jour: date, candidats: Mapping[tuple[int, int], int]
) -> list[Recu]:
    held = [s for s in etat.suivis.values() if s.reservataire in codes and _is_wanted(s, jour)]
    clocks: dict[str, Horloge] = {}
    for horloge in read_horloges(bailleur, held, jour):
        if horloge.clause.etape in SIENNES:
            clocks.setdefault(horloge.logement, horloge)
    return [
        Recu(
            bailleur,
            suivi,
            suivi.reservataire or "",
            find_attente(suivi.etat, etat.mode_gestion(suivi)).acteur == "reservataire",
            clocks.get(suivi.liberation.reference),
            candidats.get((suivi.liberation.pk, count_tours(suivi)), 0) if suivi.etat.etat in EN_COURS else 0,
        )
        for suivi in held
    ]


def _is_wanted(suivi: Suivi, jour: date) -> bool:
    """Keep what is in progress, whatever its year, and what was freed this year."""
    return suivi.etat.etat in EN_COURS or suivi.liberation.libre_le.year == jour.year


def _urgency(recu: Recu) -> tuple[date, str]:
    return (recu.horloge.echeance if recu.horloge else date.max, recu.suivi.liberation.reference)


def _newest(recu: Recu) -> tuple[int, str]:
    liberation = recu.suivi.liberation
    return -liberation.libre_le.toordinal(), liberation.reference
