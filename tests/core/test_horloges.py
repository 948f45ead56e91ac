"""The clocks of the dwellings, on the delays of sources 003 and 004 and of the household's answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.delais import Calendrier, Delai
from gef.core.errors import DonneeInvalideError
from gef.core.faits import FAITS
from gef.core.horloges import (
    CONSEQUENCES,
    CONSEQUENCES_PAR_ETAPE,
    DECOMPTES,
    ETAPES_DELAI,
    FAITS_PROPOSES,
    PROFIL_PAR_DEFAUT,
    STARTS,
    STOPS,
    ClauseDelai,
    FaitDate,
    SuiviDelais,
    find_clause,
    find_retards,
)
from gef.core.motifs import Source

ALPES = Calendrier("06")
CONVENTION = Source("convention Ville de Lys, art. 5", "locale")
ENVOI = date(2026, 11, 23)
COURTE = ClauseDelai(
    "reponse", Delai(3, "ouvrables"), "reprendre", "non_compte", CONVENTION, "VILLE", date(2026, 1, 1), date(2027, 1, 1)
)


def suivi(*faits: tuple[str, date], reservataire: str = "VILLE", **more: Any) -> SuiviDelais:
    return SuiviDelais("L-1", reservataire, tuple(FaitDate(*fait) for fait in faits), **more)


def running(one: SuiviDelais, jour: date, *clauses: ClauseDelai) -> dict[str, tuple[date, int, str]]:
    return {h.clause.etape: (h.echeance, h.restants, h.consequence) for h in find_retards([one], jour, clauses, ALPES)}


def test_the_three_clocks_of_a_transmission() -> None:
    """Sources 003 and 004: 5 worked days, 10 calendar days, 1 calendar month from the transmission."""
    sent = suivi(("orientation", ENVOI), ("transmission", ENVOI))
    assert running(sent, date(2026, 11, 30)) == {
        "reponse": (date(2026, 11, 30), 0, ""),
        "dossiers": (date(2026, 12, 3), 3, ""),
        "candidats": (date(2026, 12, 23), 23, ""),
    }
    assert running(sent, date(2026, 12, 4)) == {
        "reponse": (date(2026, 11, 30), -4, "reorienter"),
        "dossiers": (date(2026, 12, 3), -1, "completer"),
        "candidats": (date(2026, 12, 23), 19, ""),
    }


def test_an_answer_stops_its_clock_only_and_the_candidates_stop_the_rest() -> None:
    sent = (("transmission", ENVOI), ("acceptation", date(2026, 11, 25)))
    assert set(running(suivi(*sent), date(2026, 11, 26))) == {"dossiers", "candidats"}
    assert running(suivi(*sent, ("candidats", date(2026, 12, 1))), date(2026, 12, 2)) == {}


@pytest.mark.parametrize("end", ["refus", "non_reponse", "reprise", "retour", "attribution", "bail", "abandon"])
def test_what_takes_the_dwelling_away_stops_every_clock_of_the_reservataire(end: str) -> None:
    clocks = running(suivi(("transmission", ENVOI), (end, date(2026, 11, 25))), date(2026, 12, 31))
    assert set(clocks) <= {"menage"}


def test_a_dwelling_oriented_again_starts_from_its_new_transmission() -> None:
    later = date(2026, 12, 14)
    again = suivi(("transmission", ENVOI), ("refus", ENVOI), ("orientation", later), reservataire="AL")
    assert running(again, date(2026, 12, 15)) == {}
    again = replace(again, faits=(*again.faits, FaitDate("transmission", later)))
    assert running(again, date(2026, 12, 15))["reponse"] == (date(2026, 12, 21), 6, "")


def test_the_silence_of_a_household_is_a_refusal_after_ten_days_at_least() -> None:
    """CCH art. R. 441-10; the Saturday 12 December 2026 moves to Monday."""
    offered = suivi(("transmission", ENVOI), ("attribution", date(2026, 12, 2)))
    assert running(offered, date(2026, 12, 14)) == {"menage": (date(2026, 12, 14), 0, "")}
    assert running(offered, date(2026, 12, 15)) == {"menage": (date(2026, 12, 14), -1, "refus")}
    for end in ("acceptation_menage", "refus_menage", "bail"):
        assert running(replace(offered, faits=(*offered.faits, FaitDate(end, ENVOI))), date(2026, 12, 15)) == {}


def test_new_build_is_transmitted_three_months_ahead() -> None:
    new = suivi(mise_en_service=date(2027, 5, 31))
    assert running(new, date(2027, 2, 1)) == {"neuf": (date(2027, 2, 28), 27, "")}
    assert running(new, date(2027, 3, 1))["neuf"] == (date(2027, 2, 28), -1, "aucune")
    sent = replace(new, faits=(FaitDate("transmission", date(2027, 2, 1)),))
    assert "neuf" not in running(sent, date(2027, 2, 1))


def test_a_cancelled_fact_stops_nothing() -> None:
    sent = (("transmission", ENVOI), ("acceptation", ENVOI), ("annulation", ENVOI))
    assert "reponse" in running(suivi(*sent), ENVOI)
    assert running(suivi(*sent, ("annulation", ENVOI)), ENVOI) == {}
    assert running(suivi(("annulation", ENVOI)), ENVOI) == {}


@pytest.mark.parametrize(
    ("consequence", "fait"), [("completer", "candidats"), ("reprendre", "reprise"), ("reorienter", "non_reponse")]
)
def test_a_person_confirms_with_a_fact_of_the_ledger(consequence: str, fait: str) -> None:
    clause = replace(COURTE, consequence=consequence)
    before, after = (
        find_retards([suivi(("transmission", ENVOI))], jour, (clause,), ALPES)[0]
        for jour in (date(2026, 11, 26), date(2026, 11, 27))
    )
    assert (before.fait_propose, after.fait_propose) == ("", fait)


def test_facts_to_come_are_not_read() -> None:
    sent = suivi(("transmission", ENVOI), ("candidats", date(2026, 12, 1)))
    assert running(sent, date(2026, 11, 22)) == {}
    assert set(running(sent, date(2026, 11, 30))) == {"reponse", "dossiers", "candidats"}


def test_the_convention_in_force_when_the_clock_starts_wins_over_the_default() -> None:
    sent = suivi(("transmission", ENVOI))
    assert running(sent, date(2026, 11, 28), COURTE)["reponse"] == (date(2026, 11, 26), -2, "reprendre")
    for other in (
        replace(COURTE, reservataire="AL"),
        replace(COURTE, fin=ENVOI),
        replace(COURTE, debut=date(2026, 11, 24)),
    ):
        assert running(sent, date(2026, 11, 28), other)["reponse"][0] == date(2026, 11, 30)


def test_the_last_written_clause_wins_and_the_default_says_that_it_is_one() -> None:
    later = replace(COURTE, delai=Delai(8, "calendaires"))
    assert find_clause("reponse", "VILLE", ENVOI, (COURTE, later)) == later
    default = find_clause("candidats", "VILLE", ENVOI, (COURTE, later))
    assert (default.is_par_defaut, later.is_par_defaut) == (True, False)


def test_the_default_profile_names_its_sources_and_only_the_household_has_a_law() -> None:
    natures = {clause.etape: clause.source.nature for clause in PROFIL_PAR_DEFAUT}
    assert natures == dict.fromkeys(ETAPES_DELAI, "pratique") | {"menage": "legale"}
    assert [c.delai.libelle for c in PROFIL_PAR_DEFAUT] == [
        "5 jours ouvrés",
        "10 jours calendaires",
        "1 mois calendaire",
        "10 jours calendaires, reporté au jour ouvré suivant",
        "3 mois calendaires",
    ]


def test_clocks_come_most_urgent_first() -> None:
    rows = [replace(suivi(("transmission", ENVOI)), logement=name) for name in ("L-2", "L-1")]
    clocks = find_retards(rows, date(2026, 11, 24), (), ALPES)
    assert [(h.logement, h.clause.etape) for h in clocks[:3]] == [
        ("L-1", "reponse"),
        ("L-2", "reponse"),
        ("L-1", "dossiers"),
    ]
    assert [h.echeance for h in clocks] == sorted(h.echeance for h in clocks)


def test_tables_are_complete() -> None:
    assert set(CONSEQUENCES_PAR_ETAPE) == set(ETAPES_DELAI) == {c.etape for c in PROFIL_PAR_DEFAUT}
    assert {code for codes in CONSEQUENCES_PAR_ETAPE.values() for code in codes} == set(CONSEQUENCES)
    assert {c.decompte for c in PROFIL_PAR_DEFAUT} == set(DECOMPTES)
    assert set(STARTS) == set(STOPS) == set(ETAPES_DELAI) - {"neuf"}
    assert all(STARTS[etape] not in STOPS[etape] for etape in STARTS)
    written = {*STARTS.values(), *FAITS_PROPOSES.values(), *(code for codes in STOPS.values() for code in codes)} - {""}
    assert written <= set(FAITS)
    assert set(FAITS_PROPOSES) == set(CONSEQUENCES)


CODES = st.sampled_from(sorted(set(STARTS.values()).union(*STOPS.values())))
JOURS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(CODES, JOURS), max_size=8), JOURS)
def test_a_clock_runs_exactly_when_the_last_word_on_its_step_started_it(
    faits: list[tuple[str, date]], jour: date
) -> None:
    faits.sort(key=lambda fait: fait[1])
    clocks = find_retards([suivi(*faits)], jour, (), ALPES)
    for etape in STARTS:
        words = [code for code, day in faits if day <= jour and code in {STARTS[etape], *STOPS[etape]}]
        expected = bool(words) and words[-1] == STARTS[etape]
        assert [h.clause.etape for h in clocks].count(etape) == expected
    for clock in clocks:
        assert clock.is_over == (jour > clock.echeance) == bool(clock.consequence)
        assert clock.restants == (clock.echeance - jour).days


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"etape": "visite"}, "reponse, dossiers, candidats, menage, neuf"),
        ({"consequence": "refus"}, "proposer le logement à un autre réservataire ; ou : désigner"),
        ({"decompte": "peut-être"}, "compte, non_compte, au_choix"),
        ({"fin": date(2026, 1, 1)}, "une fin après le début"),
        ({"etape": "menage", "consequence": "refus", "delai": Delai(8, "ouvrables")}, "10 jours au moins"),
        ({"etape": "menage", "consequence": "refus", "delai": Delai(0, "mois")}, "10 jours au moins"),
        ({"etape": "neuf", "consequence": "aucune"}, "en mois ou en jours calendaires"),
    ],
)
def test_a_clause_that_cannot_be_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        replace(COURTE, **changes)
