from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.rotation import (
    CATEGORIES,
    COURANTES,
    LIBELLES_CATEGORIES,
    SEUIL_EVENEMENTS,
    ReleveRotation,
    TauxRotation,
    average_taux,
    calculer_taux_rotation,
    ecrire_nombre,
    ecrire_taux,
)

SOURCE = Source("relevé du bailleur", "donnee")
ANNEES = (
    ReleveRotation(2023, 4405, {"courantes": 267, "mutations": 31}),
    ReleveRotation(2024, 4431, {"courantes": 277, "mutations": 34}),
    ReleveRotation(2025, 4458, {"courantes": 271, "mutations": 31}),
)


def a_taux(valeur: str = "1/10", numerateur_exclut: tuple[str, ...] = (), **autres: object) -> TauxRotation:
    champs = {"denominateur_exclut": frozenset(), "perimetre": "bailleur, Ain", "annees": (2024,), "source": SOURCE}
    return TauxRotation(Fraction(valeur), frozenset(numerateur_exclut), **{**champs, **autres})


def test_gross_and_net_rates_of_three_pooled_years() -> None:
    brut = calculer_taux_rotation(ANNEES, perimetre="bailleur", source=SOURCE)
    net = calculer_taux_rotation(
        ANNEES, perimetre="bailleur", source=SOURCE, numerateur_exclut=frozenset({"mutations"})
    )
    assert (brut.valeur, brut.evenements, brut.is_brut) == (Fraction(911, 13294), 911, True)
    assert (net.valeur, net.evenements, net.is_brut) == (Fraction(815, 13294), 815, False)
    assert brut.annees == net.annees == (2023, 2024, 2025)


def test_the_pooled_rate_is_not_the_mean_of_the_rates() -> None:
    releves = [ReleveRotation(2023, 100, {COURANTES: 10}), ReleveRotation(2024, 300, {COURANTES: 60})]
    assert calculer_taux_rotation(releves, perimetre="x", source=SOURCE).valeur == Fraction(70, 400)
    annuels = [calculer_taux_rotation([r], perimetre="x", source=SOURCE) for r in releves]
    moyen = average_taux(annuels, SOURCE)
    assert moyen.valeur == Fraction(15, 100)
    assert (moyen.annees, moyen.evenements) == ((2023, 2024), 70)


def test_a_category_that_a_year_does_not_count_cannot_be_left_out() -> None:
    releves = [*ANNEES, ReleveRotation(2022, 4000, {COURANTES: 300})]
    with pytest.raises(DonneeInvalideError, match="relevé 2022 : mutations internes non renseignés"):
        calculer_taux_rotation(releves, perimetre="x", source=SOURCE, numerateur_exclut=frozenset({"mutations"}))


def test_no_year_and_a_repeated_year_are_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="aucun relevé"):
        calculer_taux_rotation([], perimetre="x", source=SOURCE)
    with pytest.raises(DonneeInvalideError, match=r"taux\.annees"):
        calculer_taux_rotation([ANNEES[0], ANNEES[0]], perimetre="x", source=SOURCE)


@pytest.mark.parametrize(
    ("parc", "liberations", "champ"),
    [
        (0, {}, "parc : 0"),
        (-5, {}, "parc : -5"),
        (10, {COURANTES: 8, "mutations": 3}, "parc : 10 pour 11"),
        (10, {COURANTES: -1}, r"liberations\[courantes\]"),
        (10, {"mutation": 1}, "liberations : mutation inconnu"),
    ],
)
def test_an_impossible_releve_names_its_field(parc: int, liberations: dict[str, int], champ: str) -> None:
    with pytest.raises(DonneeInvalideError, match=champ):
        ReleveRotation(2024, parc, liberations)


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"valeur": "10"}, r"taux\.valeur"),
        ({"valeur": "-1/10"}, r"taux\.valeur"),
        ({"annees": ()}, r"taux\.annees"),
        ({"annees": (2024, 2023)}, r"taux\.annees"),
        ({"annees": (24,)}, "exercice : 24"),
        ({"evenements": -1}, r"taux\.evenements"),
        ({"numerateur_exclut": ("mutation",)}, r"taux\.numerateur_exclut : mutation inconnu"),
        ({"denominateur_exclut": frozenset({"garages"})}, r"taux\.denominateur_exclut : garages inconnu"),
    ],
)
def test_an_impossible_rate_names_its_field(champs: dict[str, object], champ: str) -> None:
    with pytest.raises(DonneeInvalideError, match=champ):
        a_taux(**champs)


def test_decrire_says_what_is_counted() -> None:
    taux = a_taux(
        numerateur_exclut=("mutations", "anru", "etudiants"),
        denominateur_exclut=frozenset({"etudiants", "demolition_hors_anru"}),
        annees=(2022, 2023, 2024),
        evenements=12,
    )
    assert taux.describe() == (
        "Taux net des mutations internes et relogements de rénovation urbaine (ANRU) : 10\u202f% ; "
        "départs comptés hors logements étudiants ; "
        "parc compté hors logements étudiants et logements à démolir hors ANRU ; "
        "périmètre : bailleur, Ain ; années 2022, 2023 et 2024 ; 12 libérations observées, trop peu pour être sûr."
    )
    assert a_taux().describe() == "Taux brut : 10\u202f% ; périmètre : bailleur, Ain ; année 2024."


def test_a_rate_without_the_students_only_is_still_gross() -> None:
    assert a_taux(numerateur_exclut=("etudiants",)).is_brut


@pytest.mark.parametrize("evenements", [0, SEUIL_EVENEMENTS - 1])
def test_few_events_are_noted(evenements: int) -> None:
    assert a_taux(evenements=evenements).is_fragile


@pytest.mark.parametrize("evenements", [None, SEUIL_EVENEMENTS])
def test_enough_or_unknown_events_are_not(evenements: int | None) -> None:
    assert not a_taux(evenements=evenements).is_fragile


def test_rates_of_two_definitions_are_not_averaged() -> None:
    with pytest.raises(DonneeInvalideError, match="2 définitions"):
        average_taux([a_taux(), a_taux(numerateur_exclut=("mutations",), annees=(2023,))], SOURCE)
    with pytest.raises(DonneeInvalideError, match="0 définitions"):
        average_taux([], SOURCE)


def test_a_mean_with_one_unknown_count_has_no_count() -> None:
    moyen = average_taux([a_taux(evenements=80), a_taux("12/100", annees=(2023,))], SOURCE)
    assert (moyen.valeur, moyen.evenements) == (Fraction(11, 100), None)


@given(
    st.dictionaries(st.sampled_from((COURANTES, *CATEGORIES)), st.integers(0, 50)), st.sets(st.sampled_from(CATEGORIES))
)
def test_leaving_a_category_out_never_raises_the_rate(liberations: dict[str, int], exclus: set[str]) -> None:
    releve = ReleveRotation(2024, 400, {**dict.fromkeys(CATEGORIES, 0), **liberations})
    brut = calculer_taux_rotation([releve], perimetre="x", source=SOURCE)
    net = calculer_taux_rotation([releve], perimetre="x", source=SOURCE, numerateur_exclut=frozenset(exclus))
    assert 0 <= net.valeur <= brut.valeur <= 1
    assert brut.valeur - net.valeur == Fraction(sum(liberations.get(c, 0) for c in exclus), 400)


def test_every_category_of_the_law_has_a_label() -> None:
    assert tuple(LIBELLES_CATEGORIES) == CATEGORIES


@pytest.mark.parametrize(
    ("nombre", "attendu"),
    [
        (0, "0"),
        (-1234567, "−1\u202f234\u202f567"),
        (Fraction(1, 3), "0,33"),
        (Fraction(1, 200), "0,01"),
        (Fraction(-1, 200), "−0,01"),
        (Fraction(-1, 1000), "0,00"),
        (Fraction(1999, 1000), "2,00"),
        (Fraction(4, 2), "2"),
    ],
)
def test_ecrire_nombre(nombre: Fraction | int, attendu: str) -> None:
    assert ecrire_nombre(nombre) == attendu


@given(st.fractions())
def test_ecrire_nombre_is_within_half_a_hundredth(nombre: Fraction) -> None:
    lu = Fraction(ecrire_nombre(nombre).replace("\u202f", "").replace("−", "-").replace(",", "."))
    assert abs(lu - nombre) <= Fraction(1, 200)


def test_ecrire_taux_shows_the_fraction_when_it_rounds() -> None:
    assert ecrire_taux(Fraction(685, 10000)) == "6,85\u202f%"
    assert ecrire_taux(Fraction(1, 3)) == "33,33\u202f% (1/3)"
