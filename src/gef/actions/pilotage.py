"""The year of a bailleur as it goes: who waits and why, soldes month by month, what the year's end should bring.

Nothing is computed for this page alone: accounts come from the ledger, reasons from its facts, the rest from the
projection and the objectives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from gef.access.models import Organisation
from gef.actions.faits_annee import FaitsAnnee, read_faits_annee
from gef.actions.flux import EtatFlux
from gef.actions.horloges import list_horloges
from gef.actions.logements_recus import SIENNES
from gef.actions.orienter import propose_all, regler
from gef.core.grand_livre import Image
from gef.core.intervalles import Intervalle
from gef.core.parts import BAILLEUR
from gef.core.periodes import add_mois
from gef.core.projection import DroitProjete, Projection
from gef.core.retards import CodeConstat, CompteSuivi, Raison, find_depuis, list_constats, list_raisons
from gef.db.flux import requetes

RIEN: tuple[Fraction, int] = (Fraction(0), 0)


@dataclass(frozen=True, slots=True)
class LignePilotage:
    """An account over the exercice: what it is, why, and since when.

    Attributes:
        compte: Counts of the account.
        nom: Its name.
        constats: Codes of `gef.core.retards.CONSTATS`; none for the bailleur's own.
        raisons: Why; empty without a constat.
        depuis: Last day of the month since which he is late, 1 January for a report; None when he is not.
    """

    compte: CompteSuivi
    nom: str
    constats: tuple[CodeConstat, ...] = ()
    raisons: tuple[Raison, ...] = ()
    depuis: date | None = None


@dataclass(frozen=True, slots=True)
class Pilotage:
    """All the accounts over an exercice, those who wait the most first.

    Attributes:
        exercice: The year.
        jour: The day of the page.
        seuil: Retard beyond which an account goes before any other.
        fins: Day of each solde: 1 January, the last day of each month that is over, then `jour`.
        lignes: One row per account, the latest first.
    """

    exercice: int
    jour: date
    seuil: Fraction
    fins: tuple[date, ...]
    lignes: tuple[LignePilotage, ...]

    @property
    def alertes(self) -> tuple[LignePilotage, ...]:
        """Accounts of which something is to be said: those who drown first, then the latest."""
        found = [ligne for ligne in self.lignes if ligne.constats]
        return tuple(sorted(found, key=lambda ligne: "noye" not in ligne.constats))

    def count(self, constat: CodeConstat) -> int:
        """How many accounts are what a constat says."""
        return sum(constat in ligne.constats for ligne in self.lignes)

    @property
    def delais(self) -> int:
        """Dwellings held by somebody of whom a delay is over."""
        return sum(ligne.compte.delais for ligne in self.lignes)


@dataclass(frozen=True, slots=True)
class Fin:
    """What the end of the year should bring to an account.

    Attributes:
        objectif: Whole objective of the exercice; None when none was kept.
        droits: Droits projected, with their interval; None when the projection says nothing of him.
        reste: What is still to be oriented towards him to end the year even: report + droits − recus.
        intervalle: Interval of `reste`.
    """

    objectif: int | None
    droits: DroitProjete | None
    reste: Fraction | None
    intervalle: Intervalle | None


def read_pilotage(bailleur: Organisation, etat: EtatFlux, jour: date) -> Pilotage:
    """Read who waits and why.

    Args:
        bailleur: Whose flux.
        etat: Its state, which remembers what was read from it alone.
        jour: The day; its year is the exercice.

    Raises:
        DonneeInvalideError: the bailleur has no département whose holidays are known.
    """
    exercice, seuil = jour.year, regler(etat, jour).seuil
    # What is dated after the day is in the soldes of the other pages too: the last month holds it.
    images = (*etat.livre.images_by_mois(exercice, jour.month)[:-1], etat.livre.images_of(exercice)[1])
    faits = read_faits_annee(etat, exercice)
    counts = {
        "refus": {code: number for (year, code), number in etat.livre.refus.items() if year == exercice},
        "ecarts": _count_ecarts(bailleur, etat, exercice),
        "delais": count_delais(bailleur, etat, jour),
        "proposes": Counter(row.retenu for row in propose_all(etat, jour)),
    }
    fins = list_fins(jour)
    comptes = (_read_compte(code, images, faits, counts) for code in etat.ids_with_bailleur())
    lignes = [_read_ligne(compte, etat.noms()[compte.code], seuil, fins) for compte in comptes]
    lignes.sort(key=lambda ligne: (-ligne.compte.solde, ligne.compte.code))
    return Pilotage(exercice, jour, seuil, fins, tuple(lignes))


def list_fins(jour: date) -> tuple[date, ...]:
    """Give the day of each solde of an exercice: 1 January, the ends of the months that are over, then the day."""
    first = date(jour.year, 1, 1)
    return (first, *(add_mois(first, mois) - timedelta(days=1) for mois in range(1, jour.month)), jour)


def _read_compte(
    code: str, images: tuple[Image, ...], faits: FaitsAnnee, counts: Mapping[str, Mapping[str, int]]
) -> CompteSuivi:
    rows = [image.get(code, RIEN) for image in images]
    droits = tuple(after[0] - before[0] for before, after in pairwise(rows))
    recus = tuple(after[1] - before[1] for before, after in pairwise(rows))
    return CompteSuivi(
        code,
        rows[0][0] - rows[0][1],
        droits,
        recus,
        refus=counts["refus"].get(code, 0),
        rendus=faits.rendus[code],
        tenus=faits.tenus[code],
        retours=faits.retours[code],
        ecarts=counts["ecarts"].get(code, 0),
        delais=counts["delais"].get(code, 0),
        proposes=counts["proposes"].get(code, 0),
    )


def _read_ligne(compte: CompteSuivi, nom: str, seuil: Fraction, fins: tuple[date, ...]) -> LignePilotage:
    constats = () if compte.code == BAILLEUR else list_constats(compte, seuil)
    if not constats:
        return LignePilotage(compte, nom)
    mois = find_depuis(compte, seuil)
    return LignePilotage(compte, nom, constats, list_raisons(compte, seuil), None if mois is None else fins[mois])


def count_delais(bailleur: Organisation, etat: EtatFlux, jour: date) -> dict[str, int]:
    """Count by account the dwellings of which a delay of the réservataire is over; that of the household is not his."""
    over = {
        (horloge.reservataire, horloge.logement)
        for horloge in list_horloges(bailleur, etat, jour)
        if horloge.is_over and horloge.clause.etape in SIENNES
    }
    return Counter(compte for compte, _ in over)


def _count_ecarts(bailleur: Organisation, etat: EtatFlux, exercice: int) -> dict[str, int]:
    """Count by account the dwellings proposed to it in the exercice, that a person gave to another, for as long."""
    counts: Counter[str] = Counter()
    for liberation, jour, code, propose in requetes.ecarts_of(bailleur.pk, exercice):
        suivi = etat.suivis.get(liberation)
        holder = code or BAILLEUR
        if suivi is None or not propose or propose == holder:
            continue
        stands = any(
            (fait.type, fait.jour, fait.reservataire) == ("orientation", jour, holder)
            for fait in suivi.etat.list_faits()
        )
        counts[propose] += stands and suivi.reservataire != propose
    return counts


def project_fin(ligne: LignePilotage, objectifs: Mapping[str, int], projection: Projection | None) -> Fin:
    """Set an account against its objective and the projection of the year.

    Args:
        ligne: The account.
        objectifs: Objective of the exercice by account; empty when none was kept.
        projection: Projection of the year; None when nothing was forecast.
    """
    compte = ligne.compte
    droits = next((row for row in projection.droits if row.reservataire == compte.code), None) if projection else None
    objectif = objectifs.get(compte.code, 0) if objectifs else None
    if droits is None or droits.projetes is None:
        return Fin(objectif, droits, None, None)
    held, bornes = compte.report - compte.recus_total, droits.intervalle
    intervalle = Intervalle(held + bornes.bas, held + bornes.haut) if bornes else None
    return Fin(objectif, droits, held + droits.projetes, intervalle)
