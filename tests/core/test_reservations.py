"""What a line of the list says, once the register has been heard."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_registre import JOUR, SURVIE, a_droit, a_garantie, jours, registres

from gef.core.registre_droits import DroitReservation, situer_droit
from gef.core.reservations import (
    LigneReservation,
    ReservationSituee,
    index_references,
    situer_reservation,
)


def situer(ligne: LigneReservation, *droits: DroitReservation, jour: date = JOUR) -> ReservationSituee:
    return situer_reservation(ligne, index_references(situer_droit(d, jour, SURVIE) for d in droits), jour)


@pytest.mark.parametrize(
    ("debut", "fin", "etat"),
    [
        (None, None, "en_cours"),
        (JOUR, None, "en_cours"),
        (date(2026, 11, 2), None, "a_venir"),
        (None, date(2026, 11, 2), "en_cours"),
        (None, JOUR, "echue"),
    ],
)
def test_without_a_right_the_line_alone_speaks(debut: date | None, fin: date | None, etat: str) -> None:
    situee = situer(LigneReservation("VILLE", "inconnue", debut, fin), a_droit(reference="D1"))
    assert (situee.droit, situee.titulaire, situee.utilisateur) == (None, "VILLE", "VILLE")
    assert (situee.debut, situee.fin, situee.etat) == (debut, fin, etat)
    assert situee.is_en_cours == (etat == "en_cours")


def test_the_right_fills_what_the_line_leaves_open() -> None:
    droit = a_droit(reservataire="VILLE", reference="D1", debut=date(2001, 5, 1), fin=date(2030, 5, 1))
    situee = situer(LigneReservation("VILLE", "D1"), droit)
    assert (situee.debut, situee.fin, situee.etat) == (date(2001, 5, 1), date(2030, 5, 1), "en_cours")
    own = situer(LigneReservation("VILLE", "D1", date(2010, 1, 1), date(2028, 1, 1)), droit)
    assert (own.debut, own.fin) == (date(2010, 1, 1), date(2028, 1, 1))


def test_no_list_shortens_what_the_law_prolongs() -> None:
    # Repaid on 6 May 2024, the guarantee lives until 6 May 2029 (CCH art. L. 441-1).
    situee = situer(LigneReservation("VILLE", "D1", fin=date(2024, 5, 6)), a_garantie(reference="D1"))
    assert (situee.fin, situee.etat) == (date(2029, 5, 6), "en_cours")


@pytest.mark.parametrize(
    ("droit", "etat"),
    [
        ({"fin": date(2020, 1, 1)}, "echue"),
        ({"debut": date(2027, 1, 1)}, "a_venir"),
    ],
)
def test_a_line_lives_no_longer_than_its_right(droit: dict[str, date], etat: str) -> None:
    line = LigneReservation("VILLE", "D1", date(2000, 1, 1), date(2050, 1, 1))
    assert situer(line, a_droit(reference="D1", **droit)).etat == etat


def test_a_delegated_dwelling_is_seen_by_its_holder_and_its_user() -> None:
    droit = a_droit(
        reservataire="EPCI",
        type_reservataire="epci",
        reference="D1",
        utilisateur="VILLE",
        delegation_debut=date(2020, 1, 1),
        delegation_fin=date(2026, 11, 2),
    )
    for named in ("EPCI", "VILLE"):
        situee = situer(LigneReservation(named, "D1"), droit)
        assert (situee.titulaire, situee.utilisateur, situee.is_autre) == ("EPCI", "VILLE", False)
        assert set(situee.beneficiaires) == {"EPCI", "VILLE"}
    after = situer(LigneReservation("EPCI", "D1"), droit, jour=date(2026, 11, 2))
    assert after.beneficiaires == ("EPCI",)


def test_a_line_that_names_a_stranger_to_its_right_is_told() -> None:
    situee = situer(LigneReservation("CAF", "D1"), a_droit(reservataire="VILLE", reference="D1"))
    assert (situee.is_autre, situee.beneficiaires) == (True, ("CAF", "VILLE"))


def test_a_reference_given_twice_names_the_right_of_the_named() -> None:
    droits = [a_droit(reservataire=nom, reference="D1") for nom in ("AUTRE", "VILLE")]
    assert situer(LigneReservation("VILLE", "D1"), *droits).titulaire == "VILLE"
    assert situer(LigneReservation("CAF", "D1"), *droits).titulaire == "AUTRE"


def test_rights_without_a_reference_cannot_be_cited() -> None:
    assert index_references([situer_droit(a_droit(), JOUR, SURVIE)]) == {}
    assert situer(LigneReservation("VILLE", ""), a_droit(reservataire="VILLE")).droit is None


@given(registres(), st.none() | jours, st.none() | jours, jours)
def test_a_line_in_force_has_dates_that_say_so(
    droits: list[DroitReservation], debut: date | None, fin: date | None, jour: date
) -> None:
    cited = [a_droit(reference="D1", debut=d.debut, fin=d.fin, nature=d.nature) for d in droits]
    situee = situer(LigneReservation("VILLE", "D1", debut, fin), *cited, jour=jour)
    if situee.is_en_cours:
        assert situee.debut is None or situee.debut <= jour
        assert situee.fin is None or jour < situee.fin
        assert situee.droit is None or situee.droit.is_en_cours
