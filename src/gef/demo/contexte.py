"""What the bailleur looks at beside the rule: classes of his residences, needs out of the flux, wishes.

All fictional. The classes lean on whether a programme stands in a quartier prioritaire, as an occupation survey would
show; no household is behind a need.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from gef.core.besoins import BesoinHorsFlux
from gef.core.residences import Classement
from gef.core.souhaits import Souhait
from gef.demo.calendrier import JOUR_DEMO
from gef.demo.logements import LogementDemo, Programme
from gef.demo.reservataires import epci_of
from gef.demo.tirage import draw_weighted, is_tire, open_tirage

ENQUETE_LE = date(2026, 3, 2)
ENQUETE = "enquête d’occupation sociale 2026"
MOTIFS: Mapping[str, str] = {
    "accueillir": "Peu de ménages fragiles, peu de départs.",
    "equilibrer": "Occupation proche de celle du parc.",
    "reequilibrer": "Forte part de ménages fragiles, départs répétés.",
}
CLASSEES_POUR_MILLE = 850
CLASSES_EN_QPV = {"accueillir": 1, "equilibrer": 4, "reequilibrer": 5}
CLASSES_HORS_QPV = {"accueillir": 5, "equilibrer": 4, "reequilibrer": 1}
MOITIE = Fraction(1, 2)
BESOINS = 36
CATEGORIES = {"mutations": 24, "anru": 8, "lhi": 3, "orcod": 1}
PREFIXES: Mapping[str, str] = {"mutations": "MUT", "anru": "NPNRU", "lhi": "LHI", "orcod": "ORCOD"}
DOCUMENTS: Mapping[str, str] = {
    "mutations": "liste des mutations internes",
    "anru": "charte de relogement NPNRU",
    "lhi": "signalement du service d’hygiène",
    "orcod": "convention d’ORCOD",
}
TYPOLOGIES = {"T1": 1, "T2": 4, "T3": 6, "T4": 4, "T5+": 1}
PRIORITAIRES: Mapping[bool | None, int] = {True: 4, False: 4, None: 2}
ATTENTE_MAX_JOURS = 540


@dataclass(frozen=True, slots=True)
class SouhaitDemo:
    """A wish of a réservataire, as the bailleur wrote it."""

    reservataire: str
    souhait: Souhait
    debut: date
    document: str


@dataclass(frozen=True, slots=True)
class ContexteDemo:
    """Classes, needs and wishes of the demonstration."""

    classements: tuple[Classement, ...]
    besoins: tuple[BesoinHorsFlux, ...]
    souhaits: tuple[SouhaitDemo, ...]

    def describe(self) -> str:
        """Write everything in one text, the same on every machine: sets are put in order."""
        besoins = [
            (row.reference, row.declare_le, sorted(row.typologies), sorted(row.portees), row.is_prioritaire)
            for row in self.besoins
        ]
        return repr((self.classements, besoins, self.souhaits))


def build_contexte(logements: Sequence[LogementDemo]) -> ContexteDemo:
    """Draw the context, the same every time."""
    return ContexteDemo(_draw_classements(logements), _draw_besoins(logements), SOUHAITS)


def _draw_classements(logements: Sequence[LogementDemo]) -> tuple[Classement, ...]:
    rng = open_tirage("residences")
    rows: defaultdict[Programme, list[bool]] = defaultdict(list)
    for logement in logements:
        rows[logement.programme].append(logement.qpv)
    drawn = []
    for programme, qpv in rows.items():
        weights = CLASSES_EN_QPV if Fraction(sum(qpv), len(qpv)) >= MOITIE else CLASSES_HORS_QPV
        classe = draw_weighted(rng, weights)
        if is_tire(rng, CLASSEES_POUR_MILLE):
            drawn.append(Classement(programme.commune, programme.libelle, classe, ENQUETE_LE))
    return tuple(drawn)


def _draw_besoins(logements: Sequence[LogementDemo]) -> tuple[BesoinHorsFlux, ...]:
    rng = open_tirage("besoins")
    communes = Counter(logement.commune for logement in logements)
    return tuple(_draw_besoin(rng, numero, communes) for numero in range(1, BESOINS + 1))


def _draw_besoin(rng: Random, numero: int, communes: Mapping[str, int]) -> BesoinHorsFlux:
    categorie = draw_weighted(rng, CATEGORIES)
    commune = draw_weighted(rng, communes)
    is_large = is_tire(rng, 300)
    smaller = draw_weighted(rng, TYPOLOGIES)
    typologies = {smaller, draw_weighted(rng, TYPOLOGIES)} if is_tire(rng, 400) else {smaller}
    return BesoinHorsFlux(
        reference=f"{PREFIXES[categorie]}-2026-{numero:03d}",
        categorie=categorie,
        nombre=1,
        declare_le=JOUR_DEMO - timedelta(days=rng.randint(3, ATTENTE_MAX_JOURS)),
        typologies=frozenset(typologies),
        portees=frozenset({f"epci:{epci_of(commune)}" if is_large else f"commune:{commune}"}),
        is_prioritaire=draw_weighted(rng, PRIORITAIRES),
    )


DEBUT_SOUHAITS = date(2026, 1, 1)
SOUHAITS = (
    SouhaitDemo(
        "AL",
        Souhait(Fraction(2, 5), typologie="T2", publics="jeunes salariés"),
        DEBUT_SOUHAITS,
        "courrier du 12 janvier 2026",
    ),
    SouhaitDemo(
        "CD06",
        Souhait(Fraction(1, 2), financement="PLAI", publics="personnes qui sortent d’un hébergement"),
        DEBUT_SOUHAITS,
        "convention 2026, annexe 2",
    ),
    SouhaitDemo("ETAT-P", Souhait(Fraction(7, 10), qpv=False), DEBUT_SOUHAITS, "convention 2026, art. 4"),
)
