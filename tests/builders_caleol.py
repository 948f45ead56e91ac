"""Sessions of the commission of the named world: candidates designated, a session of the day, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model

from gef.access.models import Organisation, Role
from gef.actions.decisions import Vu, decider
from gef.actions.designation import designer
from gef.actions.faits import SaisieFait, inscrire_fait
from gef.actions.seances import SaisieSeance, ajouter_passage, planifier
from gef.core.caleol import Decision
from gef.db.caleol.models import (
    Cloture,
    Convocation,
    DecisionCandidat,
    MotSeance,
    NotificationOffre,
    Passage,
    RetraitPassage,
    Seance,
)
from gef.db.designation.models import Candidat
from gef.db.flux.models import Fait
from tests.builders import JOUR, MOMENT, Monde, a_user, an_acteur, an_orientation
from tests.core.test_designation import a_candidature

NON = {"code": "non_attribution", "motif": "priorite"}
RANGS = ({"code": "rang", "rang": 1}, {"code": "rang", "rang": 2}, NON)


def some_candidats(monde: Monde, place: int = 0, compte: str = "VILLE", **fields: Any) -> str:
    """Orient a dwelling and designate three candidates; give its reference."""
    reference, acteur = monde.liberations[place].reference, an_acteur(monde.gestionnaire)
    an_orientation(acteur, reference, compte)
    rows = [a_candidature(place * 3 + rang, **fields) for rang in (1, 2, 3)]
    designer(acteur, reference, rows, rang_vu=1, moment=MOMENT)
    return reference


def a_seance(monde: Monde, jour: date = JOUR, *references: str) -> Seance:
    """Plan a session and put dwellings on its agenda; the bailleur writes the day before when it is over."""
    acteur = an_acteur(monde.gestionnaire)
    seance = planifier(acteur, SaisieSeance(jour, time(9, 30), "salle des commissions"), min(MOMENT, _noon(jour)))
    for reference in references:
        ajouter_passage(acteur, seance.pk, reference, MOMENT)
    return seance


def _noon(jour: date) -> datetime:
    return datetime.combine(jour, time(12), tzinfo=MOMENT.tzinfo)


def a_passage(monde: Monde, **fields: Any) -> Passage:
    """A dwelling of the Ville on the agenda of the session of the day."""
    return Passage.objects.get(seance=a_seance(monde, JOUR, some_candidats(monde, **fields)))


def decisions_for(passage: Passage, rows: Sequence[dict[str, Any]] = RANGS) -> list[Decision]:
    """Decisions on the candidates of a passage, in order of presentation."""
    candidats = Candidat.objects.filter(liberation=passage.liberation, tour=passage.tour).order_by("ordre")
    return [Decision(candidat.pk, **row) for candidat, row in zip(candidats, rows, strict=True)]


def vu(passage: Passage) -> Vu:
    """What a page shown now would have shown."""
    newest = DecisionCandidat.objects.filter(passage=passage, remplacant=None).order_by("pk").last()
    return Vu(Fait.objects.filter(liberation=passage.liberation).count(), newest.pk if newest else 0)


def some_decisions(
    monde: Monde, passage: Passage, rows: Sequence[dict[str, Any]] = RANGS, moment: datetime = MOMENT, **args: Any
) -> Cloture | None:
    """Decide through the action: by default two ranks and a refusal."""
    acteur = an_acteur(monde.gestionnaire)
    return decider(acteur, passage.pk, decisions_for(passage, rows), vu=vu(passage), moment=moment, **args)


def a_fact(monde: Monde, passage: Passage, kind: str, days: int = 0, **precision: str) -> Fait:
    """Write a fact of the dwelling some days later, through the action."""
    moment = MOMENT + timedelta(days=days)
    saisie = SaisieFait(kind, moment.date(), precision, "Dit par une personne.")
    rang = Fait.objects.filter(liberation=passage.liberation).count()
    acteur = an_acteur(monde.gestionnaire)
    return inscrire_fait(acteur, passage.liberation.reference, saisie, rang_vu=rang, moment=moment)


def a_charge(monde: Monde) -> Any:
    """A person who prepares the commission and writes nothing else."""
    return an_acteur(a_user("Ange Chargé", monde.habitat_lys, role=Role.CHARGE))


def rows_of_caleol(bailleur: Organisation, candidat: Any, fait: Any) -> dict[type[Model], Model]:
    """One row of each table of the commission, as it is: a dwelling that was taken off the agenda of a session."""
    written: dict[str, Any] = {"ecrit_le": MOMENT}
    seance = Seance.objects.create(bailleur=bailleur, date=JOUR, heure=time(9), lieu="salle", **written)
    passage = Passage.objects.create(
        seance=seance,
        liberation=candidat.liberation,
        tour=1,
        reservataire=candidat.reservataire,
        ordre=1,
        **written,
    )
    of_passage = {"passage": passage, **written}
    return {
        Seance: seance,
        Passage: passage,
        MotSeance: MotSeance.objects.create(seance=seance, rang=1, etat="convoquee", **written),
        Convocation: Convocation.objects.create(seance=seance, organisation=bailleur, destinataires=1, **written),
        RetraitPassage: RetraitPassage.objects.create(motif="travaux", **of_passage),
        DecisionCandidat: DecisionCandidat.objects.create(candidat=candidat, code="attribution", **of_passage),
        Cloture: Cloture.objects.create(fait=fait, **of_passage),
        NotificationOffre: NotificationOffre.objects.create(fait=fait, notifiee_le=JOUR, **written),
    }
