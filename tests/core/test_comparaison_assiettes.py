"""Two assiettes line by line: the effects of the inputs add up exactly to the gap."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.assiette import Assiette, EntreeAssiette, Exclusion, Soustraction, TauxRotation, calculer_assiette
from gef.core.comparaison_assiettes import ComparaisonAssiettes, comparer_assiettes
from gef.core.motifs import Source

PROTOCOLE = Source("Protocole 06, art. 3", "locale")
BRUT = TauxRotation(Fraction(911, 13294), frozenset(), frozenset(), "bailleur, Ain", (2023, 2024, 2025), PROTOCOLE)


def pli(nombre: int, source: Source = PROTOCOLE) -> Exclusion:
    return Exclusion("pli", "Logements intermédiaires", nombre, "locale", source)


def besoin(categorie: str, nombre: int, document: str = "Charte") -> Soustraction:
    return Soustraction(categorie, Fraction(nombre), Source(document, "donnee"))


ENTREE = EntreeAssiette(2026, 4812, (pli(340),), BRUT, (besoin("mutations", 31), besoin("anru", 8), besoin("vente", 2)))
DEUX = calculer_assiette(ENTREE)


def compare(apres: EntreeAssiette) -> ComparaisonAssiettes:
    return comparer_assiettes(DEUX, calculer_assiette(apres))


def effects(comparaison: ComparaisonAssiettes) -> dict[str, Fraction]:
    return {e.cause: e.logements for e in comparaison.effets if e.is_changed}


def test_the_worked_example_seven_less_for_two_forecasts() -> None:
    comparaison = compare(
        replace(ENTREE, soustractions=(besoin("mutations", 31), besoin("anru", 12), besoin("vente", 5)))
    )
    assert comparaison.ecart == -7
    assert effects(comparaison) == {"previsions": -7}
    changed = {ligne.code: (ligne.avant, ligne.apres, ligne.ecart, ligne.raison) for ligne in comparaison.differences}
    assert changed == {
        "soustraction_anru": (-8, -12, -4, "nombre revu, même document"),
        "soustraction_vente": (-2, -5, -3, "nombre revu, même document"),
    }


def test_nothing_changed() -> None:
    comparaison = compare(ENTREE)
    assert (comparaison.ecart, comparaison.differences, effects(comparaison)) == (0, (), {})
    assert {ligne.raison for ligne in comparaison.lignes} == {""}


def test_steps_that_come_and_go_keep_their_place() -> None:
    comparaison = compare(replace(ENTREE, exclusions=(), soustractions=(besoin("mutations", 31), besoin("lhi", 3))))
    assert [ligne.code for ligne in comparaison.lignes] == [
        "parc",
        "exclusion_pli",
        "eligible",
        "taux",
        "liberes",
        "soustraction_mutations",
        "soustraction_anru",
        "soustraction_vente",
        "soustraction_lhi",
        "assiette",
    ]
    rows = {ligne.code: ligne for ligne in comparaison.lignes}
    assert (rows["exclusion_pli"].apres, rows["exclusion_pli"].raison) == (None, "ligne retirée")
    assert (rows["soustraction_lhi"].avant, rows["soustraction_lhi"].ecart) == (None, -3)
    assert rows["soustraction_lhi"].raison == "nouvelle ligne"


@pytest.mark.parametrize(
    ("changed", "code", "raison"),
    [
        (
            {"exclusions": (pli(340, Source("Avenant 1", "locale")),)},
            "exclusion_pli",
            "document : Avenant 1 ; avant : Pr",
        ),
        ({"taux": replace(BRUT, evenements=911)}, "taux", "définition revue"),
        ({"source_parc": Source("RPLS 2027", "donnee")}, "parc", "document : RPLS 2027 ; avant : inventaire"),
    ],
)
def test_an_input_may_change_without_its_number(changed: dict[str, object], code: str, raison: str) -> None:
    comparaison = compare(replace(ENTREE, **changed))  # type: ignore[arg-type]
    row = next(ligne for ligne in comparaison.lignes if ligne.code == code)
    assert row.ecart == 0
    assert row.raison.startswith(raison)
    assert comparaison.differences == ()


def test_a_parc_and_a_rate_share_the_gap_in_the_order_of_the_calculation() -> None:
    comparaison = compare(replace(ENTREE, parc=5812, taux=replace(BRUT, valeur=Fraction(1, 10))))
    assert effects(comparaison) == {
        "parc": 1000 * BRUT.valeur,
        "taux": (5812 - 340) * (Fraction(1, 10) - BRUT.valeur),
    }


def _compute(parc: int, exclus: int, taux: Fraction, anru: int) -> Assiette:
    entree = replace(ENTREE, parc=parc, exclusions=(pli(exclus),), taux=replace(BRUT, valeur=taux))
    return calculer_assiette(replace(entree, soustractions=(besoin("anru", anru),)))


ASSIETTES = st.builds(
    _compute,
    st.integers(1000, 5000),
    st.integers(0, 500),
    st.fractions(Fraction(1, 10), Fraction(1, 2), max_denominator=500),
    st.integers(0, 50),
)


@given(ASSIETTES, ASSIETTES)
def test_the_effects_add_up_to_the_gap(avant: Assiette, apres: Assiette) -> None:
    comparaison = comparer_assiettes(avant, apres)
    assert sum(e.logements for e in comparaison.effets) == comparaison.ecart == apres.assiette - avant.assiette
    assert all(e.is_changed for e in comparaison.effets if e.logements)
    there_and_back = comparer_assiettes(apres, avant)
    assert [ligne.ecart for ligne in there_and_back.lignes] == [-ligne.ecart for ligne in comparaison.lignes]
