"""Changes: what each refuses by itself, the order in which they apply, those that cannot both hold."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations

import pytest

from gef.core.changements import (
    LIBELLES_CHANGEMENTS,
    RANGS,
    Changement,
    ChangementLiberations,
    ChangementMethode,
    ChangementPart,
    ChangementPlafond,
    ChangementPrevision,
    ChangementRotation,
    DroitAjoute,
    DroitEteint,
    Livraison,
    Retrait,
    order_changements,
)
from gef.core.errors import DonneeInvalideError

TIERS = Fraction(1, 3)
ONE_OF_EACH: tuple[Changement, ...] = (
    ChangementMethode("part_du_parc"),
    ChangementPlafond("etat", TIERS, "hypothese", "projet de loi"),
    ChangementPart("VILLE", TIERS),
    ChangementPrevision("anru", nombre=TIERS),
    ChangementLiberations(Fraction(9, 10)),
    ChangementRotation(facteur=TIERS, reservataire="AL"),
    ChangementRotation(facteur=TIERS),
    Retrait("A", 3),
    DroitEteint("VILLE"),
    DroitEteint("VILLE", ligne=2),
    DroitAjoute("VILLE", 2),
    Livraison("A", 30),
)


def test_each_kind_has_its_name_and_its_rank() -> None:
    assert {c.genre for c in ONE_OF_EACH} == set(LIBELLES_CHANGEMENTS) == set(RANGS)


def test_the_order_is_that_of_the_kinds_whatever_was_said_first() -> None:
    ordered = order_changements(ONE_OF_EACH)
    assert [RANGS.index(c.genre) for c in ordered] == sorted(RANGS.index(c.genre) for c in ordered)
    assert ordered == order_changements(reversed(ONE_OF_EACH))


def test_the_parc_goes_before_a_contingent_and_a_named_line_before_the_others() -> None:
    ordered = order_changements(ONE_OF_EACH)
    assert [c.reservataire for c in ordered if isinstance(c, ChangementRotation)] == ["", "AL"]
    assert [c.ligne for c in ordered if isinstance(c, DroitEteint)] == [2, None]


def test_factors_of_one_thing_are_kept_all_in_one_order() -> None:
    factors = tuple(ChangementLiberations(Fraction(n, 10)) for n in (7, 9, 8))
    assert len({order_changements(rows) for rows in permutations(factors)}) == 1


@pytest.mark.parametrize(
    ("first", "second", "subject"),
    [
        (ChangementMethode("negociee"), ChangementMethode("part_du_parc"), "méthode : 2 changements"),
        (ChangementPart("AL", TIERS), ChangementPart("AL", TIERS), "part négociée de AL"),
        (ChangementRotation(valeur=TIERS), ChangementRotation(facteur=TIERS), "rotation du parc"),
        (
            ChangementRotation(valeur=TIERS, reservataire="AL"),
            ChangementRotation(valeur=TIERS, reservataire="AL"),
            "rotation du contingent de AL",
        ),
        (ChangementPrevision("anru", nombre=TIERS), ChangementPrevision("anru", facteur=TIERS), "prévision de anru"),
        (DroitEteint("AL", 1), DroitEteint("AL", 1, 5), "droits éteints de AL, ligne 1"),
        (
            ChangementPlafond("etat", TIERS, "hypothese", "x"),
            ChangementPlafond("etat", TIERS, "derogation", "y"),
            "plafond « etat »",
        ),
    ],
)
def test_two_changes_that_cannot_both_hold_are_refused(first: Changement, second: Changement, subject: str) -> None:
    for pair in ((first, second), (second, first)):
        with pytest.raises(DonneeInvalideError, match=subject):
            order_changements(pair)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ChangementPart("AL", TIERS), ChangementPart("VILLE", TIERS)),
        (ChangementRotation(valeur=TIERS), ChangementRotation(valeur=TIERS, reservataire="AL")),
        (ChangementPrevision("anru", facteur=TIERS), ChangementPrevision("anru", facteur=TIERS)),
        (Livraison("A", 3), Livraison("A", 3)),
        (DroitAjoute("AL", 3), DroitAjoute("AL", 3)),
    ],
)
def test_what_adds_up_or_differs_is_accepted(one: Changement, other: Changement) -> None:
    assert len(order_changements((one, other))) == 2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Livraison("A", 0), "Programme livré : 0"),
        (lambda: Livraison("A", 5, reservataire="AL"), "0 droits pour « AL »"),
        (lambda: Livraison("A", 5, droits=3), "3 droits pour «  »"),
        (lambda: Livraison("A", 5, reservataire="AL", droits=6), "pas plus que de logements"),
        (lambda: Livraison("A", 5, nature="x"), "nature : « x »"),
        (lambda: Retrait("A", -1), "Logements vendus : -1"),
        (lambda: Retrait("A", 0, "demolition"), "Logements démolis : 0"),
        (lambda: DroitAjoute("AL", 0), "Droit ajouté : 0"),
        (lambda: DroitEteint("AL", 0), "ligne 0"),
        (lambda: DroitEteint("AL", nombre=0), "Droit éteint : 0"),
        (ChangementRotation, "0 valeurs ; attendu : facteur ou valeur"),
        (lambda: ChangementRotation(TIERS, TIERS), "2 valeurs"),
        (lambda: ChangementRotation(facteur=Fraction(-1)), "facteur : -1"),
        (lambda: ChangementLiberations(Fraction(-1, 10)), "facteur : -1/10"),
        (lambda: ChangementPrevision("neuf", nombre=TIERS), "Prévision de « neuf »"),
        (lambda: ChangementPrevision("anru", nombre=Fraction(-3)), "-3"),
        (lambda: ChangementPart("AL", Fraction(25)), "entre 0 et 1"),
        (lambda: ChangementPlafond("etat", Fraction(2), "hypothese", "x"), "entre 0 et 1"),
        (lambda: ChangementPlafond("etat", TIERS, "hypothese", " "), "clause vide"),
        (lambda: ChangementMethode("pifomètre"), "Méthode « pifomètre » inconnue"),
    ],
)
def test_what_means_nothing_is_refused_in_french(make: Callable[[], Changement], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        make()
