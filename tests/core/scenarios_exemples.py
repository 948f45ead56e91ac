"""A base of scenario on the small département of `tests.core.conversions_exemples`, whose assiette is 80.

parc 1 010, 10 foyers out      eligible 1 000
rotation 10 %                  100 freed
mutations 15, anru 5           80 to share: A 40, B 20, C 20
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from tests.core.conversions_exemples import ROTATION, a_reservataire, an_entree, droits, pct

from gef.core.assiette import EntreeAssiette, Exclusion, Soustraction, TauxRotation
from gef.core.base_scenario import EntreeReference, SituationCompte
from gef.core.motifs import Source
from gef.core.parts import BAILLEUR

DONNEE = Source("exemple", "donnee")
RESERVATAIRES = (
    a_reservataire("P", "etat_prio", "departement", droits(250, "etat"), part_negociee=pct(25)),
    a_reservataire("F", "etat_fonct", "departement", droits(50, "etat"), part_negociee=pct(5)),
    a_reservataire(
        "AL", "action_logement", "departement", droits(150, "un_pourcent", Fraction(1, 20)), part_negociee=pct(15)
    ),
    a_reservataire("EPCI", "epci", "epci:E1", droits(48, "garantie"), part_negociee=pct(6)),
    a_reservataire(
        "VILLE",
        "commune",
        "commune:A",
        droits(50, "garantie", None, 2030),
        droits(15, "terrain"),
        part_negociee=pct(13),
    ),
)


def a_reference(**changes: Any) -> EntreeReference:
    taux = TauxRotation(ROTATION, frozenset(), frozenset(), "exemple", (2025,), DONNEE, 100)
    foyers = Exclusion("logements_foyers", "foyers", 10, "locale", DONNEE)
    besoins = (Soustraction("mutations", Fraction(15), DONNEE), Soustraction("anru", Fraction(5), DONNEE))
    return replace(
        EntreeReference(
            assiette=EntreeAssiette(2026, 1010, (foyers,), taux, besoins),
            conversion=an_entree(*RESERVATAIRES),
            comptes=(
                SituationCompte("VILLE", Fraction(1, 2), Fraction(2), 3),
                SituationCompte(BAILLEUR, Fraction(-1, 2)),
            ),
        ),
        **changes,
    )
