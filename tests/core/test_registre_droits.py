from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_registre import JOUR, SURVIE, a_droit, a_garantie, jours, registres

from gef.core.errors import DonneeInvalideError
from gef.core.parts import TYPES_RESERVATAIRE
from gef.core.registre_droits import (
    FAMILLE_PAR_TYPE,
    NATURES_DROIT,
    DroitReservation,
    list_en_cours,
    read_survie,
    situer_droit,
)
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
        ({"mode_gestion": "libre"}, "mode_gestion : « libre »"),
        ({"part_garantie": Fraction(0)}, "quotité garantie : 0"),
        ({"part_garantie": Fraction(6, 5)}, "quotité garantie : 6/5"),
        ({"delegation_debut": JOUR}, "délégation : des dates sans utilisateur"),
        ({"delegation_fin": JOUR}, "délégation : des dates sans utilisateur"),
        ({"utilisateur": "Ville de Lys"}, "utilisateur : son titulaire"),
        ({"utilisateur": "EPCI", "delegation_fin": date(2000, 1, 1)}, "fin de délégation : 01/01/2000"),
        (
            {"utilisateur": "EPCI", "delegation_debut": JOUR, "delegation_fin": JOUR},
            "fin de délégation : 01/11/2026 ; attendu : après son début, 01/11/2026",
        ),
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


@given(registres(), jours)
def test_rights_in_force_are_those_that_the_situation_says(droits: list[DroitReservation], jour: date) -> None:
    kept = list(list_en_cours(droits, jour, SURVIE))
    assert [s.droit for s in kept] == [
        d for d in droits if situer_droit(d, jour, SURVIE).etat in {"en_cours", "survie"}
    ]
    for situe in kept:
        fin = situe.fin_retenue
        assert situe.droit.debut <= jour
        assert fin is None or jour < fin
        assert not situe.is_prolonge or (fin is not None and fin != situe.droit.fin)


@pytest.mark.parametrize(
    ("debut", "fin", "jour", "utilisateur"),
    [
        (None, None, date(2000, 1, 1), "EPCI"),
        (None, None, date(1999, 12, 31), "Ville de Lys"),
        (date(2020, 1, 1), None, date(2019, 12, 31), "Ville de Lys"),
        (date(2020, 1, 1), None, date(2020, 1, 1), "EPCI"),
        (date(2020, 1, 1), date(2026, 1, 1), date(2025, 12, 31), "EPCI"),
        (date(2020, 1, 1), date(2026, 1, 1), date(2026, 1, 1), "Ville de Lys"),
    ],
)
def test_who_uses_a_right_on_a_day(debut: date | None, fin: date | None, jour: date, utilisateur: str) -> None:
    droit = a_droit(utilisateur="EPCI", delegation_debut=debut, delegation_fin=fin)
    assert droit.utilisateur_au(jour) == utilisateur
    assert a_droit().utilisateur_au(jour) == "Ville de Lys"


def test_what_the_law_keeps_on_its_dwellings() -> None:
    stock = {nature for nature in NATURES_DROIT if a_droit(nature=nature).is_en_stock}
    assert stock == {"defense", "securite_interieure", "sante"}
