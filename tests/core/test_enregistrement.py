"""The audit test: a decision is recomputed from the journal alone."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from tests.core.builders_orientation import PARTS, RESERVATAIRES, a_logement, flux

from gef.core.enregistrement import (
    Entete,
    read_entete,
    record_decision,
    record_proposition,
    rejouer,
    verifier_enregistrement,
)
from gef.core.errors import JournalIncoherentError
from gef.core.orientation import Logement, Moteur, Parametres, orienter_flux

DEFAUT = Parametres()


def write_journal(rows: list[Logement], parametres: Parametres = DEFAUT) -> list[dict[str, object]]:
    head = Entete(1, "0.1.0", parametres, RESERVATAIRES).to_record()
    decisions = orienter_flux(RESERVATAIRES, PARTS, rows, parametres)
    return json.loads(json.dumps([head, *(d.enregistrement() for d in decisions)]))


@given(flux(max_size=40))
def test_each_record_recomputes_alone_and_the_journal_replays(rows: list[Logement]) -> None:
    journal = write_journal(rows)
    for record in journal[1:]:
        choix = verifier_enregistrement(record, DEFAUT)
        assert choix.retenu == record["reservataire"]
    assert [d.enregistrement() for d in rejouer(journal)] == journal[1:]


def test_the_header_keeps_the_settings_exactly() -> None:
    entete = Entete(1, "0.1.0", Parametres(regle="retard"), RESERVATAIRES)
    assert read_entete(json.loads(json.dumps(entete.to_record()))) == entete


def test_a_changed_number_is_found() -> None:
    rows = [a_logement(rang) for rang in range(1, 30)]
    journal = write_journal(rows)
    forged = copy.deepcopy(journal[12])
    other = next(row for row in forged["lignes"] if row["reservataire"] != forged["reservataire"])  # type: ignore[attr-defined]
    other["droits"] = "99"
    with pytest.raises(JournalIncoherentError, match="rang 12 : l’enregistrement dit"):
        verifier_enregistrement(forged, DEFAUT)


def test_a_changed_decision_is_found_on_replay() -> None:
    journal = write_journal([a_logement(rang) for rang in range(1, 30)])
    journal[9]["reservataire"] = "CD" if journal[9]["reservataire"] != "CD" else "AL"
    with pytest.raises(JournalIncoherentError, match="rang 9"):
        list(rejouer(journal))


@pytest.mark.parametrize(
    ("journal", "message"),
    [
        ([], "vide"),
        ([{"rang": 1}], "la première ligne n’est pas un en-tête"),
        ([{"type": "entete", "version": 99}], "de version 99"),
    ],
)
def test_a_journal_that_is_not_one_is_refused(journal: list[dict[str, object]], message: str) -> None:
    with pytest.raises(JournalIncoherentError, match=message):
        list(rejouer(journal))


def test_an_unreadable_record_says_where() -> None:
    journal = write_journal([a_logement(1)])
    journal[1]["lignes"][0]["part"] = "dix"  # type: ignore[index]
    with pytest.raises(JournalIncoherentError, match="rang 1 : enregistrement illisible"):
        verifier_enregistrement(journal[1], DEFAUT)
    del journal[1]["date"]
    with pytest.raises(JournalIncoherentError, match="rang 1"):
        list(rejouer(journal))


def test_a_proposal_before_decision_has_the_same_record() -> None:
    moteur = Moteur(RESERVATAIRES, DEFAUT)
    logement = a_logement()
    moteur.liberer(logement, PARTS["A"])
    proposed = record_proposition(moteur.proposer(logement, PARTS["A"]))
    decided = record_decision(next(iter(orienter_flux(RESERVATAIRES, PARTS, [logement], DEFAUT))))
    assert proposed == decided


def test_a_record_that_stands_alone_holds_its_settings() -> None:
    moteur = Moteur(RESERVATAIRES, Parametres(regle="retard"))
    logement = a_logement()
    moteur.liberer(logement, PARTS["A"])
    proposition = moteur.proposer(logement, PARTS["A"])
    record = json.loads(json.dumps(record_proposition(proposition, (), moteur.parametres)))
    assert verifier_enregistrement(record) == proposition.choix
    with pytest.raises(JournalIncoherentError, match="n’a pas ses réglages"):
        verifier_enregistrement(record_proposition(proposition))
