"""Small registers of rights for the tests."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from gef.core.motifs import Source
from gef.core.registre_droits import FAMILLE_PAR_TYPE, NATURES_DROIT, TYPES_DROIT, DroitReservation, Survie

JOUR = date(2026, 11, 1)
SURVIE = Survie(5, frozenset({"commune", "epci"}), Source("CCH art. L. 441-1", "legale"))


jours = st.dates(date(1990, 1, 1), date(2060, 1, 1))


def a_droit(**champs: object) -> DroitReservation:
    complete = {
        "reservataire": "Ville de Lys",
        "nature": "terrain",
        "type_droit": "suite",
        "commune": "01001",
        "territoire": "commune:01001",
        "nombre": 10,
        "debut": date(2000, 1, 1),
        "fin": date(2040, 1, 1),
        "echeance_pret": None,
        "formalise": True,
        "type_reservataire": "commune",
    }
    return DroitReservation(**{**complete, **champs})


def a_garantie(**champs: object) -> DroitReservation:
    return a_droit(**{"nature": "garantie", "fin": date(2024, 5, 6), "echeance_pret": date(2024, 5, 6), **champs})


@st.composite
def registres(draw: st.DrawFn) -> list[DroitReservation]:
    droits = []
    for _ in range(draw(st.integers(0, 8))):
        debut = draw(jours)
        duree = draw(st.none() | st.integers(1, 20000))
        droits.append(
            a_droit(
                reservataire=draw(st.sampled_from(["a", "b"])),
                type_reservataire=draw(st.sampled_from(list(FAMILLE_PAR_TYPE))),
                nature=draw(st.sampled_from(list(NATURES_DROIT))),
                type_droit=draw(st.sampled_from(list(TYPES_DROIT))),
                commune=draw(st.sampled_from([None, "01001", "01002"])),
                nombre=draw(st.integers(0, 50)),
                debut=debut,
                fin=None if duree is None else debut + timedelta(days=duree),
                echeance_pret=draw(st.none() | jours),
                formalise=draw(st.booleans()),
            )
        )
    return droits
