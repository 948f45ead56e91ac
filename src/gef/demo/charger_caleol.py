"""Rows of the commission of the demonstration, to insert in order: each list needs the keys of those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model

from gef.access.acteur import Acteur
from gef.actions.convocations import list_adresses
from gef.actions.convoques import list_convoques
from gef.db.caleol.models import (
    Cloture,
    Convocation,
    DecisionCandidat,
    MotSeance,
    NotificationOffre,
    Passage,
    Seance,
)
from gef.db.designation.models import Candidat
from gef.db.flux.models import Fait
from gef.demo.calendrier import JOUR_DEMO, next_ouvre
from gef.demo.caleol import PassageDemo, draw_passages
from gef.demo.flux import FaitDemo

PARIS = ZoneInfo("Europe/Paris")
HEURE, LIEU = time(9, 30), "siège du bailleur, salle des commissions"
PLANIFIEE_AVANT, CONVOQUEE_AVANT, NOTIFIEE_APRES = timedelta(days=21), timedelta(days=7), timedelta(days=1)
PRESENTS = (
    "Hélène Aubry, présidente de la commission",
    "Marc Teissier, administrateur",
    "Nadia Cherif, représentante des locataires",
    "Paul Vidal, représentant du préfet",
)


def list_seances_demo(told: Sequence[FaitDemo], facts: Sequence[Fait], acteur: Acteur) -> Iterator[Sequence[Model]]:
    """Give the rows of the sessions, list after list; each is inserted before the next is asked for."""
    return _Caleol(told, facts, acteur).list_rows()


class _Caleol:
    """The sessions being written: what is known of the facts, and the rows already made."""

    def __init__(self, told: Sequence[FaitDemo], facts: Sequence[Fait], acteur: Acteur) -> None:
        self.acteur = acteur
        self.said: dict[str, Any] = {"auteur_id": acteur.utilisateur_id}
        self.facts = {(fact.liberation.reference, fact.rang): fact for fact in facts}
        self.orientations: dict[str, list[int]] = {}
        for fait in told:
            if fait.type == "orientation":
                self.orientations.setdefault(fait.liberation.reference, []).append(fait.rang)
        self.drawn = draw_passages(told)
        self.candidats: list[list[Candidat]] = []
        self.passages: list[tuple[PassageDemo, list[Candidat], Passage]] = []

    def list_rows(self) -> Iterator[Sequence[Model]]:
        """Make the rows in the order of their keys."""
        self.candidats = [self._list_candidats(row) for row in self.drawn]
        yield [candidat for listed in self.candidats for candidat in listed]
        seances = {jour: self._make_seance(jour) for jour in sorted({row.jour for row in self.drawn if row.jour})}
        yield list(seances.values())
        for row, listed in zip(self.drawn, self.candidats, strict=True):
            if row.jour:
                self.passages.append((row, listed, self._make_passage(row, listed, seances[row.jour])))
        yield [passage for _, _, passage in self.passages]
        held = [seance for seance in seances.values() if seance.date <= JOUR_DEMO]
        yield [mot for seance in held for mot in self._list_mots(seance)]
        yield [decision for passage in self.passages for decision in self._list_decisions(*passage)]
        yield [cloture for row, _, passage in self.passages if (cloture := self._make_cloture(row, passage))]
        yield [told for row, _, _ in self.passages if (told := self._make_notification(row))]
        yield [row for seance in held for row in self._list_convocations(seance)]

    def _list_candidats(self, row: PassageDemo) -> list[Candidat]:
        fact = self.facts[row.designe.liberation.reference, row.designe.rang]
        ranks = self.orientations.get(row.designe.liberation.reference, [])
        tour = sum(rang < row.designe.rang for rang in ranks)
        return [
            Candidat(
                **asdict(candidat) | {"eligibles": list(candidat.eligibles)},
                liberation=fact.liberation,
                tour=tour,
                reservataire=fact.reservataire,
                ordre=ordre,
                ecrit_le=at(row.designe.date),
                **self.said,
            )
            for ordre, candidat in enumerate(row.candidats, start=1)
        ]

    def _make_seance(self, jour: date) -> Seance:
        bailleur = self.acteur.organisation
        return Seance(
            bailleur=bailleur, date=jour, heure=HEURE, lieu=LIEU, ecrit_le=at(jour - PLANIFIEE_AVANT), **self.said
        )

    def _make_passage(self, row: PassageDemo, listed: Sequence[Candidat], seance: Seance) -> Passage:
        ordre = sum(passage.seance is seance for _, _, passage in self.passages) + 1
        first = listed[0]
        return Passage(
            seance=seance,
            liberation=first.liberation,
            tour=first.tour,
            reservataire=first.reservataire,
            ordre=ordre,
            ecrit_le=at(row.designe.date, time(11)),
            **self.said,
        )

    def _list_mots(self, seance: Seance) -> list[MotSeance]:
        convened, held = at(seance.date - CONVOQUEE_AVANT), at(seance.date, time(12))
        return [
            MotSeance(seance=seance, rang=1, etat="convoquee", ecrit_le=convened, **self.said),
            MotSeance(seance=seance, rang=2, etat="tenue", presents="\n".join(PRESENTS), ecrit_le=held, **self.said),
        ]

    def _list_decisions(self, row: PassageDemo, listed: Sequence[Candidat], passage: Passage) -> list[DecisionCandidat]:
        moment = at(passage.seance.date)
        return [
            DecisionCandidat(passage=passage, candidat=candidat, ecrit_le=moment, **decision, **self.said)
            for candidat, decision in zip(listed, row.decisions, strict=False)
        ]

    def _make_cloture(self, row: PassageDemo, passage: Passage) -> Cloture | None:
        if row.attribue is None:
            return None
        fact = self.facts[row.attribue.liberation.reference, row.attribue.rang]
        return Cloture(passage=passage, fait=fact, ecrit_le=at(row.attribue.date), **self.said)

    def _make_notification(self, row: PassageDemo) -> NotificationOffre | None:
        if row.attribue is None:
            return None
        fact = self.facts[row.attribue.liberation.reference, row.attribue.rang]
        told_le = next_ouvre(row.attribue.date + NOTIFIEE_APRES)
        return NotificationOffre(fait=fact, notifiee_le=told_le, ecrit_le=at(told_le), **self.said)

    def _list_convocations(self, seance: Seance) -> list[Convocation]:
        convoques = list_convoques([passage for _, _, passage in self.passages if passage.seance is seance])
        return [
            Convocation(
                seance=seance,
                organisation=row.organisation,
                destinataires=len(list_adresses(row.organisation)),
                ecrit_le=at(seance.date - CONVOQUEE_AVANT),
                **self.said,
            )
            for row in convoques
            if row.organisation
        ]


def at(jour: date, heure: time = time(10)) -> datetime:
    """Moment of a day at which a row is said to have been written."""
    return datetime.combine(jour, heure, tzinfo=PARIS)
