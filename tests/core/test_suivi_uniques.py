"""Droits uniques year after year: the schedule in both modes, the stock spent by real receipts, the present pace."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.droits_uniques import Etalement, LotDroits
from gef.core.errors import DonneeInvalideError
from gef.core.suivi_uniques import AcquisStock, CompteUniques, EntreeUniques, SuiviUniques, find_fin, suivre_uniques

DIXIEME = Fraction(1, 10)
LOTS = (LotDroits(100, "autre", DIXIEME, 2028), LotDroits(50, "autre", DIXIEME, 2026))


def a_compte(**champs: Any) -> CompteUniques:
    """An account with nothing but what is given: 100 dwellings freed a year on its territory."""
    return CompteUniques(**({"reservataire": "V", "nom": "Ville", "flux": Fraction(100), "rotation": DIXIEME} | champs))


def suivre(compte: CompteUniques, exercice: int = 2026, **champs: Any) -> SuiviUniques:
    [suivi] = suivre_uniques(EntreeUniques(exercice, (compte,), **champs)).suivis
    return suivi


def droits_of(suivi: SuiviUniques) -> list[Fraction]:
    return [annee.droits for annee in suivi.echeancier.annees]


def test_the_schedule_gives_each_year_its_own_and_the_even_one_the_same_volume() -> None:
    compte = a_compte(lots=LOTS)
    assert droits_of(suivre(compte)) == [15, 10, 10]
    assert droits_of(suivre(compte, mode="lisse")) == [Fraction(35, 3)] * 3
    assert droits_of(suivre(compte, mode="lisse", duree=5)) == [7] * 5
    assert suivre(compte, mode="lisse", duree=5).echeancier.total == 35


def test_droits_uniques_are_written_on_the_base_of_the_flux() -> None:
    net = suivre(a_compte(lots=LOTS, rapport_net=Fraction(4, 5)))
    assert droits_of(net) == [12, 8, 8]


def test_volumes_already_negotiated_keep_their_own_term_in_both_modes() -> None:
    compte = a_compte(lots=LOTS, etalements=(Etalement(Fraction(40), 2023, 4),), rapport_net=Fraction(4, 5))
    assert droits_of(suivre(compte)) == [22, 8, 8]
    assert droits_of(suivre(compte, mode="lisse")) == [Fraction(28, 3) + 10, Fraction(28, 3), Fraction(28, 3)]


def test_what_has_no_end_is_neither_spread_nor_stocked() -> None:
    compte = a_compte(lots=(*LOTS, LotDroits(30, "etat", DIXIEME)), premier_exercice=2025)
    suivi = suivre(compte, mode="lisse")
    assert droits_of(suivi) == [3 + Fraction(35, 3)] * 3
    assert (suivi.is_sans_fin, suivi.stock, suivi.livre) == (True, None, ())


def test_the_stock_is_spent_by_what_was_really_received() -> None:
    """Opened in 2024: 50 over 2024-2028 and 15 over 2024-2026; 10 a year received in the two complete years."""
    compte = a_compte(lots=LOTS, premier_exercice=2024, initial_lots=LOTS, recus={2024: 8, 2025: 12, 2026: 5})
    suivi = suivre(compte)
    stock = suivi.stock
    assert stock is not None
    assert (stock.initial, stock.recus, stock.restant, stock.par_an) == (65, 25, 40, 10)
    # 45 left on 1 January 2026, at 10 a year: the fifth year.
    assert stock.exhausted_in == 2030
    assert [(ligne.exercice, ligne.restant) for ligne in suivi.livre] == [(2024, 57), (2025, 45), (2026, 40)]


def test_rights_acquired_since_add_to_the_stock() -> None:
    acquis = (AcquisStock(2025, LotDroits(10, "terrain", DIXIEME, 2028)),)
    compte = a_compte(lots=LOTS, premier_exercice=2024, initial_lots=LOTS, acquis=acquis)
    suivi = suivre(compte)
    assert [ligne.droits for ligne in suivi.livre] == [0, 4, 0]
    assert suivi.stock is not None
    assert (suivi.stock.initial, suivi.stock.par_an, suivi.stock.exhausted_in) == (69, 0, None)


def test_a_stock_that_is_empty_says_when_it_was_emptied() -> None:
    lots = (LotDroits(10, "autre", DIXIEME, 2026),)
    compte = a_compte(lots=lots, premier_exercice=2024, initial_lots=lots, recus={2024: 1, 2025: 3})
    stock = suivre(compte).stock
    assert stock is not None
    assert (stock.initial, stock.restant, stock.exhausted_in) == (3, -1, 2025)


def test_a_negotiated_volume_takes_its_share_of_the_receipts_of_each_year() -> None:
    """5 a year of 15: a third of what was received; what was planned before the first known year is taken as served."""
    lots = (LotDroits(100, "autre", DIXIEME, 2030),)
    compte = a_compte(
        lots=lots,
        etalements=(Etalement(Fraction(50), 2020, 10),),
        premier_exercice=2024,
        initial_lots=lots,
        recus={2024: 12, 2025: 18, 2026: 3},
    )
    [negocie] = suivre(compte).negocies
    rythme = negocie.rythme
    assert (negocie.annuels, rythme is not None) == (5, True)
    assert rythme is not None
    assert (rythme.assumed, rythme.initial, rythme.recus, rythme.restant) == (20, 30, 11, 19)
    assert (rythme.par_an, rythme.exhausted_in) == (5, 2029)


def test_without_a_known_receipt_nothing_is_said_of_the_pace() -> None:
    compte = a_compte(etalements=(Etalement(Fraction(50), 2024, 10),))
    suivi = suivre(compte)
    assert (suivi.stock, suivi.livre, suivi.negocies[0].rythme) == (None, (), None)
    first = suivre(a_compte(etalements=(Etalement(Fraction(50), 2024, 10),), premier_exercice=2026))
    assert first.negocies[0].rythme is not None
    assert (first.negocies[0].rythme.par_an, first.negocies[0].rythme.exhausted_in) == (None, None)


def test_who_has_no_right_at_all_is_left_out_and_the_years_are_bounded() -> None:
    entree = EntreeUniques(2026, (a_compte(), a_compte(reservataire="W", lots=(LotDroits(1, "autre", None, 2099),))))
    resultat = suivre_uniques(entree)
    assert [s.reservataire for s in resultat.suivis] == ["W"]
    assert (resultat.annees[0], len(resultat.annees)) == (2026, 40)
    assert suivre_uniques(EntreeUniques(2026, ())).annees == (2026,)


@pytest.mark.parametrize("champs", [{"duree": 0}, {"horizon": 0}])
def test_a_length_of_nothing_is_refused(champs: dict[str, int]) -> None:
    with pytest.raises(DonneeInvalideError, match="1 an ou plus"):
        EntreeUniques(2026, (), **champs)


@given(
    st.lists(
        st.builds(LotDroits, st.integers(0, 50), st.just("autre"), st.just(DIXIEME), st.integers(2024, 2035)),
        max_size=4,
    ),
    st.dictionaries(st.integers(2024, 2026), st.integers(0, 9)),
)
def test_both_modes_give_the_same_volume_and_the_ledger_adds_up(lots: list[LotDroits], recus: dict[int, int]) -> None:
    held = tuple(lots)
    compte = a_compte(lots=held, premier_exercice=2024, initial_lots=held, recus=recus)
    modes = [suivre_uniques(EntreeUniques(2026, (compte,), mode=mode)) for mode in ("echeancier", "lisse")]
    totals = {sum((s.echeancier.total for s in resultat.suivis), Fraction(0)) for resultat in modes}
    assert len(totals) == 1
    for suivi in modes[0].suivis:
        if suivi.stock:
            assert suivi.stock.restant == suivi.stock.initial - sum(recus.values()) == suivi.livre[-1].restant


@given(st.integers(1, 500), st.integers(1, 50))
def test_the_last_year_is_the_first_that_empties_it(restant: int, par_an: int) -> None:
    fin = find_fin(Fraction(restant), Fraction(par_an), 2026)
    assert fin is not None
    years = fin - 2026 + 1
    assert (years - 1) * par_an < restant <= years * par_an
