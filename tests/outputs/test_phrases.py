"""Sentences of a proposal: its account, its motive, and what would have changed it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.orientation import Logement, Moteur, Parametres, Proposition
from gef.core.parts import BAILLEUR, Reservataire
from gef.core.regle import MOTIFS
from gef.outputs.phrases import RAISONS, dire, dire_contrefactuel

VILLE = Reservataire("VILLE", "commune", "commune:06029")
AL = Reservataire("AL", "action_logement", "departement")
PARTS = {"VILLE": Fraction(1, 5), "AL": Fraction(2, 5), BAILLEUR: Fraction(2, 5)}
NOMS = {"VILLE": "Ville de Lys", "AL": "Action Logement", BAILLEUR: "Non réservé"}


def propose(*given_to: str, regle: str = "equilibre", refus: tuple[str, ...] = ()) -> Proposition:
    """Give dwellings to accounts one after the other, then propose for the next one."""
    moteur = Moteur((VILLE, AL), Parametres(regle=regle))
    for rang, nom in enumerate((*given_to, ""), start=1):
        logement = Logement(rang, date(2026, 6, 1), f"L{rang}", "06029", "", "T3", "PLUS", qpv=False, forme="collectif")
        moteur.liberer(logement, PARTS)
        if nom:
            moteur.engager(logement, nom)
    return moteur.proposer(logement, PARTS, frozenset(refus))


def test_every_motive_has_its_sentence() -> None:
    assert set(RAISONS) == set(MOTIFS)
    assert all(sentence.endswith(".") for sentence in RAISONS.values())


def test_the_account_of_the_chosen_one_comes_first() -> None:
    assert dire(propose(), NOMS) == (
        "Action Logement : 0,40 droits acquis, 0\u00a0logement reçu, solde +0,40. "
        "Nul n’est au-delà du seuil de retard : ce logement est celui qui équilibre le mieux les comptes."
    )


def test_who_is_late_is_said_late() -> None:
    proposition = propose(*[BAILLEUR] * 2)
    assert proposition.choix.motif == "retard"
    assert dire(proposition, NOMS).endswith("Son retard dépasse le seuil, et nul n’est plus en retard ici.")
    assert "1,20 droits acquis" in dire(proposition, NOMS)


def test_when_nobody_has_a_right_the_bailleur_keeps_it() -> None:
    proposition = propose(refus=("VILLE", "AL", BAILLEUR))
    assert proposition.choix.motif == "personne"
    assert dire(proposition, NOMS) == RAISONS["personne"]


def test_the_plain_rule_says_its_own_motive() -> None:
    assert dire(propose(regle="retard"), NOMS).endswith(RAISONS["plus_en_retard"])


@pytest.mark.parametrize(("count", "said"), [(1, "1\u00a0logement reçu"), (2, "2\u00a0logements reçus")])
def test_received_dwellings_agree(count: int, said: str) -> None:
    proposition = propose(*["AL"] * count, *["VILLE"] * 2, *[BAILLEUR] * 4)
    assert proposition.choix.retenu == "AL"
    assert said in dire(proposition, NOMS)


def test_what_would_have_changed_it_names_the_nearest_and_the_threshold() -> None:
    assert dire_contrefactuel(propose(), NOMS) == "avec un solde au-delà de +0,80, Ville de Lys passait devant."


def test_nobody_else_no_counterfactual() -> None:
    assert dire_contrefactuel(propose(refus=("VILLE", BAILLEUR)), NOMS) == ""


def test_an_account_without_a_name_shows_its_code() -> None:
    assert dire(propose(), {}).startswith("AL : ")


@given(st.lists(st.sampled_from(["VILLE", "AL", BAILLEUR]), max_size=12), st.sets(st.sampled_from(["VILLE", "AL"])))
def test_any_proposal_is_said(given_to: list[str], refus: set[str]) -> None:
    proposition = propose(*given_to, refus=tuple(refus))
    sentence = dire(proposition, NOMS)
    assert sentence.endswith(RAISONS[proposition.choix.motif])
    other = dire_contrefactuel(proposition, NOMS)
    assert other == "" or (NOMS[proposition.choix.retenu] not in other and other.endswith("."))
