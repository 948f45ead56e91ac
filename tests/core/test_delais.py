"""Delays: worked cases of the sources and of the code, and a slow oracle that looks at every day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.test_feries import paques_by_the_moon

from gef.core.delais import (
    UNITES,
    Calendrier,
    Delai,
    EntreeEcheance,
    Fermeture,
    JourEcarte,
    add_calendaires,
    add_francs,
    add_ouvrables,
    add_ouvres,
    calculer_avance,
    calculer_echeance,
    calculer_entree,
    nom_jour,
    read_delai,
    reporter,
)
from gef.core.errors import DonneeInvalideError

ALPES = Calendrier("06")
PONT = Fermeture(date(2026, 12, 24), date(2027, 1, 4), "fermeture de fin d’année")


def echeance(jour: date, nombre: int, unite: str, calendrier: Calendrier = ALPES, **more: Any) -> date:
    return calculer_echeance(jour, Delai(nombre, unite, **more), calendrier).echeance


# The oracle: every day from 2024 to 2038, its holidays from the table of full moons, and counts over sets.
TOUS = [date(2024, 1, 1) + timedelta(days=n) for n in range((date(2039, 1, 1) - date(2024, 1, 1)).days)]


def feries_oracle(departement: str) -> set[date]:
    fixes = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    mobiles = {1, 39, 50}
    if departement in ("57", "67", "68"):
        fixes, mobiles = fixes | {(12, 26)}, mobiles | {-2}
    if departement == "974":
        fixes = fixes | {(12, 20)}
    days = {d for d in TOUS if (d.month, d.day) in fixes}
    return days | {paques_by_the_moon(a) + timedelta(days=n) for a in range(2024, 2039) for n in mobiles}


FERIES = {departement: feries_oracle(departement) for departement in ("06", "67", "974")}


def is_worked(jour: date, calendrier: Calendrier, last: int) -> bool:
    closed = any(f.debut <= jour < f.fin for f in calendrier.fermetures)
    return jour.weekday() <= last and jour not in FERIES[calendrier.departement] and not closed


def oracle(jour: date, delai: Delai, calendrier: Calendrier) -> date:
    """The first day on which enough days are behind, looking at each day; then the first worked one from there."""
    count = 0
    turns = 0
    start = TOUS.index(jour)
    found = jour
    for day in TOUS[start:]:
        if day != jour:
            last = {"ouvres": 4, "ouvrables": 5}.get(delai.unite)
            count += last is None or is_worked(day, calendrier, last)
            turns += day.day == 1
        if delai.unite == "mois":
            tomorrow = day + timedelta(days=1)
            if turns == delai.nombre and (day.day == jour.day or (tomorrow.day == 1 and day.day < jour.day)):
                found = day
                break
        elif count == delai.nombre + (delai.unite == "francs"):
            found = day
            break
    if delai.unite == "francs" or delai.reporte:
        found = next(day for day in TOUS if day >= found and is_worked(day, calendrier, 4))
    return found


jours = st.dates(date(2024, 1, 1), date(2035, 12, 31))
fermetures = st.lists(
    st.builds(
        lambda debut, days: Fermeture(debut, debut + timedelta(days=days), "fermeture"), jours, st.integers(1, 20)
    ),
    max_size=3,
).map(tuple)
calendriers = st.builds(Calendrier, st.sampled_from(sorted(FERIES)), fermetures)
# Up to two years for every unit: 24 months, 366 days.
delais = st.one_of(
    st.builds(Delai, st.integers(0, 24), st.just("mois"), st.booleans()),
    st.builds(Delai, st.integers(0, 366), st.sampled_from(sorted(set(UNITES) - {"mois"})), st.booleans()),
)


@given(jours, delais, calendriers)
def test_every_unit_agrees_with_the_day_by_day_oracle(jour: date, delai: Delai, calendrier: Calendrier) -> None:
    assert calculer_echeance(jour, delai, calendrier).echeance == oracle(jour, delai, calendrier)


@pytest.mark.parametrize("unite", sorted(UNITES))
@pytest.mark.parametrize("departement", sorted(FERIES))
def test_the_delays_of_the_trade_agree_with_the_oracle_every_week_of_twelve_years(unite: str, departement: str) -> None:
    calendrier, delai = Calendrier(departement), Delai(1 if unite == "mois" else 5, unite)
    days = [d for d in TOUS if d.year <= 2035][::7]
    assert [d for d in days if calculer_echeance(d, delai, calendrier).echeance != oracle(d, delai, calendrier)] == []


@given(jours, delais, calendriers)
def test_what_is_left_out_explains_every_day_between(jour: date, delai: Delai, calendrier: Calendrier) -> None:
    result = calculer_echeance(jour, delai, calendrier)
    left = [e.jour for e in result.ecartes]
    assert left == sorted(set(left))
    assert all(jour < d < result.echeance or (delai.nombre == 0 and d == jour) for d in left)
    assert all(e.motif for e in result.ecartes)
    counted = (result.echeance - jour).days - len(left)
    if delai.unite in ("ouvres", "ouvrables") and not delai.reporte:
        assert counted == delai.nombre


@given(jours, st.integers(0, 60), calendriers)
def test_a_longer_delay_never_ends_sooner_and_a_narrower_week_never_either(
    jour: date, nombre: int, calendrier: Calendrier
) -> None:
    for unite in UNITES:
        assert echeance(jour, nombre, unite, calendrier) <= echeance(jour, nombre + 1, unite, calendrier)
    ouvres, ouvrables = (echeance(jour, nombre, unite, calendrier) for unite in ("ouvres", "ouvrables"))
    assert echeance(jour, nombre, "calendaires", calendrier) <= ouvrables <= ouvres


@pytest.mark.parametrize(
    ("jour", "nombre", "unite", "attendu"),
    [
        # Source 003 and 004: five worked days; sent on a Sunday, on a Friday, before a bridge.
        (date(2026, 11, 22), 5, "ouvres", date(2026, 11, 27)),
        (date(2026, 11, 20), 5, "ouvres", date(2026, 11, 27)),
        (date(2026, 5, 7), 5, "ouvres", date(2026, 5, 18)),
        # Source 004: ten calendar days; source 003: one calendar month.
        (date(2026, 11, 22), 10, "calendaires", date(2026, 12, 2)),
        (date(2026, 11, 22), 1, "mois", date(2026, 12, 22)),
        # CPC art. 641: same day of the last month, or its last day.
        (date(2026, 1, 31), 1, "mois", date(2026, 2, 28)),
        (date(2028, 1, 31), 1, "mois", date(2028, 2, 29)),
        (date(2028, 2, 29), 12, "mois", date(2029, 2, 28)),
        (date(2026, 12, 31), 2, "mois", date(2027, 2, 28)),
        # Worked and workable days part on a Saturday.
        (date(2026, 11, 20), 1, "ouvrables", date(2026, 11, 21)),
        (date(2026, 11, 20), 1, "ouvres", date(2026, 11, 23)),
        # Clear days: Monday + 3 is Friday; Tuesday + 3 would be Saturday, hence Monday.
        (date(2026, 11, 23), 3, "francs", date(2026, 11, 27)),
        (date(2026, 11, 24), 3, "francs", date(2026, 11, 30)),
        (date(2026, 11, 20), 0, "francs", date(2026, 11, 23)),
        # Nothing to wait for: the day itself, worked or not.
        (date(2026, 11, 22), 0, "ouvres", date(2026, 11, 22)),
        (date(2026, 11, 22), 0, "mois", date(2026, 11, 22)),
    ],
)
def test_worked_cases(jour: date, nombre: int, unite: str, attendu: date) -> None:
    assert echeance(jour, nombre, unite) == attendu


def test_the_answer_of_the_household_expires_on_the_next_worked_day() -> None:
    """CCH art. R. 441-10 counted by CPC art. 641 and 642: notified on 2 February, ten days, the 12th; a Saturday moves."""
    assert echeance(date(2026, 2, 2), 10, "calendaires", reporte=True) == date(2026, 2, 12)
    assert echeance(date(2028, 2, 2), 10, "calendaires", reporte=True) == date(2028, 2, 14)
    assert echeance(date(2028, 2, 2), 10, "calendaires") == date(2028, 2, 12)


def test_good_friday_counts_in_alsace_only() -> None:
    assert echeance(date(2026, 4, 2), 1, "ouvres", Calendrier("67")) == date(2026, 4, 7)
    assert echeance(date(2026, 4, 2), 1, "ouvres", Calendrier("88")) == date(2026, 4, 3)


def test_a_closing_stops_the_worked_days_and_is_named() -> None:
    result = calculer_echeance(date(2026, 12, 22), Delai(3, "ouvres"), Calendrier("06", (PONT,)))
    assert result.echeance == date(2027, 1, 5)
    motifs = {e.jour: e.motif for e in result.ecartes}
    assert motifs[date(2026, 12, 24)] == "fermeture de fin d’année"
    assert motifs[date(2026, 12, 25)] == "Noël"
    assert motifs[date(2026, 12, 26)] == "samedi"


def test_the_explanation_lists_the_days_left_out_and_why() -> None:
    result = calculer_echeance(date(2026, 11, 9), Delai(5, "ouvres"), ALPES)
    explication = result.explication
    assert [e.code for e in explication.etapes] == ["depart", "delai", "ecartes", "echeance"]
    ecartes = explication.etape("ecartes")
    assert ecartes.valeur == 3
    assert ecartes.calcul == "mercredi 11/11/2026 (armistice de 1918), samedi 14/11/2026, dimanche 15/11/2026"
    assert ecartes.source is not None
    assert "L. 3133-1" in ecartes.source.reference
    assert explication.etape("echeance").valeur == "mardi 17/11/2026"


def test_practice_is_never_presented_as_law() -> None:
    result = calculer_echeance(date(2026, 11, 24), Delai(3, "francs"), ALPES)
    natures = {e.code: e.source.nature for e in result.explication.etapes if e.source}
    assert natures == {"depart": "pratique", "delai": "pratique", "report": "pratique", "echeance": "pratique"}
    assert result.ecartes == (JourEcarte(date(2026, 11, 28), "samedi"), JourEcarte(date(2026, 11, 29), "dimanche"))


def test_the_deadline_is_in_time_until_midnight() -> None:
    result = calculer_echeance(date(2026, 11, 22), Delai(5, "ouvres"), ALPES)
    assert [result.count_restants(date(2026, 11, d)) for d in (25, 27, 28)] == [2, 0, -1]
    assert [result.is_over(date(2026, 11, d)) for d in (27, 28)] == [False, True]


def test_each_unit_by_its_own_function() -> None:
    friday = date(2026, 11, 20)
    assert add_ouvres(friday, 1, ALPES)[0] == date(2026, 11, 23)
    assert add_ouvrables(friday, 2, ALPES) == (date(2026, 11, 23), (JourEcarte(date(2026, 11, 22), "dimanche"),))
    assert add_calendaires(friday, 1) == (date(2026, 11, 21), ())
    assert add_francs(friday, 1) == (date(2026, 11, 22), ())
    assert reporter(date(2026, 11, 21), ALPES)[0] == date(2026, 11, 23)
    assert reporter(friday, ALPES) == (friday, ())
    assert calculer_entree(EntreeEcheance(friday, Delai(1, "ouvres"), ALPES)).echeance == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("delai", "attendu"),
    [
        (Delai(3, "mois"), date(2027, 2, 28)),
        (Delai(10, "calendaires"), date(2027, 5, 21)),
        (Delai(0, "mois"), date(2027, 5, 31)),
    ],
)
def test_ahead_of_a_day(delai: Delai, attendu: date) -> None:
    assert calculer_avance(date(2027, 5, 31), delai) == attendu


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Delai(5, "ouvrées"), "ouvres, ouvrables, calendaires, mois, francs"),
        (lambda: read_delai("cinq ouvres"), "un nombre et une unité"),
        (lambda: read_delai("5"), "ouvres, ouvrables"),
        (lambda: read_delai("-5 ouvres"), "un nombre et une unité"),
        (lambda: read_delai("5 jours ouvres"), "ouvres, ouvrables"),
        (lambda: Delai(-1, "ouvres"), "de 0 à 366"),
        (lambda: Delai(367, "ouvres"), "de 0 à 366"),
        (lambda: Fermeture(date(2026, 1, 2), date(2026, 1, 2), "pont"), "une fin après le début"),
        (lambda: Fermeture(date(2026, 1, 2), date(2026, 4, 2), "travaux"), "62 jours au plus"),
        (lambda: Calendrier("99"), "département"),
        (lambda: calculer_avance(date(2026, 1, 2), Delai(1, "ouvres")), "mois ou calendaires"),
        (lambda: echeance(date(26, 1, 2), 1, "ouvres"), "exercice"),
    ],
)
def test_what_cannot_be_is_refused(build: Any, message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        build()


def test_words() -> None:
    assert read_delai(" 10  calendaires ", reporte=True) == Delai(10, "calendaires", reporte=True)
    assert Delai(1, "ouvres").libelle == "1 jour ouvré"
    assert Delai(10, "calendaires", reporte=True).libelle == "10 jours calendaires, reporté au jour ouvré suivant"
    assert Delai(3, "francs", reporte=True).libelle == "3 jours francs"
    assert nom_jour(date(2026, 11, 22)) == "dimanche 22/11/2026"
