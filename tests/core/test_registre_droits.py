from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_registre import JOUR, SURVIE, a_droit, a_garantie, jours, registres

from gef.core.errors import DonneeInvalideError
from gef.core.parts import TYPES_RESERVATAIRE
from gef.core.registre_droits import FAMILLE_PAR_TYPE, DroitReservation, read_survie, situer_droit
from gef.law.errors import ParametreAbsentError


@pytest.mark.parametrize(
    ("droit", "etat", "fin"),
    [
        (a_droit(), "en_cours", date(2040, 1, 1)),
        (a_droit(fin=None), "en_cours", None),
        (a_droit(debut=JOUR), "en_cours", date(2040, 1, 1)),
        (a_droit(debut=JOUR + timedelta(days=1)), "a_venir", date(2040, 1, 1)),
        (a_droit(fin=JOUR + timedelta(days=1)), "en_cours", JOUR + timedelta(days=1)),
        (a_droit(fin=JOUR), "echu", JOUR),
        (a_garantie(), "survie", date(2029, 5, 6)),
        (a_garantie(type_reservataire="epci"), "survie", date(2029, 5, 6)),
        (a_garantie(type_reservataire="departement"), "echu", date(2024, 5, 6)),
        (a_garantie(type_reservataire="region"), "echu", date(2024, 5, 6)),
        (a_garantie(nature="financement"), "echu", date(2024, 5, 6)),
        (a_garantie(fin=None), "survie", date(2029, 5, 6)),
        (a_garantie(fin=None, type_reservataire="departement"), "en_cours", None),
        (a_garantie(fin=date(2035, 1, 1)), "en_cours", date(2035, 1, 1)),
        (a_garantie(fin=None, echeance_pret=date(2038, 1, 1)), "en_cours", date(2043, 1, 1)),
        (a_garantie(fin=date(2021, 11, 1), echeance_pret=date(2021, 11, 1)), "echu", date(2026, 11, 1)),
        (a_garantie(fin=date(2021, 11, 2), echeance_pret=date(2021, 11, 2)), "survie", date(2026, 11, 2)),
        (a_garantie(echeance_pret=None), "echu", date(2024, 5, 6)),
        (a_garantie(fin=None, echeance_pret=None), "en_cours", None),
    ],
)
def test_a_right_on_a_day(droit: DroitReservation, etat: str, fin: date | None) -> None:
    situe = situer_droit(droit, JOUR, SURVIE)
    assert (situe.etat, situe.fin_retenue) == (etat, fin)


def test_the_law_gives_five_years_to_communes_and_epci_only() -> None:
    survie = read_survie(JOUR)
    assert (survie.annees, survie.types) == (5, {"commune", "epci"})
    assert "L. 441-1" in survie.source.reference
    with pytest.raises(ParametreAbsentError):
        read_survie(date(1990, 1, 1))


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"nature": "caution"}, "nature : « caution »"),
        ({"type_droit": "double"}, "type_droit : « double »"),
        ({"type_reservataire": "bailleur"}, "type_reservataire : « bailleur »"),
        ({"nombre": -1}, "nombre : -1"),
        ({"fin": date(2000, 1, 1)}, "fin : 01/01/2000 ; attendu : après le début"),
    ],
)
def test_an_invalid_right_names_its_holder_and_field(champs: dict[str, object], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=f"droit de Ville de Lys, {message}"):
        replace(a_droit(), **champs)


def test_every_kind_of_reservataire_has_a_family() -> None:
    assert set(FAMILLE_PAR_TYPE) == set(TYPES_RESERVATAIRE) - {"bailleur"}


@given(registres(), jours, st.integers(0, 10))
def test_a_longer_survival_never_ends_a_right_sooner(droits: list[DroitReservation], jour: date, annees: int) -> None:
    for droit in droits:
        courte = situer_droit(droit, jour, replace(SURVIE, annees=annees))
        longue = situer_droit(droit, jour, replace(SURVIE, annees=annees + 1))
        assert courte.fin_retenue == longue.fin_retenue or courte.fin_retenue < longue.fin_retenue
        assert longue.etat in {courte.etat, "survie"}


@given(registres(), jours)
def test_an_ended_right_stays_ended(droits: list[DroitReservation], jour: date) -> None:
    for droit in droits:
        if situer_droit(droit, jour, SURVIE).etat == "echu":
            assert situer_droit(droit, jour + timedelta(days=1), SURVIE).etat == "echu"
