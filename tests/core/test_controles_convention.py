"""What terms are told: a table of faults, each with its text; nothing to say of terms that are in order."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from tests.core.termes_exemples import CADRE, a_part, a_seuil, a_version, a_version_etat

from gef.core.controles_convention import Constat, controler_termes
from gef.core.conventions import Duree
from gef.core.plafonds import Exces, Verification
from gef.core.souhaits import Souhait
from gef.core.termes import DerogationConvenue, Termes

DEPARTEMENT: dict[str, Any] = {
    "portee": "epci:E",
    "parts": (a_part("CD", type="departement", portee="epci:E"),),
}


def found(termes: Termes, cadre: Any = CADRE) -> dict[str, Constat]:
    return {row.code: row for row in controler_termes(termes, cadre)}


def test_terms_in_order_have_nothing_to_settle() -> None:
    assert found(a_version()) == {}


@pytest.mark.parametrize(
    ("termes", "code", "gravite", "words"),
    [
        (a_version(**DEPARTEMENT), "justification", "bloquant", "nécessité dûment justifiée"),
        (a_version(parts=(a_part(part=None),)), "part_absente", "bloquant", "Ville de Lys : non renseignée"),
        (a_version(assiette=None), "assiette_absente", "attention", "non renseigné"),
        (a_version(contractuels=()), "objectifs_absents", "attention", "annexe"),
        (a_version(delais=()), "delais_absents", "attention", "délai"),
        (a_version_etat("28/100"), "plafond_etat", "attention", "33"),
        (a_version_etat("1/5", "6/100"), "plafond_agents", "attention", "6"),
        (a_version_etat("1/5"), "plancher", "attention", "hors quartiers prioritaires"),
        (a_version(duree=Duree(4, 2)), "duree", "attention", "6 ans"),
        (
            a_version(indicatifs=(Souhait(Fraction(1, 2), typologie="T3"),)),
            "programme_designe",
            "bloquant",
            "un seul programme",
        ),
        (a_version(contribution="Terrain des Mimosas, Les Mimosas."), "programme_nomme", "bloquant", "Les Mimosas"),
    ],
)
def test_a_fault_is_said_with_its_weight(termes: Termes, code: str, gravite: str, words: str) -> None:
    row = found(termes)[code]
    assert row.gravite == gravite
    assert words in row.message
    assert row.source.reference


def test_a_justified_narrow_flux_may_be_sent() -> None:
    justified = a_version(**DEPARTEMENT, justification="Les demandes du contingent se concentrent sur cet EPCI.")
    assert "justification" not in found(justified)


def test_an_act_sets_a_cap_and_the_floor_aside() -> None:
    acts = (
        DerogationConvenue("etat", Fraction(7, 20), "besoin économique", "arrêté du 2 janvier 2026", exercice=2026),
        DerogationConvenue("plancher_hors_qpv", Fraction(29, 100), "29 % hors QPV", "convention, art. 4"),
    )
    assert "plafond_etat" not in found(a_version_etat("28/100", derogations=acts))
    assert "plancher" not in found(a_version_etat("1/5", derogations=acts))


def test_dwellings_above_the_cap_are_counted() -> None:
    row = found(a_version_etat("30/100"))["plafond_etat"]
    assert "1,30 logements de trop" in row.message  # 5 points of 26 dwellings
    assert row.source.reference == "CCH art. R. 441-5-2, I"


def test_the_etat_comes_first_for_the_others_only() -> None:
    late = replace(CADRE, has_etat=False)
    assert found(a_version(), late)["etat_d_abord"].gravite == "attention"
    assert "etat_d_abord" not in found(a_version_etat(), late)


def test_parts_of_more_than_the_whole_cannot_be_sent() -> None:
    full = replace(CADRE, sommes={"Cannes": Fraction(1), "Antibes": Fraction(6, 5)})
    row = found(a_version(), full)["somme"]
    assert row.gravite == "bloquant"
    assert "(Antibes)" in row.message
    assert "somme" not in found(a_version(), replace(CADRE, sommes={"Cannes": Fraction(1)}))


def test_a_part_other_than_the_retained_one_is_said() -> None:
    kept = replace(CADRE, retenues={"VILLE": Fraction(1, 4)})
    assert "25" in found(a_version(), kept)["part_ecartee"].message
    assert found(a_version(), replace(CADRE, retenues={"VILLE": Fraction(1, 5)})) == {}


def test_guarantees_above_the_cap_concern_the_collectivites() -> None:
    cap = a_seuil("1/5", "flux annuel du territoire", "CCH art. R. 441-5-3")
    above = (Exces("commune:06029", Fraction(1, 4), Fraction(2)),)
    check = Verification(
        "garanties", "commune:06029", Fraction(1, 4), Fraction(1, 5), cap, cap, Fraction(40), exces=above
    )
    told = replace(CADRE, garanties=check)
    assert "commune:06029" in found(a_version(), told)["plafond_garanties"].message
    assert "plafond_garanties" not in found(a_version_etat(), told)


def test_what_blocks_comes_first() -> None:
    rows = controler_termes(a_version(parts=(a_part(part=None),), assiette=None, delais=()), CADRE)
    assert [row.gravite for row in rows] == sorted((row.gravite for row in rows), reverse=True)
