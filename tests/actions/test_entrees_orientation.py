"""A flux in JSON: the decisions of the core, each verifiable from its record alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.actions.codec import decode, encode
from gef.actions.entrees_orientation import (
    DecisionEnregistree,
    EntreeOrientation,
    EntreeVerification,
    LogementLibere,
    orienter,
    verifier,
)
from gef.core.enregistrement import record_decision, record_proposition
from gef.core.errors import DonneeInvalideError, JournalIncoherentError
from gef.core.orientation import Moteur, Parametres, Reservataire, orienter_flux

RESERVATAIRES = (
    Reservataire("AL", "action_logement", "departement"),
    Reservataire("ETAT-P", "etat_prio", "departement"),
    Reservataire("VILLE", "commune", "commune:A"),
)
PARTS = {"AL": Fraction(2, 5), "ETAT-P": Fraction(1, 4), "VILLE": Fraction(1, 5), "BAILLEUR": Fraction(3, 20)}


def a_logement(rang: int, **fields: Any) -> LogementLibere:
    jour = date(2026, 1, 1) + timedelta(days=rang)
    return LogementLibere(rang, jour, f"L{rang}", "A", "E1", **{**ATTRIBUTS, **fields})


ATTRIBUTS: dict[str, Any] = {"typologie": "T3", "financement": "PLUS", "qpv": False, "forme": "collectif"}
LOGEMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "typologie": st.sampled_from(["T1", "T3", "T5+"]),
            "qpv": st.booleans(),
            "hors_flux": st.sampled_from(["", "", "mutations"]),
            "refus": st.lists(st.sampled_from(["AL", "ETAT-P", "VILLE"]), unique=True, max_size=2).map(tuple),
        }
    ),
    max_size=12,
)


def an_entree(logements: list[dict[str, Any]], **changes: Any) -> EntreeOrientation:
    flux = tuple(a_logement(rang, **fields) for rang, fields in enumerate(logements, start=1))
    return EntreeOrientation(RESERVATAIRES, {"A": PARTS}, flux, **changes)


@given(LOGEMENTS, st.sampled_from(["equilibre", "retard"]))
def test_decisions_are_those_of_the_core_and_verify_themselves(logements: list[dict[str, Any]], regle: str) -> None:
    entree = an_entree(logements, parametres=Parametres(regle=regle))
    orientation = orienter(entree)
    flux = [logement.to_logement() for logement in entree.flux]
    records = [record_decision(d) for d in orienter_flux(RESERVATAIRES, {"A": PARTS}, flux, entree.parametres)]
    assert [decode(DecisionEnregistree, record) for record in records] == list(orientation.decisions)
    for decision in orientation.decisions:
        assert verifier(EntreeVerification(decision, entree.parametres)).is_conforme


@given(LOGEMENTS)
def test_entries_and_decisions_go_to_json_and_back(logements: list[dict[str, Any]]) -> None:
    entree = an_entree(logements)
    assert decode(EntreeOrientation, json.loads(json.dumps(encode(entree)))) == entree
    for decision in orienter(entree).decisions:
        assert decode(DecisionEnregistree, json.loads(json.dumps(encode(decision)))) == decision


def test_a_dwelling_out_of_the_flux_has_no_decision() -> None:
    decisions = orienter(an_entree([{}, {"hors_flux": "vente"}, {}])).decisions
    assert [decision.rang for decision in decisions] == [1, 3]


@pytest.mark.parametrize("rangs", [(1, 1), (2, 1)])
def test_ranks_are_in_order_and_met_once(rangs: tuple[int, int]) -> None:
    entree = EntreeOrientation(RESERVATAIRES, {"A": PARTS}, tuple(a_logement(rang) for rang in rangs))
    with pytest.raises(DonneeInvalideError, match="attendu : croissants, chacun une fois"):
        orienter(entree)


def test_another_choice_or_another_rule_is_not_the_recorded_decision() -> None:
    (decision,) = orienter(an_entree([{}])).decisions
    other = verifier(EntreeVerification(replace(decision, reservataire="VILLE"), Parametres()))
    assert (other.is_conforme, other.reservataire) == (False, "VILLE")
    assert f"le calcul donne {decision.reservataire}" in other.constat
    assert not verifier(EntreeVerification(decision, Parametres(regle="retard"))).is_conforme


def test_a_record_without_its_attributes_cannot_be_verified() -> None:
    (decision,) = orienter(an_entree([{}])).decisions
    broken = replace(decision, lignes=(replace(decision.lignes[0], recus_attribut=(1,)), *decision.lignes[1:]))
    with pytest.raises(JournalIncoherentError, match="4 attributs attendus"):
        verifier(EntreeVerification(broken, Parametres()))


def test_the_settings_are_those_given_or_those_of_the_record() -> None:
    (decision,) = orienter(an_entree([{}])).decisions
    retard = Parametres(regle="retard")
    assert verifier(EntreeVerification(replace(decision, parametres=Parametres()))).is_conforme
    assert not verifier(EntreeVerification(replace(decision, parametres=retard))).is_conforme
    assert verifier(EntreeVerification(replace(decision, parametres=retard), Parametres())).is_conforme
    with pytest.raises(DonneeInvalideError, match="parametres : absents"):
        verifier(EntreeVerification(decision))


def test_the_record_of_a_screen_is_read() -> None:
    moteur = Moteur(RESERVATAIRES, Parametres())
    logement = a_logement(1).to_logement()
    moteur.liberer(logement, PARTS)
    record = record_proposition(moteur.proposer(logement, PARTS), parametres=moteur.parametres)
    assert verifier(EntreeVerification(decode(DecisionEnregistree, record))).is_conforme
