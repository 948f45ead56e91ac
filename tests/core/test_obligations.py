"""Obligations in dwellings: what is missing, what is unknown, which ones a dwelling touches, the worst first."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.obligations import (
    REGLES,
    STATUTS,
    Comptage,
    LogementAOrienter,
    Obligation,
    list_absentes,
    list_enjeux,
    touches,
)
from gef.core.seuils import SeuilLegal

TRENTE = SeuilLegal(Fraction(3, 10), "flux hors QPV", Source("CCH art. R. 441-5-2, II", "legale"))
LOGEMENT = LogementAOrienter(
    commune="06029",
    epci="200039915",
    qpv=False,
    eligibles={"ETAT-P": "etat_prio", "VILLE": "commune", "BAILLEUR": "bailleur"},
)


def an_obligation(code: str = "etat_hors_qpv", base: int = 40, atteint: int = 9, **fields: Any) -> Obligation:
    counts = {name: fields.pop(name) for name in ("inconnus", "hors_base") if name in fields}
    defaults: dict[str, Any] = {"portee": "departement", "seuil": TRENTE}
    return Obligation(code=code, comptage=Comptage(base, atteint, **counts), **defaults | fields)


def test_the_example_of_the_documentation() -> None:
    """docs/metier/contexte-orientation.md: 9 of 40 out of QPV, 3 missing; then 2.3 or 3.3."""
    obligation = an_obligation()
    assert obligation.part == Fraction(9, 40)
    assert (obligation.attendu, obligation.manque) == (Fraction(12), Fraction(3))
    assert (obligation.logements, obligation.statut) == (3, "a_risque")
    assert obligation.apres(is_compte=True).manque == Fraction(23, 10)
    assert obligation.apres(is_compte=False).manque == Fraction(33, 10)


@pytest.mark.parametrize(
    ("fields", "statut"),
    [
        ({"base": 0, "atteint": 0}, "sans_objet"),
        ({"base": 40, "atteint": 12}, "tenue"),
        ({"base": 3, "atteint": 0}, "a_surveiller"),
        ({"base": 4, "atteint": 0}, "a_risque"),
        ({"atteint": 9, "inconnus": 3}, "incertaine"),
        ({"base": 3, "atteint": 0, "inconnus": 1}, "incertaine"),
        ({"atteint": 12, "inconnus": 28}, "tenue"),
        ({"atteint": 9, "inconnus": 1}, "a_risque"),
        ({"atteint": 9, "inconnus": 2}, "a_risque"),
        ({"atteint": 0, "inconnus": 40}, "absente"),
        ({"code": "etat_plafond", "base": 10, "atteint": 3}, "tenue"),
        ({"code": "etat_plafond", "base": 11, "atteint": 4}, "a_surveiller"),
        ({"code": "etat_plafond", "base": 10, "atteint": 4}, "a_risque"),
        ({"code": "garanties", "base": 10, "atteint": 2, "inconnus": 1}, "tenue"),
        ({"code": "garanties", "base": 10, "atteint": 2, "inconnus": 2}, "incertaine"),
        ({"code": "garanties", "base": 10, "atteint": 4, "inconnus": 2}, "a_risque"),
        ({"code": "garanties", "base": 10, "atteint": 0, "inconnus": 10}, "absente"),
    ],
)
def test_where_an_obligation_stands(fields: dict[str, Any], statut: str) -> None:
    assert an_obligation(**fields).statut == statut


def test_what_is_known_of_nobody_has_no_share() -> None:
    assert an_obligation(atteint=0, inconnus=40).part is None
    assert an_obligation(atteint=9, inconnus=3).part is None
    assert an_obligation(base=0, atteint=0).part is None
    assert an_obligation(atteint=0).part == 0


@pytest.mark.parametrize("counts", [{"atteint": -1}, {"atteint": 41}, {"atteint": 30, "inconnus": 11}])
def test_counts_out_of_their_base_are_refused(counts: dict[str, Any]) -> None:
    with pytest.raises(DonneeInvalideError, match="dans la base"):
        an_obligation(**counts)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="« quota » inconnue ; attendu : etat_plafond"):
        an_obligation("quota")


def test_the_steps_lead_to_the_shortage() -> None:
    steps = an_obligation(inconnus=4, hors_base=2).explication
    assert {e.code: e.valeur for e in steps.etapes} == {
        "base": 40,
        "seuil": Fraction(3, 10),
        "attendu": 12,
        "atteint": 9,
        "inconnus": 4,
        "hors_base": 2,
        "manque": 3,
    }
    assert steps.etape("manque").calcul == "12 − 9"
    over = an_obligation("etat_plafond", base=10, atteint=4).explication
    assert (over.etape("manque").libelle, over.etape("manque").calcul) == ("En trop", "4 au-delà de 3")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"code": "etat_plafond"}, True),
        ({"code": "etat_agents"}, False),
        ({"code": "etat_commune", "portee": "commune:06029"}, True),
        ({"code": "etat_commune", "portee": "commune:06004"}, False),
        ({"code": "prioritaires_collectivites", "reservataire": "VILLE"}, True),
        ({"code": "prioritaires_collectivites", "reservataire": "CD"}, False),
        ({"code": "prioritaires_bailleur", "reservataire": "BAILLEUR"}, True),
        ({"code": "prioritaires_action_logement", "reservataire": "AL"}, False),
        ({"code": "mixite_hors_qpv", "portee": "epci:200039915"}, True),
        ({"code": "mixite_hors_qpv", "portee": "epci:240600585"}, False),
        ({"code": "mixite_qpv", "portee": "epci:200039915"}, False),
        ({"code": "etat_hors_qpv"}, True),
    ],
)
def test_what_a_dwelling_touches(fields: dict[str, Any], *, expected: bool) -> None:
    assert touches(an_obligation(**fields), LOGEMENT) is expected


@pytest.mark.parametrize("code", ["etat_hors_qpv", "mixite_hors_qpv", "mixite_qpv"])
def test_a_dwelling_that_does_not_say_where_it_stands_touches_no_base_of_a_quartier(code: str) -> None:
    unknown = LogementAOrienter("06029", "200039915", None, LOGEMENT.eligibles)
    assert not touches(an_obligation(code), unknown)
    assert touches(an_obligation("etat_plafond"), unknown)


def test_the_worst_comes_first_and_what_is_held_is_left_out() -> None:
    rows = (
        an_obligation("etat_commune", base=3, atteint=0, portee="commune:06029"),
        an_obligation("etat_plafond", base=10, atteint=3),
        an_obligation("prioritaires_collectivites", base=40, atteint=2, reservataire="VILLE"),
        an_obligation("etat_hors_qpv"),
        an_obligation("mixite_hors_qpv", base=40, atteint=0, inconnus=40, portee="epci:200039915"),
        an_obligation("etat_hors_qpv", portee="commune:06004"),
        an_obligation("prioritaires_bailleur", atteint=9, inconnus=5, reservataire="BAILLEUR"),
    )
    codes = ["prioritaires_collectivites", "etat_hors_qpv", "etat_commune"]
    assert [o.code for o in list_enjeux(rows, LOGEMENT)] == codes
    assert [o.code for o in list_enjeux(rows[::-1], LOGEMENT)] == codes
    assert [o.code for o in list_absentes(rows, LOGEMENT)] == ["prioritaires_bailleur", "mixite_hors_qpv"]


def test_every_rule_says_what_it_counts_and_every_state_has_its_word() -> None:
    assert {regle.evenement for regle in REGLES.values()} == {"orientation", "attribution", "bail"}
    assert [code for code, regle in REGLES.items() if not regle.parametre] == ["etat_commune"]
    assert set(STATUTS) == {"a_risque", "a_surveiller", "incertaine", "absente", "tenue", "sans_objet"}


@st.composite
def obligations(draw: st.DrawFn) -> Obligation:
    atteint, inconnus, rest = (draw(st.integers(0, 30)) for _ in range(3))
    seuil = SeuilLegal(draw(st.fractions(0, 1, max_denominator=20)), "base", TRENTE.source)
    code = draw(st.sampled_from(["etat_plafond", "etat_hors_qpv", "mixite_qpv"]))
    return an_obligation(code, atteint + inconnus + rest, atteint, inconnus=inconnus, seuil=seuil)


@given(obligations())
def test_giving_what_is_missing_holds_the_obligation(obligation: Obligation) -> None:
    """Whole dwellings taken from the rest of the base to those that count: one fewer would not do."""
    known, sign = obligation.comptage, 1 if obligation.regle.sens == "plancher" else -1
    moved = known.atteint + sign * obligation.logements
    gap = sign * (obligation.attendu - moved)
    assert gap <= 0
    assert not obligation.logements or gap + 1 > 0


@given(obligation=obligations(), is_compte=st.booleans())
def test_a_floor_is_never_hurt_by_what_counts_nor_a_ceiling_by_what_does_not(
    obligation: Obligation, *, is_compte: bool
) -> None:
    after = obligation.apres(is_compte=is_compte)
    is_helped = is_compte == (obligation.regle.sens == "plancher")
    assert after.comptage.base == obligation.comptage.base + 1
    assert after.manque <= obligation.manque if is_helped else after.manque >= obligation.manque


@given(obligations())
def test_at_risk_means_that_no_answer_could_save_it(obligation: Obligation) -> None:
    known = obligation.comptage
    hopes = []
    for more in range(known.inconnus + 1):
        filled = Comptage(known.base, known.atteint + more)
        hopes.append(Obligation(obligation.code, obligation.portee, obligation.seuil, filled).manque)
    is_unknown = known.base > 0 and known.inconnus == known.base and obligation.manque > 0
    assert (obligation.statut == "a_risque") == (not is_unknown and known.base > 0 and min(hopes) >= 1)
