"""What a dwelling waits for, and from whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.test_ecritures import CLAUSE, a_fait

from gef.core.ecritures import EtatLogement, list_possibles, open_etat, suivre
from gef.core.faits import ETATS, FAITS
from gef.core.parts import BAILLEUR
from gef.core.suite import ACTEURS, PAR_ETAT, find_attente, is_designe_par_bailleur

kinds = st.sampled_from(sorted(FAITS))


def follow(*faits: str, hors_flux: str = "", nom: str = "VILLE") -> EtatLogement:
    etat = open_etat(hors_flux)
    for kind in faits:
        etat, _ = suivre("L-1", etat, a_fait(kind, nom), lambda _: CLAUSE)
    return etat


@pytest.mark.parametrize(
    ("faits", "mode", "acteur", "first"),
    [
        ((), "directe", "bailleur", "orientation"),
        (("orientation",), "directe", "bailleur", "transmission"),
        (("orientation",), "mixte", "bailleur", "transmission"),
        (("orientation",), "deleguee", "bailleur", "candidats"),
        (("orientation", "transmission"), "directe", "reservataire", "candidats"),
        (("orientation", "transmission", "acceptation"), "directe", "reservataire", "candidats"),
        (("orientation", "transmission", "requalification"), "mixte", "bailleur", "candidats"),
        (("orientation", "candidats"), "directe", "commission", "attribution"),
        (("orientation", "candidats", "attribution"), "directe", "menage", "acceptation_menage"),
        (("orientation", "attribution", "acceptation_menage"), "directe", "bailleur", "bail"),
        (("orientation", "attribution", "refus_menage"), "directe", "commission", "attribution"),
        (("orientation", "transmission", "reprise"), "directe", "bailleur", "candidats"),
        (("orientation", "requalification", "retour", "orientation"), "mixte", "bailleur", "transmission"),
    ],
)
def test_what_is_expected_step_by_step(faits: tuple[str, ...], mode: str, acteur: str, first: str) -> None:
    attente = find_attente(follow(*faits), mode)
    assert (attente.acteur, attente.faits[0]) == (acteur, first)


def test_out_of_the_flux_a_lease_follows_an_attribution_and_nothing_a_lease() -> None:
    assert find_attente(follow(hors_flux="anru")).faits == ("attribution", "bail")
    assert find_attente(follow("attribution", hors_flux="anru")).faits == ("bail", "refus_menage")
    assert find_attente(follow("attribution", "bail", hors_flux="anru")).faits == ()


def test_the_bailleur_designates_for_his_own_dwellings() -> None:
    assert is_designe_par_bailleur(follow("orientation", nom=BAILLEUR), "directe")


def test_every_state_is_known_and_every_actor_named() -> None:
    assert set(PAR_ETAT) == set(ETATS)
    assert {attente.acteur for attente in PAR_ETAT.values()} <= set(ACTEURS)


@given(st.lists(kinds, max_size=15), st.sampled_from(["directe", "deleguee", "mixte"]), st.sampled_from(["", "anru"]))
def test_what_is_expected_may_always_follow(faits: list[str], mode: str, hors_flux: str) -> None:
    etat = open_etat(hors_flux)
    for kind in faits:
        if kind in list_possibles(etat):
            etat, _ = suivre("L-1", etat, a_fait(kind), lambda _: CLAUSE)
    assert set(find_attente(etat, mode).faits) <= set(list_possibles(etat))
