"""Four methods on the rights of one réservataire: part, hypotheses, steps."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.conversions_exemples import a_reservataire, an_entree, droits, pct

from gef.core.conversion import EntreeConversion, EntreeReservataire, LotDroits, Territoire
from gef.core.droits_uniques import Etalement
from gef.core.methodes import METHODES, SOURCES_METHODES, PartConvertie, convertir_droits
from gef.core.motifs import Source

DEMI = Fraction(1, 20)


def convert(reservataire: EntreeReservataire, methode: str, entree: EntreeConversion | None = None) -> PartConvertie:
    return convertir_droits(reservataire, entree or an_entree(reservataire), methode)


def an_entree_sans_rotation(reservataire: EntreeReservataire, portee: str) -> EntreeConversion:
    territoires = (replace(t, rotation=Fraction(0)) if t.portee == portee else t for t in an_entree().territoires)
    return an_entree(reservataire, territoires=tuple(territoires))


@pytest.mark.parametrize(
    ("methode", "expected"),
    [
        ("part_du_parc", Fraction(100, 500)),
        ("ponderee_rotation", Fraction(100, 500) / 2),
        ("droits_uniques", Fraction(4, 40)),
        ("negociee", pct(12)),
    ],
)
def test_each_method_on_the_same_rights(methode: str, expected: Fraction) -> None:
    ville = a_reservataire("V", "commune", "commune:A", droits(100, "terrain", DEMI), part_negociee=pct(12))
    convertie = convert(ville, methode)
    assert (convertie.part_brute, convertie.part.part, convertie.part.garantie) == (expected, expected, 0)
    assert convertie.droits == 100
    assert convertie.etapes[-1].valeur == expected


def test_every_method_has_a_label_and_a_source() -> None:
    assert set(SOURCES_METHODES) == set(METHODES)


@given(st.lists(st.integers(0, 300), max_size=4), st.sampled_from(("departement", "epci:E1", "commune:A")))
def test_same_rotation_everywhere_makes_the_first_two_methods_agree(nombres: list[int], portee: str) -> None:
    lots = [droits(n, "autre", Fraction(1, 10)) for n in nombres]
    reservataire = a_reservataire("R", "autre", portee, *lots)
    assert convert(reservataire, "part_du_parc").part_brute == convert(reservataire, "ponderee_rotation").part_brute


def test_ended_rights_are_left_out_and_told() -> None:
    convertie = convert(
        a_reservataire("R", "autre", "departement", droits(30, echeance=2025), droits(50, echeance=2026)),
        "part_du_parc",
    )
    assert (convertie.droits, convertie.part_brute) == (50, Fraction(1, 20))
    assert [(e.code, e.valeur) for e in convertie.etapes] == [
        ("droits", 50),
        ("echus", 30),
        ("base", 1000),
        ("part_brute", Fraction(1, 20)),
    ]


@pytest.mark.parametrize("methode", ["ponderee_rotation", "droits_uniques"])
def test_an_unknown_rotation_is_an_assumption(methode: str) -> None:
    reservataire = a_reservataire("R", "autre", "commune:A", droits(100), droits(20, "autre", DEMI))
    convertie = convert(reservataire, methode)
    assert convertie.hypotheses == (
        "Rotation inconnue pour 100 droits : celle du territoire A, 10\u202f%, est supposée.",
    )
    known = a_reservataire("R", "autre", "commune:A", droits(100, "autre", pct(10)), droits(20, "autre", DEMI))
    assert convert(known, methode).part_brute == convertie.part_brute
    assert convert(known, methode).hypotheses == ()
    assert convert(reservataire, "part_du_parc").hypotheses == ()


def test_a_territory_without_rotation_takes_the_one_of_the_departement() -> None:
    reservataire = a_reservataire("R", "autre", "commune:A", droits(100))
    entree = an_entree_sans_rotation(reservataire, "commune:A")
    convertie = convert(reservataire, "ponderee_rotation", entree)
    assert convertie.part_brute == Fraction(1, 5)
    assert convertie.hypotheses == (
        "Rotation inconnue pour 100 droits : celle du territoire departement, 10\u202f%, est supposée.",
        "Rotation du territoire A inconnue ou nulle : celle du département, 10\u202f%, est supposée.",
    )


def test_guarantees_of_collectivites_are_told_apart() -> None:
    lots = (droits(60, "garantie"), droits(40, "terrain"))
    ville = convert(a_reservataire("V", "commune", "commune:A", *lots), "part_du_parc")
    assert (ville.part.garantie, ville.part.autre) == (pct(12), pct(8))
    other = convert(a_reservataire("X", "autre", "commune:A", *lots), "part_du_parc")
    assert (other.part.garantie, other.part.autre) == (0, pct(20))
    assert [a.code for a in other.anomalies] == ["garantie_hors_plafond"]
    assert ville.anomalies == ()


def test_negotiated_part_is_split_as_the_rights_are() -> None:
    lots = (droits(60, "garantie"), droits(20, "terrain"))
    document = Source("convention du 3 mars 2026, art. 4", "locale")
    ville = a_reservataire("V", "commune", "commune:A", *lots, part_negociee=pct(10), source_negociee=document)
    convertie = convert(ville, "negociee")
    assert (convertie.part.garantie, convertie.part.autre) == (Fraction(75, 1000), Fraction(25, 1000))
    assert convertie.etapes[-1].source == document


@pytest.mark.parametrize(("kind", "garantie"), [("commune", pct(10)), ("action_logement", Fraction(0))])
def test_without_rights_a_negotiated_part_of_a_collectivite_counts_as_guarantees(kind: str, garantie: Fraction) -> None:
    convertie = convert(a_reservataire("V", kind, "commune:A", part_negociee=pct(10)), "negociee")
    assert (convertie.part.garantie, convertie.part_brute) == (garantie, pct(10))
    assert bool(convertie.hypotheses) == bool(garantie)


def test_an_unknown_negotiated_part_blocks() -> None:
    convertie = convert(a_reservataire("V", "commune", "commune:A", droits(10)), "negociee")
    assert convertie.part_brute == 0
    assert [(a.code, a.gravite, a.reservataires) for a in convertie.anomalies] == [
        ("part_negociee_absente", "bloquant", ("V",))
    ]
    assert convert(a_reservataire("V", part_negociee=Fraction(0)), "negociee").anomalies == ()


def test_negotiated_droits_uniques_count_in_their_method_only() -> None:
    etalement = Etalement(Fraction(100), 2026, 10, "garantie")
    ville = a_reservataire("V", "commune", "commune:A", droits(20, "terrain", DEMI), etalements=(etalement,))
    convertie = convert(ville, "droits_uniques")
    assert (convertie.part.garantie, convertie.part.autre) == (Fraction(10, 40), Fraction(8, 10) / 40)
    assert convert(ville, "part_du_parc").part_brute == Fraction(20, 500)
    assert (
        convert(replace(ville, etalements=(replace(etalement, premier_exercice=2027),)), "droits_uniques").part.garantie
        == 0
    )


@given(st.lists(st.integers(0, 300), max_size=4), st.sampled_from(("departement", "epci:E1", "commune:A")))
def test_droits_uniques_of_lasting_rights_give_their_share_of_what_turns(nombres: list[int], portee: str) -> None:
    """Numerator and denominator on the same base: who holds the whole parc has the whole flux, and never more."""
    lots = [droits(n, "autre", DEMI) for n in nombres]
    reservataire = a_reservataire("R", "autre", portee, *lots)
    assert convert(reservataire, "droits_uniques").part_brute == convert(reservataire, "ponderee_rotation").part_brute


def test_the_steps_of_droits_uniques_say_gross_then_net() -> None:
    etalement = Etalement(Fraction(100), 2026, 10)
    ville = a_reservataire("V", "autre", "commune:A", droits(20, "terrain", DEMI), etalements=(etalement,))
    etapes = {e.code: e for e in convert(ville, "droits_uniques").etapes}
    assert {code: etapes[code].valeur for code in ("annuels", "rapport_net", "negocies", "droits_uniques", "base")} == {
        "annuels": 1,
        "rapport_net": Fraction(8, 10),
        "negocies": 10,
        "droits_uniques": Fraction(108, 10),
        "base": 40,
    }
    assert etapes["droits_uniques"].calcul == "1 × 80\u202f% + 10"


def test_droits_uniques_above_the_flux_are_limited_and_carried() -> None:
    convertie = convert(a_reservataire("R", "autre", "commune:B", droits(300, "autre", pct(15))), "droits_uniques")
    assert (convertie.part_brute, convertie.part.part) == (Fraction(3, 2), 1)
    assert [(p.code, p.avant, p.apres) for p in convertie.plafonnements] == [("flux", Fraction(3, 2), 1)]
    [anomalie] = convertie.anomalies
    assert (anomalie.code, anomalie.gravite) == ("droits_uniques_reportes", "information")
    assert "10 droits uniques de plus que le flux de B" in anomalie.message


@pytest.mark.parametrize(
    ("garanties", "terrains", "expected"),
    [(100, 150, (25, 75)), (100, 300, (0, 100)), (300, 0, (100, 0))],
)
def test_guarantees_yield_first_to_the_flux(garanties: int, terrains: int, expected: tuple[int, int]) -> None:
    lots = (droits(garanties, "garantie", pct(15)), droits(terrains, "terrain", pct(15)))
    part = convert(a_reservataire("V", "commune", "commune:B", *lots), "droits_uniques").part
    assert (part.garantie, part.autre) == (pct(expected[0]), pct(expected[1]))


@pytest.mark.parametrize(
    ("methode", "absent"),
    [("part_du_parc", "parc éligible"), ("ponderee_rotation", "parc éligible"), ("droits_uniques", "flux prévu")],
)
def test_a_territory_with_nothing_gives_no_part_and_says_so(methode: str, absent: str) -> None:
    reservataire = a_reservataire("R", "commune", "commune:A", LotDroits(10, "garantie"))
    vide = Territoire("commune:A", "A", 0, Fraction(0), Fraction(0))
    territoires = tuple(vide if t.portee == "commune:A" else t for t in an_entree().territoires)
    convertie = convert(reservataire, methode, an_entree(reservataire, territoires=territoires))
    assert convertie.part_brute == 0
    assert [a.code for a in convertie.anomalies] == ["territoire_vide"]
    assert absent in convertie.anomalies[0].message
    assert convertie.etapes[-1].calcul == "rien à partager"
