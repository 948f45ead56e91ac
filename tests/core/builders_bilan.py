"""Small bilans for the tests: three accounts of Habitat Lys, rows with one attribute changed, rows of any kind."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from gef.core.bilan import Bilan, EntreeBilan, LigneFlux, ReservataireBilan
from gef.core.rotation import CATEGORIES

LYS = ReservataireBilan("lys", "Ville de Lys", "commune")
AL = ReservataireBilan("al", "Action Logement", "action_logement")
BAILLEUR = ReservataireBilan("bailleur", "Habitat Lys (non réservé)", "bailleur")
EVENEMENTS = ("propositions", "attributions", "baux")
PREVISIONS = dict.fromkeys(CATEGORIES, Fraction(0))


def a_ligne(liberation_id: str = "L1", **champs: object) -> LigneFlux:
    complete = {
        "commune": "01001",
        "typologie": "T3",
        "financement": "PLAI",
        "qpv": False,
        "periode": "1949_1974",
        "hors_flux": None,
        "propositions": (),
        "attribue_a": None,
        "attribue_le": None,
        "bail_le": None,
        "libere_le": date(2025, 3, 1),
        "refus": (),
        "epci": "200039915",
    }
    return LigneFlux(liberation_id, **{**complete, **champs})


def a_entree(*lignes: LigneFlux, **champs: object) -> EntreeBilan:
    ids = ("lys", "al", "bailleur")
    complete = {
        "objectifs": dict.fromkeys(ids, 1),
        "droits": dict.fromkeys(ids, Fraction(1)),
        "soldes_debut": dict.fromkeys(ids, Fraction(0)),
        "soldes_fin": dict.fromkeys(ids, Fraction(0)),
        "previsions": PREVISIONS,
    }
    return EntreeBilan(2025, (LYS, AL, BAILLEUR), tuple(lignes), **{**complete, **champs})


def compte(bilan: Bilan, reservataire: str):
    return next(ligne for ligne in bilan.reservataires if ligne.id == reservataire)


def volumes(ligne) -> tuple[int, int, int]:
    return ligne.propositions, ligne.attributions, ligne.baux


jours = st.dates(date(2024, 6, 1), date(2026, 6, 30))
comptes = st.sampled_from(["lys", "al", "bailleur"])


@st.composite
def lignes_quelconques(draw: st.DrawFn) -> tuple[LigneFlux, ...]:
    nombre = draw(st.integers(0, 12))
    return tuple(
        a_ligne(
            f"L{rang}",
            commune=draw(st.sampled_from(["", "01001", "01002"])),
            typologie=draw(st.sampled_from([None, "T1", "T5+"])),
            financement=draw(st.sampled_from([None, "PLS"])),
            qpv=draw(st.sampled_from([None, True, False])),
            periode=draw(st.sampled_from([None, "inconnue", "avant_1949", "autre_bande"])),
            hors_flux=draw(st.sampled_from([None, None, "mutations", "neuf"])),
            propositions=tuple(draw(st.lists(st.tuples(comptes, jours), max_size=3))),
            attribue_a=draw(st.none() | comptes),
            attribue_le=draw(st.none() | jours),
            bail_le=draw(st.none() | jours),
            libere_le=draw(jours),
            refus=tuple(draw(st.lists(st.tuples(comptes | st.just(""), jours), max_size=3))),
        )
        for rang in range(nombre)
    )
