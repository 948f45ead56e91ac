"""The commission of the last weeks: who was presented for each dwelling, what was decided, and the session to come.

The households are fictional, and their numbers say so. Only what the journal of each dwelling tells is made whole: the
attributions and the refusals of the households are those of the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from gef.core.criteres_imputation import PRIORITAIRES
from gef.core.designation import Candidature
from gef.core.parts import covers
from gef.demo.calendrier import JEUDI, JOUR_DEMO, next_weekday
from gef.demo.flux import FaitDemo
from gef.demo.reservataires import build_accounts
from gef.demo.tirage import draw_weighted, is_tire, open_tirage

SANS_SEANCE = 3  # dwellings that wait for an agenda on the day of the demonstration
PROCHAINE = next_weekday(JOUR_DEMO + timedelta(days=1), JEUDI)
QUATRE_POUR_MILLE, RELOGEMENT_POUR_MILLE, COTATION_POUR_MILLE = 250, 40, 900
PUBLICS = {"aucun": 55, "prioritaire": 30, "dalo": 15}
QUARTILES = {1: 30, 2: 27, 3: 24, 4: 19}
# Accounts of which a household presented is also: rare enough for most dwellings to have one account only.
ELIGIBLE_POUR_MILLE = {"etat_prio": 160, "action_logement": 70}
ELIGIBLE_TERRITOIRE_POUR_MILLE = 40
MOTIFS_NON = {"priorite": 55, "dossier": 15, "taille": 12, "taux_effort": 10, "loge": 8}
PERSONNES = {"T1": (1, 1), "T2": (1, 2), "T3": (2, 4), "T4": (3, 5), "T5+": (4, 7)}
PIECE, DELAI_PIECE = "avis d’imposition de l’année précédente", timedelta(days=15)


@dataclass(frozen=True, slots=True)
class PassageDemo:
    """A dwelling before the commission.

    Attributes:
        designe: Its fact « candidats désignés ».
        attribue: The fact of the attribution; None for what is to come.
        jour: Day of the session; None while no agenda has it.
        candidats: Households, in order of presentation.
        decisions: What was decided on each; empty for what is to come.
    """

    designe: FaitDemo
    attribue: FaitDemo | None
    jour: date | None
    candidats: tuple[Candidature, ...]
    decisions: tuple[dict[str, Any], ...]


def draw_passages(faits: Sequence[FaitDemo]) -> tuple[PassageDemo, ...]:
    """Draw the households and the decisions of every dwelling whose candidates are told."""
    rng, eligibles = open_tirage("caleol"), open_tirage("eligibles")
    by_reference: dict[str, list[FaitDemo]] = {}
    for fait in faits:
        by_reference.setdefault(fait.liberation.reference, []).append(fait)
    designes = [fait for fait in faits if fait.type == "candidats"]
    numero = 0
    passages = []
    for designe in designes:
        candidats = draw_candidats(rng, designe, numero)
        numero += len(candidats)
        after = [fait for fait in by_reference[designe.liberation.reference] if fait.rang > designe.rang]
        attribue = next((fait for fait in after if fait.type == "attribution"), None)
        if attribue is None or after[-1].type == "refus_menage":
            candidats = tuple(draw_eligibles(eligibles, designe, candidat) for candidat in candidats)
        decisions = draw_decisions(rng, len(candidats), attribue.date, after) if attribue else ()
        passages.append(PassageDemo(designe, attribue, attribue.date if attribue else None, candidats, decisions))
    return put_on_agenda(passages)


def put_on_agenda(passages: Sequence[PassageDemo]) -> tuple[PassageDemo, ...]:
    """Put what waits on the session to come, but the last ones, which no agenda has yet."""
    waiting = [passage for passage in passages if passage.attribue is None]
    free = waiting[-SANS_SEANCE:]
    rows = []
    for row in passages:
        jour = row.jour if row.attribue else (None if row in free else PROCHAINE)
        rows.append(PassageDemo(row.designe, row.attribue, jour, row.candidats, row.decisions))
    return tuple(rows)


def draw_candidats(rng: Random, designe: FaitDemo, numero: int) -> tuple[Candidature, ...]:
    """Draw three households, sometimes four, of a size that suits the dwelling."""
    smallest, largest = PERSONNES[designe.liberation.logement.typologie]
    rows = []
    for place in range(4 if is_tire(rng, QUATRE_POUR_MILLE) else 3):
        personnes = rng.randint(smallest, largest)
        cotation = Decimal(rng.randint(20, 95)) if is_tire(rng, COTATION_POUR_MILLE) else None
        rows.append(
            Candidature(
                numero_unique=f"0061126{numero + place + 1:06d}DEMO0",
                personnes=personnes,
                enfants=max(0, personnes - 2),
                public=draw_weighted(rng, PUBLICS),
                public_valide=True,
                quartile=draw_weighted(rng, QUARTILES),
                quartile_valide=is_tire(rng, COTATION_POUR_MILLE),
                cotation=cotation,
                is_relogement=is_tire(rng, RELOGEMENT_POUR_MILLE),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-(row.cotation or 0), row.numero_unique)))


def draw_eligibles(rng: Random, designe: FaitDemo, candidat: Candidature) -> Candidature:
    """Draw the other accounts of the commune of which a household is also; a priority one is often of the État too."""
    commune, epci = designe.liberation.logement.commune, designe.liberation.epci
    others = [compte for compte in build_accounts().values() if compte.id != designe.reservataire]
    found = []
    for compte in others:
        chances = ELIGIBLE_POUR_MILLE.get(compte.type, ELIGIBLE_TERRITOIRE_POUR_MILLE)
        is_open = covers(compte.portee, commune, epci) and compte.type != "etat_fonct"
        is_priority = compte.type != "etat_prio" or candidat.public in PRIORITAIRES
        if is_open and is_tire(rng, chances) and is_priority:
            found.append(compte.id)
    return replace(candidat, eligibles=tuple(sorted(found)))


def draw_decisions(rng: Random, count: int, jour: date, after: Iterable[FaitDemo]) -> tuple[dict[str, Any], ...]:
    """Retain enough households for the offers that the facts tell, in rank; the others are told why not."""
    offers = sum(fait.type == "attribution" for fait in after)
    retained = max(offers, rng.randint(1, count - 1))
    rows: list[dict[str, Any]] = [{"code": "rang", "classement": rank} for rank in range(1, retained + 1)]
    if retained == 1:
        rows = [{"code": "attribution"}]
    elif is_tire(rng, QUATRE_POUR_MILLE):
        rows[-1] |= {"code": "sous_condition", "texte": PIECE, "avant_le": jour + DELAI_PIECE}
    while len(rows) < count:
        is_over = is_tire(rng, RELOGEMENT_POUR_MILLE)
        rows.append(
            {"code": "irrecevable", "motif": "plafond"}
            if is_over
            else {"code": "non_attribution", "motif": draw_weighted(rng, MOTIFS_NON)}
        )
    return tuple(rows)
