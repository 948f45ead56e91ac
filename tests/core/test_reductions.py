"""Reductions: pro rata on everyone but the État, where the sum exceeds what may be given, and nowhere else."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.core.conversions_exemples import COMMUNES, PERIMETRE, pct

from gef.core.parts import ONE
from gef.core.plafonds import sum_by_commune
from gef.core.reductions import STATUT_PROPOSITION, Reduction, proposer_reduction

QUI = {
    "AL": ("action_logement", "departement"),
    "ETAT": ("etat_prio", "departement"),
    "EPCI": ("epci", "epci:E1"),
    "VILLE": ("commune", "commune:A"),
}


def test_nothing_to_reduce() -> None:
    assert proposer_reduction({"AL": dict.fromkeys("ABC", ONE)}, QUI, PERIMETRE, ONE) is None


def test_everyone_but_the_etat_loses_pro_rata_where_it_overflows() -> None:
    parts = {
        "AL": dict.fromkeys("ABC", pct(60)),
        "ETAT": dict.fromkeys("ABC", pct(30)),
        "VILLE": {"A": pct(40)},
    }
    proposition = proposer_reduction(parts, QUI, PERIMETRE, ONE)
    assert proposition is not None
    assert proposition.communes == ("A",)
    assert proposition.par_commune == {
        "AL": {"A": pct(42), "B": pct(60), "C": pct(60)},
        "ETAT": dict.fromkeys("ABC", pct(30)),
        "VILLE": {"A": pct(28)},
    }
    assert proposition.reductions == (
        Reduction("AL", pct(60), pct(51), Fraction(72, 10)),
        Reduction("VILLE", pct(40), pct(28), Fraction(48, 10)),
    )
    assert (proposition.is_sufficient, proposition.statut) == (True, STATUT_PROPOSITION)


def test_the_etat_alone_above_the_limit_cannot_be_settled_by_the_others() -> None:
    parts = {"ETAT": dict.fromkeys("ABC", pct(30)), "VILLE": {"A": pct(10)}}
    proposition = proposer_reduction(parts, QUI, PERIMETRE, pct(25))
    assert proposition is not None
    assert not proposition.is_sufficient
    assert proposition.par_commune["VILLE"] == {"A": 0}
    assert proposition.par_commune["ETAT"] == parts["ETAT"]
    assert proposition.communes == ("A", "B", "C")


PARTS = st.builds(Fraction, st.integers(0, 30), st.just(30))


@given(st.fixed_dictionaries(dict.fromkeys(QUI, PARTS)), PARTS)
def test_sums_hold_unless_the_etat_alone_exceeds(parts: dict[str, Fraction], borne: Fraction) -> None:
    par_commune = {r: dict.fromkeys(PERIMETRE.communes_de(QUI[r][1]), part) for r, part in parts.items()}
    proposition = proposer_reduction(par_commune, QUI, PERIMETRE, borne)
    avant = sum_by_commune(par_commune, COMMUNES)
    if proposition is None:
        assert max(avant.values()) <= borne
        return
    apres = sum_by_commune(proposition.par_commune, COMMUNES)
    assert proposition.is_sufficient == (parts["ETAT"] <= borne)
    for commune in COMMUNES:
        touched = commune in proposition.communes
        assert touched == (avant[commune] > borne)
        assert apres[commune] == (max(borne, parts["ETAT"]) if touched else avant[commune])
    perdus = sum(reduction.logements for reduction in proposition.reductions)
    assert perdus == sum((avant[c] - apres[c]) * PERIMETRE.flux[f"commune:{c}"] for c in COMMUNES)
