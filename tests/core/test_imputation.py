"""On whom an attribution counts: examples by hand, a slow oracle, and the laws of the proposal."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.test_criteres_imputation import a_compte, a_regle

from gef.core.criteres_imputation import (
    CRITERES,
    HORS_COMMUNE,
    IDENTIFIANT,
    RANKS,
    SANS_REGLE,
    SEUL,
    CompteEligible,
    EntreeImputation,
)
from gef.core.imputation import Contrefactuel, Imputation, proposer_imputation
from gef.core.parts import TYPES_RESERVATAIRE

QUART = Fraction(1, 4)
VILLE = a_compte("VILLE", solde="1/5", attributions=8, prioritaires=3, nom="Ville de Lys")
ETAT = a_compte("ETAT-P", "etat_prio", solde="-1/10", rang_imputation=4)
AL = a_compte("AL", "action_logement", solde="3/4", attributions=20, prioritaires=2, rang_imputation=2)
COMPTES = (VILLE, ETAT, AL)


def propose(*criteres: str, comptes: tuple[CompteEligible, ...] = COMPTES, **fields: Any) -> Imputation:
    regle = a_regle(*criteres, ordre=fields.pop("ordre", ())) if criteres else None
    defaults: dict[str, Any] = {"public": "dalo", "public_valide": True}
    return proposer_imputation(EntreeImputation("VILLE", comptes, regle, **(defaults | fields)))


@pytest.mark.parametrize(
    ("criteres", "fields", "propose_", "motif"),
    [
        ((), {}, "VILLE", SANS_REGLE),
        (("titulaire",), {}, "VILLE", "titulaire"),
        (("public", "solde"), {}, "ETAT-P", "public"),
        (("public", "solde"), {"public_valide": False}, "AL", "public"),  # salariés come before the public of a commune
        (("solde",), {}, "AL", "solde"),
        (("obligation",), {}, "AL", "obligation"),  # AL lacks 5 − 2 = 3, the Ville none, the État owes none
        (("obligation", "titulaire"), {"public": "aucun"}, "VILLE", "titulaire"),
        (("alternance",), {}, "VILLE", "alternance"),  # she never received any
        (("liste",), {"ordre": ("ETAT-P", "AL")}, "ETAT-P", "liste"),
        (("liste",), {"ordre": ("CD",)}, "AL", IDENTIFIANT),
    ],
)
def test_who_is_proposed_and_what_decided(
    criteres: tuple[str, ...], fields: dict[str, Any], propose_: str, motif: str
) -> None:
    found = propose(*criteres, **fields)
    assert (found.propose, found.motif) == (propose_, motif)


def test_each_line_says_the_solde_before_and_after_and_what_set_it_aside() -> None:
    far = a_compte("CD", "departement", solde="9", part=Fraction(0))
    found = propose("public", "solde", comptes=(*COMPTES, far))
    assert [(row.compte, row.ecarte_par) for row in found.lignes] == [
        ("ETAT-P", ""),
        ("AL", "public"),
        ("CD", HORS_COMMUNE),
        ("VILLE", "public"),
    ]
    ligne = found.ligne("ETAT-P")
    assert (ligne.solde_avant, ligne.solde_apres) == (Fraction(-1, 10), Fraction(-11, 10))
    assert [(read.critere, read.valeur, read.is_kept) for read in found.ligne("AL").lectures] == [
        ("public", "salariés", False)
    ]
    assert found.ligne("CD").lectures == ()
    with pytest.raises(KeyError):
        found.ligne("RIVE")


def test_the_holder_is_proposed_when_nobody_else_has_a_part_here_even_if_he_has_none_himself() -> None:
    gone = (replace(VILLE, part=Fraction(0)), replace(ETAT, part=Fraction(0)))
    found = propose("public", comptes=gone)
    assert (found.propose, found.motif, found.contrefactuel) == ("VILLE", SEUL, None)


def test_the_counterfactual_says_who_would_follow_and_by_how_much() -> None:
    assert propose("public", "solde").contrefactuel == Contrefactuel("AL", "public")
    assert propose("solde").contrefactuel == Contrefactuel("VILLE", "solde", Fraction(11, 20))
    assert propose("titulaire").contrefactuel is None  # without it nothing is agreed on, and the holder stays
    assert propose().contrefactuel is None


def test_the_steps_name_the_accounts_and_say_what_was_not_known() -> None:
    unknown = replace(VILLE, prioritaires=None)
    steps = propose("obligation", "solde", comptes=(unknown, AL)).explication.etapes
    assert [(step.libelle, step.valeur) for step in steps] == [
        ("Comptes dont le candidat relève dans la commune", "AL, Ville de Lys"),
        (
            "Le réservataire le plus loin de son obligation envers les prioritaires",
            "ne départage pas : attributions aux prioritaires non renseignées pour Ville de Lys",
        ),
        ("Le réservataire à qui il est dû le plus", "reste : AL"),
        ("Compte proposé", "AL"),
    ]
    assert [step.source.reference for step in steps if step.source][1:] == [
        "CCH art. L. 441-1 et L. 313-26-2",
        "accord du 12 janvier 2026",
        "accord du 12 janvier 2026",
    ]


NOMS = ("A", "B", "C", "D", "E")
quarters = st.integers(-6, 6).map(lambda n: Fraction(n, 4))


@st.composite
def entrees(draw: st.DrawFn) -> EntreeImputation:
    noms = draw(st.lists(st.sampled_from(NOMS), min_size=1, unique=True))
    comptes = tuple(
        CompteEligible(
            nom,
            draw(st.sampled_from(sorted(TYPES_RESERVATAIRE))),
            draw(st.sampled_from([Fraction(0), QUART])),
            draw(quarters),
            draw(st.sampled_from([Fraction(0), QUART])),
            draw(st.integers(0, 9)),
            draw(st.integers(0, 3)),
            draw(st.none() | st.integers(1, 4)),
        )
        for nom in noms
    )
    criteres = tuple(draw(st.lists(st.sampled_from(sorted(CRITERES)), max_size=4, unique=True)))
    ordre = tuple(draw(st.permutations(NOMS)))[: draw(st.integers(1, 4))] if "liste" in criteres else ()
    return EntreeImputation(
        noms[0],
        comptes,
        a_regle(*criteres, ordre=ordre) if criteres else None,
        draw(st.sampled_from([None, "aucun", "dalo", "prioritaire"])),
        draw(st.booleans()),
    )


def slow(entree: EntreeImputation) -> str:
    """Give the account by one comparison of all that the criteria read, in order, then of the identifiers."""
    criteres = list(entree.regle.criteres) if entree.regle else ["titulaire"]
    if not (entree.public in ("dalo", "prioritaire") and entree.public_valide):
        criteres = [critere for critere in criteres if critere != "obligation"]
    here = [c for c in entree.comptes if c.part > 0 or c.id == entree.titulaire]
    return min(here, key=lambda c: [*(RANKS[critere](c, entree)[0] for critere in criteres), c.id]).id


@given(entrees())
def test_the_criteria_one_after_the_other_agree_with_one_comparison_of_all(entree: EntreeImputation) -> None:
    assert proposer_imputation(entree).propose == slow(entree)


@given(entrees(), st.randoms(use_true_random=False))
def test_the_order_of_the_accounts_is_of_no_effect(entree: EntreeImputation, rng: Any) -> None:
    shuffled = list(entree.comptes)
    rng.shuffle(shuffled)
    assert proposer_imputation(replace(entree, comptes=tuple(shuffled))) == proposer_imputation(entree)


@given(entrees())
def test_one_is_proposed_the_others_are_set_aside_and_each_solde_pays_one(entree: EntreeImputation) -> None:
    found = proposer_imputation(entree)
    assert [row.compte for row in found.lignes if not row.ecarte_par] == [found.propose]
    assert {row.compte for row in found.lignes} == {compte.id for compte in entree.comptes}
    assert all(row.solde_avant - row.solde_apres == 1 for row in found.lignes)


@given(entrees())
def test_what_would_have_changed_the_proposal_does(entree: EntreeImputation) -> None:
    found = proposer_imputation(entree).contrefactuel
    if found is None or entree.regle is None:
        return
    assert found.compte != proposer_imputation(entree).propose
    if found.ecart is None:
        kept = tuple(c for c in entree.regle.criteres if c != found.critere)
        regle = a_regle(*kept, ordre=entree.regle.ordre if "liste" in kept else ()) if kept else None
        assert proposer_imputation(replace(entree, regle=regle)).propose == found.compte
    else:
        assert found.ecart > 0
        richer = tuple(
            replace(c, solde=c.solde + found.ecart + Fraction(1, 1000)) if c.id == found.compte else c
            for c in entree.comptes
        )
        assert proposer_imputation(replace(entree, comptes=richer)).propose == found.compte
