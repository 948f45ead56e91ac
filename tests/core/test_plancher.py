"""The État's floor out of QPV, in both readings, and the same part in each commune."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.core.conversions_exemples import COMMUNES, PERIMETRE, PLAFONDS, pct

from gef.core.motifs import Source
from gef.core.plancher import (
    RepartitionQpv,
    VerificationPlancher,
    find_plancher,
    find_uniformite,
    verifier_plancher_etat,
    verifier_plancher_par_commune,
    verifier_uniformite,
)
from gef.core.seuils import Derogation, SeuilLegal

ARRETE = Source("arrêté préfectoral", "locale")
PLANCHER = SeuilLegal(pct(30), "flux hors QPV", Source("CCH art. R. 441-5-2, II", "legale"))


def test_floor_out_of_qpv_in_both_readings() -> None:
    check = verifier_plancher_etat(
        RepartitionQpv(Fraction(50), Fraction(50), Fraction(15), Fraction(15)), PLANCHER, exercice=2026
    )
    assert check.is_valid
    assert (check.part_du_flux, check.part_des_attributions) == (pct(30), pct(50))
    assert (check.attendu, check.attendu_attributions, check.part_minimale) == (15, 9, pct(15))


def test_without_qpv_floor_and_ceiling_meet() -> None:
    repartition = RepartitionQpv(Fraction(80), Fraction(0), Fraction(20), Fraction(0))
    check = verifier_plancher_etat(repartition, PLANCHER, exercice=2026)
    assert (check.is_valid, check.manque, check.part_minimale) == (False, 4, PLAFONDS.etat.valeur)


def test_a_stipulation_lowers_the_floor() -> None:
    clause = Derogation("plancher_hors_qpv", pct(20), "20 % hors QPV", ARRETE)
    repartition = RepartitionQpv(Fraction(80), Fraction(20), Fraction(16), Fraction(14))
    check = verifier_plancher_etat(repartition, PLANCHER, exercice=2026, derogations=(clause,))
    assert (check.is_valid, check.clause, check.seuil.source) == (True, "20 % hors QPV", ARRETE)
    assert not verifier_plancher_etat(repartition, PLANCHER, exercice=2026).is_valid


def test_nothing_to_divide_is_said() -> None:
    zero = Fraction(0)
    check = verifier_plancher_etat(RepartitionQpv(zero, zero, zero, zero), PLANCHER, exercice=2026)
    assert (check.part_du_flux, check.part_des_attributions, check.part_minimale) == (None, None, None)
    assert check.is_valid


def prevoir(part: int, en_qpv: dict[str, int], *derogations: Derogation) -> VerificationPlancher:
    """The État has the same part everywhere; some communes have a share of their dwellings in QPV."""
    hors = {c: 1 - pct(en_qpv.get(c, 0)) for c in COMMUNES}
    etat = dict.fromkeys(COMMUNES, pct(part))
    return verifier_plancher_par_commune(etat, hors, PERIMETRE, PLANCHER, exercice=2026, derogations=derogations)


@pytest.mark.parametrize(
    ("part", "en_qpv", "statut", "part_en_qpv"),
    [
        (30, {}, "conforme", None),
        (29, {}, "clause", None),
        (30, {"A": 50}, "conforme", pct(30)),
        (27, {"A": 50}, "possible", pct(18)),  # 80 × 27 % = 21,6; the floor takes 18 of them; 3,6 are left for 20
        (Fraction(225, 10), {"A": 50}, "possible", pct(0)),
        (22, {"A": 50}, "clause", None),
    ],
)
def test_thirty_percent_is_a_floor_that_only_qpv_may_break(
    part: int, en_qpv: dict[str, int], statut: str, part_en_qpv: Fraction | None
) -> None:
    check = prevoir(part, en_qpv)
    assert (check.statut, check.part_en_qpv) == (statut, part_en_qpv)
    assert [a.gravite for a in find_plancher(check)] == ([] if statut == "conforme" else ["clause"])


def test_the_finding_says_what_the_convention_must_render() -> None:
    [anomalie] = find_plancher(prevoir(27, {"A": 50}))
    assert "30\u202f% hors quartiers prioritaires et 18\u202f% dedans" in anomalie.message
    [anomalie] = find_plancher(prevoir(28, {}))
    assert "Il manque 1,60 logements par an" in anomalie.message
    assert anomalie.message.endswith("Sans logement en quartier prioritaire, la part est exactement ce plancher.")


def test_a_stipulation_for_a_place_lowers_its_communes_alone() -> None:
    clause = Derogation("plancher_hors_qpv", pct(20), "20 % à C", ARRETE, portee="commune:C")
    check = prevoir(30, {}, clause)
    # 30 % of the 60 dwellings of A and B, 20 % of the 20 of C.
    assert (check.attendu, check.seuil.valeur, check.clause) == (22, Fraction(22, 80), "20 % à C")
    assert check.legal == PLANCHER
    assert prevoir(28, {}, clause).statut == "conforme"


def test_uniformity_counts_what_would_have_to_move() -> None:
    etat = {"A": pct(20), "B": pct(30), "C": pct(30)}
    check = verifier_uniformite([etat], PERIMETRE, exercice=2026)
    # 8 + 6 + 6 of 80: 25 % expected; A has 2 dwellings less.
    assert (check.reference, check.points, check.logements, check.is_valid) == (pct(25), pct(10), 2, False)
    assert (check.portee_min, check.portee_max) == ("commune:A", "commune:B")
    [anomalie] = find_uniformite(check, ["ETAT"])
    assert (anomalie.gravite, anomalie.reservataires) == ("clause", ("ETAT",))
    assert "2 logements par an à déplacer" in anomalie.message


def test_a_stipulation_allows_a_gap_and_no_more() -> None:
    etat = [{"A": pct(20), "B": pct(30), "C": pct(30)}]

    def allowed(ecart: int) -> bool:
        clause = Derogation("uniformite", pct(ecart), "écart admis à A", ARRETE, portee="commune:A")
        return verifier_uniformite(etat, PERIMETRE, exercice=2026, derogations=(clause,)).is_valid

    assert [allowed(ecart) for ecart in (0, 5, 9, 10, 30)] == [False, False, False, True, True]


def test_without_any_etat_nothing_is_uneven() -> None:
    check = verifier_uniformite([], PERIMETRE, exercice=2026)
    assert (check.is_valid, check.part_max, check.logements) == (True, 0, 0)
    assert list(find_uniformite(check, [])) == []
