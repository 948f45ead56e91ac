"""What the partners may agree on, and what each criterion reads of an account."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.criteres_imputation import (
    CRITERES,
    IDENTIFIANT,
    LARGEUR_PAR_TYPE,
    LIBELLES_MOTIFS,
    RANKS,
    SANS_REGLE,
    SEUL,
    CompteEligible,
    EntreeImputation,
    RegleImputation,
    find_regle,
    find_silence,
)
from gef.core.errors import DonneeInvalideError
from gef.core.parts import TYPES_RESERVATAIRE

DEBUT = date(2026, 1, 1)
QUART = Fraction(1, 4)


def a_compte(code: str, type_: str = "commune", solde: str = "0", **fields: Any) -> CompteEligible:
    fields.setdefault("part_prioritaires", Fraction(0) if type_.startswith("etat") else QUART)
    return CompteEligible(code, type_, fields.pop("part", QUART), Fraction(solde), **fields)


def a_regle(*criteres: str, **fields: Any) -> RegleImputation:
    return RegleImputation(criteres, fields.pop("debut", DEBUT), "accord du 12 janvier 2026", **fields)


VILLE, ETAT = a_compte("VILLE"), a_compte("ETAT-P", "etat_prio")
ENTREE = EntreeImputation("VILLE", (VILLE, ETAT), a_regle("solde"), "dalo", True)  # noqa: FBT003  (a record)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"criteres": ("humeur",)}, "critère : « humeur » ; attendu : titulaire, public"),
        ({"criteres": ()}, "aucun critère ; attendu : un au moins"),
        ({"criteres": ("solde", "solde")}, "« solde » deux fois"),
        ({"criteres": ("liste",)}, "ordre convenu : sans comptes"),
        ({"criteres": ("solde",), "ordre": ("VILLE",)}, "donné sans son critère"),
        ({"criteres": ("liste",), "ordre": ("VILLE", "VILLE")}, "ordre convenu : « VILLE » deux fois"),
        ({"criteres": ("solde",), "fin": DEBUT}, "la fin précède le début"),
    ],
)
def test_a_rule_that_does_not_hold_together_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        RegleImputation(**{"debut": DEBUT, "document": "accord", **fields})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"titulaire": "AL"}, "le titulaire « AL » n’est pas parmi les comptes"),
        ({"comptes": (VILLE, VILLE)}, "deux fois"),
        ({"public": "étudiant"}, "public : « étudiant » ; attendu : aucun, dalo"),
    ],
)
def test_an_input_that_does_not_hold_together_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        EntreeImputation(**({"titulaire": "VILLE", "comptes": (VILLE, ETAT)} | change))
    with pytest.raises(DonneeInvalideError, match="type : « mairie »"):
        a_compte("VILLE", "mairie")
    with pytest.raises(DonneeInvalideError, match="part : 2 ; attendu : entre 0 et 1"):
        a_compte("VILLE", part=Fraction(2))


def test_the_rule_of_a_day_is_the_last_written_that_holds() -> None:
    first, second = a_regle("solde"), a_regle("titulaire", debut=date(2026, 3, 1), fin=date(2026, 9, 1))
    days = {date(2025, 12, 31): None, DEBUT: first, date(2026, 3, 1): second, date(2026, 9, 1): first}
    assert {day: find_regle((first, second), day) for day in days} == days


def test_every_criterion_has_its_reader_and_its_words() -> None:
    assert set(RANKS) == {*CRITERES, SANS_REGLE, IDENTIFIANT}
    assert set(LIBELLES_MOTIFS) == {*RANKS, SEUL}
    assert set(LARGEUR_PAR_TYPE) <= set(TYPES_RESERVATAIRE)


@pytest.mark.parametrize(
    ("critere", "compte", "rank", "valeur"),
    [
        ("titulaire", VILLE, 0, "tient le logement"),
        ("titulaire", ETAT, 1, "ne le tient pas"),
        ("public", ETAT, 0, "ménages prioritaires"),
        ("public", VILLE, 3, "demandeurs du territoire"),
        ("public", a_compte("AL", "action_logement"), 2, "salariés"),
        ("obligation", ETAT, 0, "sans cette obligation"),
        ("obligation", a_compte("VILLE", attributions=10, prioritaires=1), Fraction(-3, 2), Fraction(3, 2)),
        ("obligation", a_compte("VILLE", attributions=4, prioritaires=3), 0, Fraction(0)),
        (
            "obligation",
            a_compte("VILLE", attributions=40, prioritaires=5, inconnus=3),
            -2,
            "il lui manque au moins 2, au plus 5",
        ),
        ("solde", a_compte("VILLE", solde="3/4"), Fraction(-3, 4), Fraction(3, 4)),
        ("alternance", VILLE, -1, "n’en a reçu aucune"),
        ("alternance", a_compte("VILLE", rang_imputation=1), 1, "dernière reçue : la 1re"),
        ("alternance", a_compte("VILLE", rang_imputation=12), 12, "dernière reçue : la 12e"),
    ],
)
def test_what_a_criterion_reads(critere: str, compte: CompteEligible, rank: Fraction, valeur: object) -> None:
    assert RANKS[critere](compte, ENTREE) == (Fraction(rank), valeur)


def test_the_order_agreed_ranks_its_accounts_then_the_others() -> None:
    entree = EntreeImputation("VILLE", (VILLE, ETAT), a_regle("liste", ordre=("ETAT-P", "AL")))
    assert RANKS["liste"](ETAT, entree) == (Fraction(0), "1er de l’ordre convenu")
    assert RANKS["liste"](a_compte("AL"), entree) == (Fraction(1), "2e de l’ordre convenu")
    assert RANKS["liste"](VILLE, entree) == (Fraction(2), "hors de l’ordre convenu")


@pytest.mark.parametrize(("public", "valide"), [("dalo", False), ("aucun", True), (None, True)])
def test_a_priority_that_was_not_checked_narrows_nothing(public: str | None, valide: bool) -> None:  # noqa: FBT001  (a case)
    entree = EntreeImputation("VILLE", (VILLE, ETAT), None, public, valide)
    assert RANKS["public"](ETAT, entree)[0] > RANKS["public"](VILLE, entree)[0]
    assert find_silence("obligation", entree, (VILLE,)) == "le candidat n’est pas un prioritaire validé"


def test_an_obligation_that_is_not_known_is_said_and_never_guessed() -> None:
    known = a_compte("AL", "action_logement", attributions=8, prioritaires=1)
    assert "pour Ville de Lys" in find_silence("obligation", ENTREE, (a_compte("VILLE", nom="Ville de Lys"), known))
    assert find_silence("obligation", ENTREE, (known, ETAT)) == ""
    assert find_silence("solde", ENTREE, (VILLE,)) == ""


counts = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)).map(
    lambda drawn: {"attributions": sum(drawn), "prioritaires": drawn[0], "inconnus": drawn[1]}
)


@given(st.lists(counts, min_size=1, max_size=3))
def test_an_obligation_decides_only_when_no_unknown_household_could_change_it(rows: list[dict[str, int]]) -> None:
    """Slow oracle: every way in which the unknown households may be priority ones or not."""
    comptes = [a_compte(f"C{rank}", **row) for rank, row in enumerate(rows)]
    farthest = set()
    for known in product(*(range(row["inconnus"] + 1) for row in rows)):
        lacks = [
            max(Fraction(0), QUART * row["attributions"] - row["prioritaires"] - more)
            for row, more in zip(rows, known, strict=True)
        ]
        farthest.add(frozenset(rank for rank, lack in enumerate(lacks) if lack == max(lacks)))
    if find_silence("obligation", ENTREE, comptes):
        assert len(farthest) > 1
    else:
        ranks = [RANKS["obligation"](compte, ENTREE)[0] for compte in comptes]
        assert farthest == {frozenset(rank for rank, value in enumerate(ranks) if value == min(ranks))}
