"""The life of a convention: what may follow what, the days that are expected, and no path to an illegal state."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.tables_conventions import print_transitions

from gef.core.conventions import (
    APPLIQUEES,
    AUTEURS,
    ETATS_CONVENTION,
    PAROLES,
    TRANSITIONS,
    Duree,
    Parole,
    Vie,
    add_parole,
    find_next,
    read_vie,
)
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.periodes import add_mois

PAGE = Path(__file__).parents[2] / "docs" / "metier" / "conventions.md"
JOUR = date(2025, 11, 3)
DEBUT = date(2026, 1, 1)
FIN = date(2029, 1, 1)
MOTIF = "Délibération du 4 juin."


def say(kind: Any, jour: date = JOUR, **fields: Any) -> Parole:
    defaults: dict[str, Any] = {"version": 1, "document": "Convention du 3 novembre 2025"}
    if kind in ("entree_en_vigueur", "avenant"):
        defaults["effet"] = DEBUT
    return Parole(kind, jour, **defaults | fields)


SIGNED = (say("transmission"), say("signature"))
IN_FORCE = (*SIGNED, say("entree_en_vigueur"))


def test_the_page_prints_the_table_of_the_program() -> None:
    assert print_transitions() in PAGE.read_text(encoding="utf-8"), f"expected in {PAGE.name}:\n{print_transitions()}"


def test_every_state_is_reached_and_every_word_is_used() -> None:
    assert {"brouillon", *TRANSITIONS.values()} == set(ETATS_CONVENTION)
    assert {parole for _, parole in TRANSITIONS} == set(PAROLES) == set(AUTEURS)


def test_a_convention_lives_from_draft_to_expiry() -> None:
    vie = read_vie(IN_FORCE)
    assert (vie.etat, vie.debut, vie.fin, vie.version, vie.rang) == ("en_vigueur", DEBUT, FIN, 1, 3)
    vie = add_parole(vie, say("reconduction", FIN, effet=FIN))
    assert (vie.etat, vie.fin, vie.reconductions) == ("reconduite", date(2030, 1, 1), 1)
    vie = add_parole(vie, say("reconduction", date(2030, 1, 4), effet=date(2030, 1, 1)))
    assert not vie.is_reconductible
    assert vie.etat_au(date(2030, 12, 31)) == "reconduite"
    assert vie.etat_au(date(2031, 1, 1)) == "echue"
    with pytest.raises(TransitionInterditeError, match="attendu : transmission d’un projet d’avenant"):
        add_parole(vie, say("reconduction", date(2031, 1, 1), effet=date(2031, 1, 1)))
    assert add_parole(vie, say("echeance", date(2031, 1, 1))).etat == "echue"


def test_a_renewal_that_nobody_recorded_is_asked_for() -> None:
    vie = read_vie(IN_FORCE)
    assert not vie.is_a_reconduire(date(2028, 12, 31))
    assert vie.is_a_reconduire(FIN)
    assert vie.etat_au(FIN) == "en_vigueur"
    assert "reconduction tacite" in find_next(vie, FIN)
    assert read_vie(IN_FORCE, Duree(3, 0)).etat_au(FIN) == "echue"
    assert find_next(read_vie(IN_FORCE, Duree(3, 0)), FIN) == "Constater l’échéance."


def test_a_draft_is_sent_discussed_and_sent_again() -> None:
    vie = read_vie([say("transmission"), say("negociation", partie="reservataire"), say("transmission", version=2)])
    assert (vie.etat, vie.version) == ("transmise", 2)
    assert find_next(vie, JOUR, remarques=2) == "Répondre à 2 remarques du réservataire."


def test_a_denunciation_waits_for_the_notice() -> None:
    vie = read_vie(IN_FORCE)
    jour = date(2027, 3, 15)
    with pytest.raises(TransitionInterditeError, match="entre le 15/06/2027, au bout du préavis"):
        add_parole(vie, say("denonciation", jour, effet=date(2027, 6, 14), motif=MOTIF))
    ended = add_parole(vie, say("denonciation", jour, effet=date(2027, 6, 15), motif=MOTIF, partie="reservataire"))
    assert (ended.etat, ended.fin, ended.is_reconductible) == ("denoncee", date(2027, 6, 15), False)
    assert ended.etat_au(date(2027, 6, 15)) == "echue"
    assert ended.denonciable_jusqu_au is None
    assert vie.denonciable_jusqu_au == date(2028, 10, 1)


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("signature", {"document": " "}, "document absent"),
        ("entree_en_vigueur", {"effet": None}, "date d’effet absente"),
        ("denonciation", {"effet": FIN, "motif": "non"}, "10 caractères"),
        ("signature", {"partie": "reservataire"}, "l’acte du bailleur"),
        ("mutation", {}, "attendu : transmission, negociation"),
    ],
)
def test_a_word_that_lacks_something_is_refused(kind: Any, fields: dict[str, Any], expected: str) -> None:
    with pytest.raises(DonneeInvalideError, match=expected):
        say(kind, **fields)


@pytest.mark.parametrize(
    ("parole", "expected"),
    [
        (say("signature", date(2025, 1, 1)), "attendu : reconduction|impossible"),
        (say("echeance", date(2028, 12, 31)), "le 01/01/2029 ou après"),
        (say("reconduction", FIN, effet=DEBUT), "le 01/01/2029, lendemain"),
        (say("avenant", JOUR, effet=FIN), "du 01/01/2026 inclus au 01/01/2029 exclu"),
        (say("projet_avenant", date(2025, 11, 2)), "le 03/11/2025 ou après, jour de l’acte précédent"),
    ],
)
def test_a_word_on_the_wrong_day_is_refused(parole: Parole, expected: str) -> None:
    with pytest.raises(TransitionInterditeError, match=expected):
        add_parole(read_vie(IN_FORCE), parole)


@pytest.mark.parametrize("wrong", [{"annees": 0}, {"annees": 11}, {"reconductions": 6}, {"preavis": -1}])
def test_a_duration_out_of_use_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(DonneeInvalideError, match="Durée"):
        Duree(**wrong)


@given(st.lists(st.tuples(st.sampled_from(sorted(PAROLES)), st.integers(0, 900)), max_size=12), st.integers(0, 2))
def test_no_path_reaches_an_illegal_state(steps: list[tuple[Any, int]], reconductions: int) -> None:
    """Any words on any days: each is refused and changes nothing, or leads where the table says."""
    vie, jour = Vie(duree=Duree(3, reconductions)), JOUR
    for kind, days in steps:
        jour = date.fromordinal(jour.toordinal() + days)
        effet = vie.fin if kind == "reconduction" else add_mois(jour, 4)
        parole = say(kind, jour, effet=effet or jour, motif=MOTIF)
        before = vie
        try:
            vie = add_parole(vie, parole)
        except TransitionInterditeError:
            assert vie == before
            continue
        assert vie.etat == TRANSITIONS[before.etat, kind]
        assert vie.rang == before.rang + 1
        assert vie.reconductions <= reconductions
        assert (vie.etat in APPLIQUEES) <= (vie.debut is not None and vie.fin is not None and vie.debut < vie.fin)
        if before.fin and kind != "reconduction":
            assert vie.fin is not None
            assert vie.fin <= before.fin, "only a renewal goes further"
        assert read_vie(vie.paroles, vie.duree) == vie, "the words are enough"
