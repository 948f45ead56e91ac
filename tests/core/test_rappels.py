"""The days to keep: each from its text, none in the past, none twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.conventions import Duree, Parole, Vie, read_vie
from gef.core.rappels import ConventionSuivie, Rappel, lister_rappels
from gef.core.registre_droits import DroitReservation, DroitSitue

JOUR = date(2028, 6, 15)
SIGNEE = date(2025, 11, 3)
DEBUT = date(2026, 1, 1)


def a_vie(reconductions: int = 2, debut: date = DEBUT) -> Vie:
    words = [Parole("transmission", SIGNEE, version=1), Parole("signature", SIGNEE, version=1, document="Conv.")]
    words.append(Parole("entree_en_vigueur", SIGNEE, version=1, effet=debut))
    return read_vie(words, Duree(3, reconductions))


def a_suivie(vie: Vie | None = None) -> ConventionSuivie:
    return ConventionSuivie(7, "Ville de Lys", vie or a_vie(), revoyure=6)


def a_droit(**fields: date) -> DroitSitue:
    droit = DroitReservation(
        *("VILLE", "garantie", "suite", "06029", "Cannes", 5, date(2000, 1, 1), None),
        fields.get("pret"),
        formalise=True,
        type_reservataire="commune",
        reference="D-1",
        programme="Les Agaves",
    )
    return DroitSitue(droit, "en_cours", fields.get("fin"), is_prolonge="fin" in fields)


def days(rows: tuple[Rappel, ...], genre: str) -> list[date]:
    return [row.jour for row in rows if row.genre == genre]


def test_a_renewable_convention_has_its_last_day_to_denounce_and_its_renewal() -> None:
    rows = lister_rappels([a_suivie()], (), JOUR)
    assert days(rows, "denonciation") == [date(2028, 10, 1)]
    assert days(rows, "reconduction") == [date(2029, 1, 1)]
    assert days(rows, "echeance") == []
    assert days(rows, "bilan") == [date(2029, 2, 27), date(2030, 2, 27)]


def test_a_convention_that_cannot_be_renewed_has_its_end() -> None:
    rows = lister_rappels([a_suivie(a_vie(0))], (), JOUR)
    assert days(rows, "echeance") == [date(2028, 12, 31)]
    assert days(rows, "denonciation") == []


def test_the_yearly_days_stand_within_the_convention() -> None:
    rows = lister_rappels([a_suivie()], (), date(2026, 1, 1), 4)
    assert days(rows, "revoyure") == [date(2026, 6, 1), date(2027, 6, 1), date(2028, 6, 1)]
    assert days(rows, "actualisation") == [date(2027, 1, 1), date(2028, 1, 1)]


def test_a_draft_has_no_day() -> None:
    assert {row.genre for row in lister_rappels([a_suivie(Vie())], (), JOUR)} == {"bilan"}


def test_the_guarantor_is_told_when_the_loan_is_repaid_and_when_his_rights_end() -> None:
    situe = a_droit(pret=date(2028, 9, 30), fin=date(2030, 1, 1))
    rows = lister_rappels((), [situe], JOUR)
    assert days(rows, "pret") == [date(2028, 9, 30)]
    assert days(rows, "survie") == [date(2029, 12, 31)]
    assert lister_rappels((), [a_droit(pret=date(2028, 6, 14))], JOUR) == lister_rappels((), (), JOUR)


def test_what_is_near_is_told() -> None:
    [near, *_] = lister_rappels([a_suivie()], (), date(2028, 9, 1))
    assert (near.genre, near.is_proche(date(2028, 9, 1)), near.is_proche(date(2028, 6, 1))) == (
        "denonciation",
        True,
        False,
    )


@given(st.dates(date(2025, 1, 1), date(2032, 1, 1)), st.integers(1, 5), st.integers(0, 3))
def test_days_are_in_order_within_the_window_and_named_once(jour: date, annees: int, reconductions: int) -> None:
    suivies = [a_suivie(a_vie(reconductions, date(2026, 2, 28)))]
    rows = lister_rappels(suivies, [a_droit(pret=JOUR)], jour, annees)
    assert [row.jour for row in rows] == sorted(row.jour for row in rows)
    assert all(jour <= row.jour < jour + timedelta(days=366 * annees) for row in rows)
    assert len({row.code for row in rows}) == len(rows)
    assert len(days(rows, "bilan")) == annees


@pytest.mark.parametrize(("kind", "nature"), [("commune", "legale"), ("epci", "legale"), ("departement", "pratique")])
def test_the_text_names_the_commune_and_the_epci_only(kind: str, nature: str) -> None:
    situe = a_droit(pret=date(2028, 9, 30))
    other = replace(situe, droit=replace(situe.droit, type_reservataire=kind))
    [row] = [row for row in lister_rappels((), [other], JOUR) if row.genre == "pret"]
    assert row.source.nature == nature
