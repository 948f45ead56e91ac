"""The dialogue on a line of the register: what may follow what, and what a deadline does not close."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.avis import (
    DELAI_REPONSE,
    DELAI_REPONSE_MAX,
    ETATS_AVIS,
    MOTIFS_ATTENDUS,
    PARTIES,
    TRANSITIONS,
    TYPES_AVIS,
    Avis,
    Dialogue,
    EtatAvis,
    TypeAvis,
    add_avis,
    read_dialogue,
)
from gef.core.errors import DonneeInvalideError, TransitionInterditeError

JOUR, ECHEANCE = date(2026, 11, 2), date(2026, 12, 15)
MOTIF = "Délibération du 14 juin 2011, 6 logements."


def an_avis(type_avis: TypeAvis, jour: date = JOUR, **champs: object) -> Avis:
    motif = MOTIF if type_avis in MOTIFS_ATTENDUS else ""
    echeance = ECHEANCE if type_avis == "transmis" else None
    return Avis(type_avis, jour, **{"motif": motif, "echeance": echeance, **champs})


def a_dialogue(*types: TypeAvis) -> Dialogue:
    return read_dialogue(an_avis(type_avis) for type_avis in types)


@pytest.mark.parametrize(
    ("types", "etat"),
    [
        ((), "declare"),
        (("transmis",), "a_relire"),
        (("transmis", "transmis"), "a_relire"),
        (("transmis", "valide"), "valide"),
        (("transmis", "valide", "conteste"), "conteste"),
        (("transmis", "conteste"), "conteste"),
        (("transmis", "conteste", "valide"), "valide"),
        (("transmis", "conteste", "maintenu"), "maintenu"),
        (("transmis", "conteste", "maintenu", "valide"), "valide"),
        (("transmis", "conteste", "maintenu", "conteste"), "conteste"),
        (("transmis", "conteste", "corrige"), "corrige"),
        (("corrige",), "corrige"),
    ],
)
def test_where_a_dialogue_leads(types: tuple[TypeAvis, ...], etat: EtatAvis) -> None:
    dialogue = a_dialogue(*types)
    assert (dialogue.etat, dialogue.rang) == (etat, len(types))


@pytest.mark.parametrize(
    ("types", "suite", "possible"),
    [
        ((), "valide", "transmission au réservataire, correction"),
        ((), "conteste", "transmission au réservataire, correction"),
        (("transmis",), "maintenu", "transmission au réservataire, validation, contestation, correction"),
        (("transmis", "valide"), "valide", "contestation, correction"),
        (("transmis", "valide"), "transmis", "contestation, correction"),
        (("transmis", "conteste"), "conteste", "validation, maintien, correction"),
        (("transmis", "conteste", "maintenu"), "maintenu", "validation, contestation, correction"),
        (("transmis", "corrige"), "valide", "rien"),
    ],
)
def test_what_cannot_follow_is_refused_with_what_could(
    types: tuple[TypeAvis, ...], suite: TypeAvis, possible: str
) -> None:
    with pytest.raises(TransitionInterditeError) as refused:
        add_avis(a_dialogue(*types), an_avis(suite))
    assert str(refused.value).endswith(f"{TYPES_AVIS[suite]} impossible ; attendu : {possible}.")


def test_a_deadline_is_excluded_and_closes_nothing() -> None:
    dialogue = a_dialogue("transmis")
    assert dialogue.etat_au(ECHEANCE - timedelta(days=1)) == "a_relire"
    assert dialogue.etat_au(ECHEANCE) == "non_valide"
    assert add_avis(dialogue, an_avis("valide", ECHEANCE + timedelta(days=9))).etat_au(date(2027, 1, 1)) == "valide"


def test_sending_again_gives_another_deadline() -> None:
    later = date(2027, 2, 1)
    dialogue = add_avis(a_dialogue("transmis"), an_avis("transmis", ECHEANCE, echeance=later))
    assert (dialogue.echeance, dialogue.etat_au(date(2027, 1, 31))) == (later, "a_relire")


def test_without_a_deadline_a_line_waits_for_ever() -> None:
    assert read_dialogue([Avis("transmis", JOUR)]).etat_au(date(2060, 1, 1)) == "a_relire"


@pytest.mark.parametrize(
    ("types", "etat"),
    [
        ((), "expire"),
        (("transmis",), "expire"),
        (("transmis", "valide"), "expire"),
        (("transmis", "conteste", "maintenu"), "expire"),
        (("transmis", "conteste"), "conteste"),
        (("corrige",), "corrige"),
    ],
)
def test_a_contest_outlives_the_right(types: tuple[TypeAvis, ...], etat: EtatAvis) -> None:
    assert a_dialogue(*types).etat_au(JOUR, is_echu=True) == etat


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"type": "approuve"}, "« approuve » ; attendu : transmis, valide"),
        ({"type": "conteste", "motif": " trop court "[:9]}, "Écrivez le motif, en 10 caractères au moins : « délib"),
        ({"type": "maintenu"}, "Écrivez le motif"),
        ({"type": "corrige"}, "Écrivez le motif"),
        ({"type": "valide", "nombre": 3}, "nombre de logements : 3"),
        ({"type": "conteste", "motif": MOTIF, "nombre": -1}, "nombre de logements : -1 ; attendu : 0 ou plus"),
        ({"type": "transmis", "echeance": JOUR}, "avant le 02/11/2026 ; attendu : après le 02/11/2026"),
    ],
)
def test_a_word_that_says_nothing_clear_is_refused(champs: dict[str, object], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        Avis(**{"jour": JOUR, **champs})


def test_every_word_has_a_party_and_every_state_is_reached() -> None:
    assert set(PARTIES) == set(TYPES_AVIS) == {type_avis for _, type_avis in TRANSITIONS}
    assert {etat for etat, _ in TRANSITIONS} | set(TRANSITIONS.values()) == set(ETATS_AVIS) - {"non_valide", "expire"}


@given(st.lists(st.sampled_from(list(TYPES_AVIS)), max_size=12))
def test_only_what_the_table_says_is_accepted(types: list[TypeAvis]) -> None:
    dialogue = Dialogue()
    for type_avis in types:
        before = dialogue
        try:
            dialogue = add_avis(before, an_avis(type_avis))
        except TransitionInterditeError:
            assert not before.can(type_avis)
        else:
            assert before.can(type_avis)
            assert dialogue.etat == TRANSITIONS[before.etat, type_avis]
        assert dialogue.avis[: before.rang] == before.avis
    said = [avis.type for avis in dialogue.avis]
    # Nobody answers what was not sent to him; the bailleur holds to what was contested only; a correction is the end.
    assert not said or said[0] in ("transmis", "corrige")
    assert all(said[rank - 1] == "conteste" for rank, word in enumerate(said) if word == "maintenu")
    assert "corrige" not in said[:-1]
    assert read_dialogue(dialogue.avis) == dialogue


@given(
    types=st.lists(st.sampled_from(list(TYPES_AVIS)), max_size=8),
    jour=st.dates(JOUR, date(2028, 1, 1)),
    is_echu=st.booleans(),
)
def test_a_line_stands_somewhere_every_day(types: list[TypeAvis], jour: date, *, is_echu: bool) -> None:
    dialogue = Dialogue()
    for type_avis in types:
        if dialogue.can(type_avis):
            dialogue = add_avis(dialogue, an_avis(type_avis))
    etat = dialogue.etat_au(jour, is_echu=is_echu)
    assert etat in ETATS_AVIS
    assert (etat == "conteste") == (dialogue.etat == "conteste")
    assert etat != "non_valide" or dialogue.can("valide")


@pytest.mark.parametrize(("etat", "type_avis"), list(product(("valide", "corrige"), ("transmis", "maintenu"))))
def test_what_was_agreed_is_not_asked_again(etat: EtatAvis, type_avis: TypeAvis) -> None:
    assert not Dialogue(etat).can(type_avis)


def test_a_contest_awaits_its_answer_for_the_days_said_when_sending() -> None:
    sent = an_avis("transmis", delai=10)
    contested = read_dialogue([sent, an_avis("conteste", date(2026, 11, 9))])
    assert (contested.delai, contested.reponse_avant) == (10, date(2026, 11, 20))
    assert [contested.is_en_retard(date(2026, 11, day)) for day in (9, 19, 20)] == [False, False, True]


def test_a_line_sent_without_a_delay_has_the_default() -> None:
    dialogue = a_dialogue("transmis", "conteste")
    assert dialogue.delai == DELAI_REPONSE == 30
    assert dialogue.source_delai.nature == "pratique"
    assert dialogue.reponse_avant == date(2026, 12, 3)


def test_the_last_transmission_says_the_delay_and_a_second_contest_follows_it() -> None:
    dialogue = read_dialogue([an_avis("transmis", delai=10), an_avis("transmis", delai=5), an_avis("transmis")])
    assert (dialogue.delai, dialogue.source_delai.nature) == (5, "locale")
    for kind, day in (("conteste", 9), ("maintenu", 12), ("conteste", 20)):
        dialogue = add_avis(dialogue, an_avis(kind, date(2026, 11, day)))
    assert dialogue.reponse_avant == date(2026, 11, 26)


@given(st.lists(st.sampled_from(list(TYPES_AVIS)), max_size=8), st.integers(1, DELAI_REPONSE_MAX))
def test_an_answer_is_awaited_while_a_contest_waits_and_only_then(types: list[TypeAvis], delai: int) -> None:
    dialogue = Dialogue()
    for type_avis in types:
        if dialogue.can(type_avis):
            word = an_avis(type_avis, delai=delai) if type_avis == "transmis" else an_avis(type_avis)
            dialogue = add_avis(dialogue, word)
    assert (dialogue.reponse_avant is not None) == (dialogue.etat == "conteste")
    if dialogue.reponse_avant:
        assert (dialogue.reponse_avant - JOUR).days == delai + 1
        assert dialogue.is_en_retard(dialogue.reponse_avant)
        assert not dialogue.is_en_retard(dialogue.reponse_avant - timedelta(days=1))


@pytest.mark.parametrize(("type_avis", "delai"), [("transmis", 0), ("transmis", 367), ("valide", 5), ("conteste", 5)])
def test_a_delay_out_of_its_place_is_refused(type_avis: TypeAvis, delai: int) -> None:
    with pytest.raises(DonneeInvalideError, match="attendu : de 1 à 366 jours, dans une transmission"):
        an_avis(type_avis, delai=delai)
