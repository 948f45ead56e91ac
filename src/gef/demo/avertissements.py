"""What the organisations of the demonstration were told of late, and one past access of somebody who assisted.

The rows are those that the acts of the product would have written; they are said to be distributed, so that a
demonstration sends no e-mail about its own past.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Model

from gef.access.acteur import Acteur
from gef.access.models import Organisation, Utilisateur
from gef.actions.avertir_echeances import list_dits
from gef.actions.avertir_seances import list_concernes
from gef.actions.flux import load_flux
from gef.actions.horloges import list_horloges
from gef.core.avertissements import CONVOCATION, SEANCE
from gef.db.assistance.models import AccesAssistance, RequeteAssistance
from gef.db.avertissements.models import Avertissement, Lecture, ReleveEcheances
from gef.db.caleol.models import Convocation, Passage
from gef.db.flux.models import Reservataire
from gef.demo.calendrier import JOUR_DEMO
from gef.demo.flux import FaitDemo

PARIS: Final = ZoneInfo("Europe/Paris")
HEURE: Final = time(10, 0, tzinfo=PARIS)
DEPUIS: Final = JOUR_DEMO - timedelta(days=90)
RELEVE: Final = time(7, 0, tzinfo=PARIS)
LU_LE: Final = datetime(2026, 10, 30, 17, 30, tzinfo=PARIS)
# What the bailleur writes is told to who holds the dwelling; a refusal is told to the bailleur.
TO_HOLDER: Final = frozenset({"orientation", "attribution", "refus_menage", "bail", "retour"})
TO_BAILLEUR: Final = frozenset({"refus"})

AIDE: Final = ("Maud Estérel", "maud@editeur.example")
OUVERT_LE: Final = datetime(2026, 11, 5, 14, 0, tzinfo=PARIS)
MOTIF: Final = "Relire ensemble la conversion avant le comité du 12 novembre (fictif)."
PAGES: Final[Sequence[tuple[int, str, dict[str, object]]]] = (
    (4, "web:accueil", {}),
    (5, "web:conversion", {}),
    (7, "web:conversion-plafonds", {}),
    (15, "web:conversion-communes", {}),
    (22, "web:objectifs", {}),
    (31, "web:bilan-exercice", {"exercice": 2025}),
    (38, "deconnexion", {}),
)


def list_avertissements(
    faits: Iterable[FaitDemo], comptes: Mapping[str, Reservataire], acteur: Acteur
) -> list[Avertissement]:
    """Tell the facts of the last ninety days to the organisations that they concern, in their order.

    Args:
        faits: Facts of the flux, in order.
        comptes: Accounts of the database, by code.
        acteur: Who wrote them, for the bailleur.
    """
    bailleur = acteur.organisation
    rows = []
    for fait in faits:
        compte = comptes.get(fait.reservataire or "")
        if fait.date < DEPUIS or compte is None or compte.organisation is None:
            continue
        told = compte.organisation if fait.type in TO_HOLDER else bailleur if fait.type in TO_BAILLEUR else None
        if told is not None:
            rows.append(
                Avertissement(
                    organisation=told,
                    bailleur=bailleur,
                    genre=fait.type,
                    objet=fait.liberation.reference,
                    moment=datetime.combine(fait.date, HEURE),
                    auteur_id=acteur.utilisateur_id,
                    is_distribue=True,
                )
            )
    return rows


def list_avertissements_caleol(rows: Sequence[Model], acteur: Acteur) -> list[Avertissement]:
    """Tell the convocations of the last ninety days, and the session to come to those whom its agenda concerns.

    Args:
        rows: Everything that was written of the sessions, in order.
        acteur: Who wrote them, for the bailleur.
    """
    convened = [row for row in rows if isinstance(row, Convocation) and row.ecrit_le.date() >= DEPUIS]
    told = [_tell_seance(acteur, row.seance_id, CONVOCATION, row.organisation_id, row.ecrit_le) for row in convened]
    coming = [row for row in rows if isinstance(row, Passage) and row.seance.date > JOUR_DEMO]
    for organisation_id in list_concernes(coming):
        first = next(row for row in coming if organisation_id in list_concernes([row]))
        told.append(_tell_seance(acteur, first.seance_id, SEANCE, organisation_id, first.ecrit_le))
    return told


def _tell_seance(acteur: Acteur, seance_id: int, genre: str, organisation_id: int, moment: datetime) -> Avertissement:
    return Avertissement(
        organisation_id=organisation_id,
        bailleur=acteur.organisation,
        genre=genre,
        objet=str(seance_id),
        moment=moment,
        auteur_id=acteur.utilisateur_id,
        is_distribue=True,
    )


def list_echeances(bailleur: Organisation) -> tuple[list[Avertissement], ReleveEcheances]:
    """Tell the deadlines near or over on the day of the demonstration, as the clocks of its pages read them."""
    moment, etat = datetime.combine(JOUR_DEMO, RELEVE), load_flux(bailleur.pk)
    rows = list(list_dits(bailleur, etat, list_horloges(bailleur, etat, JOUR_DEMO), moment))
    for row in rows:
        row.is_distribue = True
    return rows, ReleveEcheances(bailleur=bailleur, jour=JOUR_DEMO, ecrit_le=moment)


def list_lectures(rows: Iterable[Avertissement], acteurs: Iterable[Acteur]) -> list[Lecture]:
    """Say that everybody read what he was told, up to a day three weeks before that of the demonstration.

    Args:
        rows: What was told, as inserted, in order.
        acteurs: Who reads, for which organisation.
    """
    last: dict[int, int] = {row.organisation.pk: row.pk for row in rows if row.moment <= LU_LE}
    return [
        Lecture(
            utilisateur_id=a.utilisateur_id,
            organisation=a.organisation,
            dernier_lu=last[a.organisation.pk],
            lu_le=LU_LE,
        )
        for a in acteurs
        if a.organisation.pk in last
    ]


def make_aide() -> Utilisateur:
    """Somebody who assists: an account of no organisation, with no password."""
    nom, email = AIDE
    aide = Utilisateur(email=email, nom=nom)
    aide.set_unusable_password()
    return aide


def make_acces(aide: Utilisateur, acteur: Acteur) -> AccesAssistance:
    """Let him into the bailleur's for an hour of November."""
    return AccesAssistance(
        organisation=acteur.organisation,
        utilisateur=aide,
        email=aide.email,
        role="lecteur",
        motif=MOTIF,
        debut=OUVERT_LE,
        fin=OUVERT_LE + timedelta(hours=1),
        auteur_id=acteur.utilisateur_id,
    )


def list_requetes(acces: AccesAssistance) -> list[RequeteAssistance]:
    """List what he asked for."""
    return [
        RequeteAssistance(
            acces=acces,
            moment=OUVERT_LE + timedelta(minutes=minutes),
            methode="POST" if route == "deconnexion" else "GET",
            route=route,
            arguments=arguments,
        )
        for minutes, route, arguments in PAGES
    ]
