"""Sentences of the imputation: why this account, and what would have changed it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.core.test_criteres_imputation import a_compte, a_regle

from gef.core.criteres_imputation import CRITERES, HORS_COMMUNE, LIBELLES_MOTIFS, EntreeImputation
from gef.core.imputation import Imputation, Lecture, proposer_imputation
from gef.outputs.phrases_imputation import dire_autrement, dire_ecarte, dire_imputation, dire_lecture, dire_regle

NOMS = {"VILLE": "Ville de Lys", "ETAT-P": "État", "AL": "Action Logement"}
VILLE = a_compte("VILLE", solde="1/5", attributions=20, prioritaires=2)
ETAT = a_compte("ETAT-P", "etat_prio", solde="3/4")


def propose(*criteres: str, **fields: Any) -> Imputation:
    regle = a_regle(*criteres, ordre=fields.pop("ordre", ())) if criteres else None
    return proposer_imputation(EntreeImputation("VILLE", fields.pop("comptes", (VILLE, ETAT)), regle, "dalo", True))  # noqa: FBT003  (a record)


@pytest.mark.parametrize(
    ("criteres", "fields", "said", "otherwise"),
    [
        (("titulaire",), {}, "Ville de Lys : le réservataire qui tient le logement.", ""),
        (
            ("public", "titulaire"),
            {},
            "État : le réservataire du public le plus étroit (ménages prioritaires).",
            "Sans ce critère, ce serait Ville de Lys.",
        ),
        (
            ("solde",),
            {},
            "État : le réservataire à qui il est dû le plus (solde +0,75).",
            "Avec un solde plus haut de plus de 0,55, Ville de Lys passait devant.",
        ),
        (
            ("obligation", "solde"),
            {},
            "Ville de Lys : le réservataire le plus loin de son obligation envers les prioritaires (il lui manque 3 logements).",
            "Sans ce critère, ce serait État.",
        ),
        ((), {}, "Ville de Lys tient le logement ; aucune règle n’est convenue entre les partenaires.", ""),
        ((), {"comptes": (VILLE,)}, "Ville de Lys : le seul compte dont le candidat relève dans cette commune.", ""),
        (
            ("liste",),
            {"ordre": ("AL",)},
            "État : à égalité selon la règle, dans l’ordre des identifiants.",
            "",
        ),
    ],
)
def test_a_proposal_in_a_sentence(criteres: tuple[str, ...], fields: dict[str, Any], said: str, otherwise: str) -> None:
    found = propose(*criteres, **fields)
    assert dire_imputation(found, NOMS).replace("\N{NO-BREAK SPACE}", " ") == said
    assert dire_autrement(found, NOMS) == otherwise


def test_what_was_read_of_an_account() -> None:
    assert dire_lecture(Lecture("obligation", Fraction(0), is_kept=False)) == "rien ne lui manque"
    assert dire_lecture(Lecture("public", "salariés", is_kept=False)) == "salariés"


def test_a_rule_in_words_and_what_sets_an_account_aside() -> None:
    assert dire_regle(("solde",), (), NOMS) == "1. le réservataire à qui il est dû le plus"
    assert {dire_ecarte(code) for code in ("", HORS_COMMUNE)} == {"", "aucune part dans la commune"}
    assert all(dire_ecarte(code) for code in LIBELLES_MOTIFS)
    assert all(dire_ecarte(code) == CRITERES[code] for code in CRITERES)
