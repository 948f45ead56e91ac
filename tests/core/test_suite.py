"""What a dwelling waits for, and from whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.test_ecritures import CLAUSE, a_fait

from gef.core.ecritures import EtatLogement, list_possibles, open_etat, suivre
from gef.core.faits import ETATS, FAITS
from gef.core.parts import BAILLEUR
from gef.core.suite import ACTEURS, PAR_ETAT, RAPPELS, find_attente, find_rappel, is_designe_par_bailleur

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


SAME = {"is_confirmed": True, "is_same_menage": True}
OTHER = {"is_confirmed": True, "is_same_menage": False}
NOBODY = {"is_confirmed": False, "is_same_menage": False}


@pytest.mark.parametrize(
    ("choix", "impute", "confirmed", "expected"),
    [
        (("VILLE",), "VILLE", NOBODY, ""),
        (("VILLE", "ETAT-P"), "VILLE", NOBODY, "a_confirmer"),
        (("VILLE", "ETAT-P"), "ETAT-P", SAME, ""),
        (("VILLE", "ETAT-P"), "ETAT-P", OTHER, "autre_menage"),
        (("VILLE",), "ETAT-P", OTHER, "autre_menage"),
        (("VILLE",), "VILLE", OTHER, ""),
    ],
)
def test_an_account_is_confirmed_for_the_household_retained(
    choix: tuple[str, ...], impute: str, confirmed: dict[str, bool], expected: str
) -> None:
    assert find_rappel(choix, impute, **confirmed) == expected
    assert expected in {"", *RAPPELS}


@pytest.mark.parametrize(
    ("faits", "acteur", "first"),
    [
        (("orientation", "candidats"), "bailleur", "imputation"),
        (("orientation", "candidats", "attribution", "refus_menage"), "bailleur", "imputation"),
        (("orientation", "candidats", "attribution"), "menage", "acceptation_menage"),
        (("orientation", "transmission"), "reservataire", "candidats"),
    ],
)
def test_an_imputation_to_confirm_comes_first_while_it_may_be_written(
    faits: tuple[str, ...], acteur: str, first: str
) -> None:
    attente = find_attente(follow(*faits), rappel="autre_menage")
    assert (attente.acteur, attente.faits[0]) == (acteur, first)


rappels = st.sampled_from(["", *RAPPELS])


@given(
    st.lists(kinds, max_size=15),
    st.sampled_from(["directe", "deleguee", "mixte"]),
    st.sampled_from(["", "anru"]),
    rappels,
)
def test_what_is_expected_may_always_follow(faits: list[str], mode: str, hors_flux: str, rappel: str) -> None:
    etat = open_etat(hors_flux)
    for kind in faits:
        if kind in list_possibles(etat):
            etat, _ = suivre("L-1", etat, a_fait(kind), lambda _: CLAUSE)
    assert set(find_attente(etat, mode, rappel).faits) <= set(list_possibles(etat))
