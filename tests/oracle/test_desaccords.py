"""Where the source texts disagree, with each other or with the law: one test per decision of docs/metier/desaccords.md."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.consistency.tree import ROOT

from gef.core.assiette import (
    CATALOGUE_EXCLUSIONS,
    EntreeAssiette,
    Exclusion,
    Soustraction,
    calculer_assiette,
    estimer_mutations,
)
from gef.core.bilan import AXES
from gef.core.conversion import convertir, parts_par_commune
from gef.core.droits_uniques import Etalement, LotDroits, count_droits_annuels, count_stock
from gef.core.errors import DonneeInvalideError, DoubleSoustractionError
from gef.core.motifs import Source
from gef.core.operations import AVERTISSEMENT_PLAFOND, Garant, OperationGarantie, repartir_operation
from gef.core.plafonds import PlafondsLegaux, SeuilLegal
from gef.core.plancher import RepartitionQpv, verifier_plancher_etat
from gef.core.rotation import TauxRotation, average_taux
from gef.core.territoires import EntreeConversion, EntreeReservataire, Territoire
from gef.imports.modeles_colonnes import POLITIQUES_REFUS
from gef.law.loader import load_droit

PAGE = ROOT / "docs" / "metier" / "desaccords.md"
EXEMPLE = Source("exemple publié", "pratique")
LEGAL = Source("CCH", "legale")
PLAFONDS = PlafondsLegaux(
    *(SeuilLegal(Fraction(n, 100), "flux", LEGAL) for n in (30, 5, 20)),
)


def a_taux(*exclus: str, perimetre: str = "bailleur") -> TauxRotation:
    return TauxRotation(Fraction(1, 10), frozenset(exclus), frozenset(), perimetre, (2022,), EXEMPLE)


def an_assiette(taux: TauxRotation) -> EntreeAssiette:
    """Build the published example of source 004: (15 000 − 500) × 10 % − 450."""
    return EntreeAssiette(
        2023,
        15_000,
        (Exclusion("associations", "Associations", 500, "locale", EXEMPLE),),
        taux,
        (Soustraction("mutations", Fraction(450), EXEMPLE),),
    )


def a_conversion(*reservataires: EntreeReservataire, flux: int = 100) -> EntreeConversion:
    territoires = tuple(
        Territoire(portee, portee, 1000, Fraction(flux), Fraction(1, 10)) for portee in ("departement", "commune:A")
    )
    return EntreeConversion(2026, reservataires, territoires, {"A": ""}, PLAFONDS)


def test_01_ten_a_year_out_of_fifty_are_twenty_percent() -> None:
    assert Etalement(Fraction(100), 2022, 10).annuels(2026) / 50 == Fraction(20, 100)


def test_02_what_the_rate_left_out_is_not_subtracted_again() -> None:
    assert calculer_assiette(an_assiette(a_taux())).assiette == 1000
    with pytest.raises(DoubleSoustractionError, match="Deux remèdes"):
        calculer_assiette(an_assiette(a_taux("mutations")))


def test_03_the_duration_enters_the_stock_and_not_the_year() -> None:
    court, long = ([LotDroits(100, "autre", Fraction(8, 100), fin)] for fin in (2027, 2031))
    assert count_droits_annuels(court, 2027, Fraction(0)) == count_droits_annuels(long, 2027, Fraction(0)) == 8
    assert (count_stock(court, 2027, Fraction(0)), count_stock(long, 2027, Fraction(0))) == (8, 40)


def test_04_a_part_is_a_product_over_a_flux_never_over_a_number_of_rights() -> None:
    lots = (LotDroits(200, "autre", Fraction(5, 100), None),)
    ligne = convertir(a_conversion(EntreeReservataire("X", "X", "autre", "departement", lots)), "ponderee_rotation")
    # 200 × 5 % of what 1 000 dwellings free at 10 %, although he holds one dwelling in five.
    assert ligne.ligne("X").part == Fraction(10, 100)


@pytest.mark.parametrize("code", ["etudiants", "logements_foyers", "iml"])
def test_05_what_the_decree_does_not_name_is_a_local_agreement(code: str) -> None:
    modele = CATALOGUE_EXCLUSIONS[code]
    assert modele.nature == "locale"
    with pytest.raises(DonneeInvalideError):
        Exclusion(code, modele.libelle, 10, "legale", EXEMPLE)


def test_06_the_conventions_were_due_on_the_24th() -> None:
    assert load_droit().au("conversion_limite", date(2024, 1, 1)).valeur == date(2023, 11, 24)


def test_07_the_deadline_is_the_one_known_on_the_day() -> None:
    assert load_droit().au("conversion_limite", date(2021, 6, 1)).valeur == date(2021, 11, 24)


def test_08_fifteen_are_checked_and_nine_are_shown() -> None:
    moities = RepartitionQpv(Fraction(50), Fraction(50), Fraction(12), Fraction(18))
    plancher = SeuilLegal(Fraction(30, 100), "flux hors QPV", LEGAL)
    verification = verifier_plancher_etat(moities, plancher, exercice=2026)
    assert (verification.attendu, verification.attendu_attributions, verification.is_valid) == (15, 9, False)


def test_09_a_fifth_of_an_operation_creates_rights_and_caps_nothing() -> None:
    garants = (Garant("VILLE", "commune", Fraction(1, 2)),)
    operation = OperationGarantie("OP-1", "Les Pins", "01001", 50, Fraction(2, 5), garants, date(2026, 1, 1))
    repartition = repartir_operation(operation)
    assert repartition.total == 20
    assert AVERTISSEMENT_PLAFOND in repartition.avertissements
    assert load_droit().au("garanties_plafond", date(2026, 1, 1)).base.startswith("flux annuel")


def test_10_ten_percent_of_what() -> None:
    libres, parc = (
        estimer_mutations(Fraction(1, 10), base, n, EXEMPLE)
        for base, n in (("logements_liberes", 306), ("parc_eligible", 4472))
    )
    assert (libres.logements, parc.logements) == (Fraction(153, 5), Fraction(2236, 5))
    assert "logements libérés" in libres.calcul


def test_11_two_definitions_are_not_averaged() -> None:
    with pytest.raises(DonneeInvalideError, match="2 définitions"):
        average_taux([a_taux(), a_taux(perimetre="département")], EXEMPLE)


def test_12_the_bilan_has_the_period_of_construction() -> None:
    assert "periode_construction" in AXES


def test_13_a_refusal_counts_or_does_not_and_nobody_chooses_afterwards() -> None:
    assert set(POLITIQUES_REFUS) == {"compte", "non_compte"}


def test_15_the_law_opens_the_rights_at_the_first_letting() -> None:
    moments = load_droit().au("exercice_des_droits", date(2026, 1, 1)).codes
    assert moments == ("premiere_mise_en_location", "liberation")


def test_16_with_what_nobody_holds_the_sum_is_one() -> None:
    conversion = convertir(
        a_conversion(EntreeReservataire("X", "X", "autre", "departement", (LotDroits(250, "autre", None, None),))),
        "part_du_parc",
    )
    parts = parts_par_commune(conversion, ["A"])["A"]
    assert parts == {"X": Fraction(1, 4), "BAILLEUR": Fraction(3, 4)}
    assert conversion.non_reserve.part == Fraction(3, 4)


def test_17_a_cap_raises_nobody() -> None:
    lots = (LotDroits(200, "etat", None, None),)
    conversion = convertir(
        a_conversion(EntreeReservataire("P", "État", "etat_prio", "departement", lots)), "part_du_parc"
    )
    assert conversion.ligne("P").part == Fraction(20, 100)


def test_every_decision_has_its_test_or_says_that_it_is_read() -> None:
    rows = [line.split("|")[1:-1] for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]
    assert [int(row[0]) for row in rows] == list(range(1, 19))
    tests = set(re.findall(r"def test_(\d\d)_", Path(__file__).read_text("utf-8")))
    for row in rows:
        numero, held = int(row[0]), row[-1].strip()
        assert held in (f"test {numero}", "lecture"), row
        assert (f"{numero:02d}" in tests) == (held != "lecture"), row
