from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.outputs import nombres

FINE, INSECABLE = "\u202f", "\u00a0"
fractions = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (Fraction(3, 5), "+0,60"),
        (Fraction(-6, 25), "−0,24"),
        (0, "0,00"),
        (Fraction(-1, 1000), "0,00"),
        (Fraction(1, 1000), "0,00"),
        (Fraction(1, 200), "+0,01"),
        (Fraction(-1, 200), "−0,01"),
        (Decimal("-1234.5"), f"−1{FINE}234,50"),
        (1, "+1,00"),
    ],
)
def test_solde(valeur: nombres.Nombre, attendu: str) -> None:
    assert nombres.solde(valeur) == attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [(0, "0"), (999, "999"), (12345, f"12{FINE}345"), (-1_234_567, f"−1{FINE}234{FINE}567"), (Fraction(5, 2), "3")],
)
def test_entier(valeur: nombres.Nombre, attendu: str) -> None:
    assert nombres.entier(valeur) == attendu


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [
        (Fraction(4, 23), 1, "17,4"),
        (Fraction(685, 10000), 2, "6,85"),
        (Fraction(3, 10), 0, "30"),
        (Fraction(-1, 10000), 1, "0,0"),
        (12, 0, f"1{FINE}200"),
    ],
)
def test_taux_has_a_narrow_space_before_the_sign(valeur: nombres.Nombre, decimales: int, attendu: str) -> None:
    assert nombres.taux(valeur, decimales) == f"{attendu}{FINE}%"


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (0, "0 logement"),
        (1, "1 logement"),
        (Fraction(3, 5), "0,60 logement"),
        (Fraction(-3, 2), "−1,50 logement"),
        (Fraction(1999, 1000), "2,00 logements"),
        (254, "254 logements"),
    ],
)
def test_logements_agrees_with_the_number_read(valeur: nombres.Nombre, attendu: str) -> None:
    assert nombres.logements(valeur) == attendu.replace(" ", INSECABLE)


def test_pluriel_takes_an_irregular_plural() -> None:
    assert nombres.pluriel(2, "bail", "baux") == f"2{INSECABLE}baux"


@given(fractions, st.integers(0, 6))
def test_arrondi_is_half_up_as_decimal_does_it(valeur: Fraction, decimales: int) -> None:
    if (10**12) % valeur.denominator:  # Decimal can only be an oracle for values that it holds exactly
        valeur = Fraction(valeur.numerator, 10**4)
    oracle = (Decimal(valeur.numerator) / Decimal(valeur.denominator)).quantize(
        Decimal(1).scaleb(-decimales), ROUND_HALF_UP
    )
    assert nombres.arrondi(valeur, decimales) == Fraction(oracle)


@given(fractions, st.integers(0, 4))
def test_decimal_reads_back_to_the_rounded_value(valeur: Fraction, decimales: int) -> None:
    lu = nombres.decimal(valeur, decimales).replace(FINE, "").replace(",", ".").replace("−", "-")
    assert Fraction(lu) == nombres.arrondi(valeur, decimales)


@given(fractions)
def test_solde_is_signed_unless_it_reads_zero(valeur: Fraction) -> None:
    texte = nombres.solde(valeur)
    assert (texte[0] in "+−") == (texte.strip("+−0,") != "")


@pytest.mark.parametrize(("centimes", "attendu"), [(0, "0,00"), (40215, "402,15"), (123_456_7, f"12{FINE}345,67")])
def test_euros_are_written_from_cents(centimes: int, attendu: str) -> None:
    assert nombres.euros(centimes) == f"{attendu}{FINE}€"


@given(fractions)
def test_solde_of_the_opposite_is_its_mirror(valeur: Fraction) -> None:
    miroir = str.maketrans("+−", "−+")
    assert nombres.solde(-valeur) == nombres.solde(valeur).translate(miroir)


@given(fractions)
def test_fraction_exacte_loses_nothing(valeur: Fraction) -> None:
    assert Fraction(nombres.fraction_exacte(valeur)) == valeur


@given(fractions)
def test_decimal_exact_is_exact_when_the_decimals_end(valeur: Fraction) -> None:
    lu = Fraction(nombres.decimal_exact(valeur))
    assert lu == nombres.arrondi(valeur, 12)
    assert (lu == valeur) == (10**12 % valeur.denominator == 0)


@pytest.mark.parametrize(
    ("jour", "longue", "courte"),
    [
        (date(2026, 2, 28), "28 février 2026", "28 févr. 2026"),
        (date(2026, 3, 1), "1er mars 2026", "1er mars 2026"),
        (date(2026, 10, 10), "10 octobre 2026", "10 oct. 2026"),
        (date(2026, 8, 21), "21 août 2026", "21 août 2026"),
    ],
)
def test_dates(jour: date, longue: str, courte: str) -> None:
    assert nombres.date_longue(jour).replace(INSECABLE, " ") == longue
    assert nombres.date_courte(jour).replace(INSECABLE, " ") == courte


def test_date_chiffres() -> None:
    assert nombres.date_chiffres(date(2026, 2, 8)) == "08/02/2026"


def test_instant() -> None:
    assert (
        nombres.instant(datetime(2026, 11, 3, 10, 42, tzinfo=UTC)).replace(INSECABLE, " ")
        == "3 novembre 2026 à 10 h 42"
    )


@pytest.mark.parametrize(("valeur", "attendu"), [(0, "0 jour"), (1, "1 jour"), (timedelta(days=12), "12 jours")])
def test_duree(valeur: int | timedelta, attendu: str) -> None:
    assert nombres.duree(valeur).replace(INSECABLE, " ") == attendu
