"""The ledger of a bailleur read from the database: the same state whatever was in memory, in constant queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.builders import (
    ANTIBES,
    CANNES,
    JOUR,
    MOMENT,
    NICE,
    Monde,
    a_compte,
    a_convention,
    a_fait,
    a_liberation,
    a_monde,
    soldes,
)

from gef.actions import flux
from gef.actions.flux import EtatFlux, load_flux, to_logement
from gef.actions.provenance import trace_solde
from gef.core.ecritures import list_possibles
from gef.core.errors import TransitionInterditeError
from gef.core.faits import FAITS, PRECISIONS
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Convention, Fait, Liberation

PARTS_CANNES = {
    "ETAT-P": Fraction(25, 100),
    "ETAT-F": Fraction(5, 100),
    "AL": Fraction(40, 100),
    "CD": Fraction(1, 15),
    "VILLE": Fraction(20, 100),
    BAILLEUR: Fraction(1, 30),
}


def photo(etat: EtatFlux) -> Any:
    """Everything that the pages read in a state."""
    comptes = etat.moteur.comptes
    return (
        {
            code: (comptes.droits(code), compte.engages, compte.decomptes)
            for code, compte in comptes.par_reservataire.items()
        },
        {pk: (suivi.etat, suivi.rang) for pk, suivi in etat.suivis.items()},
        etat.livre.cliches,
        etat.livre.refus,
    )


def reread(monde: Monde) -> EtatFlux:
    """Fold everything from the first fact, as a process that just started does."""
    flux._KNOWN.clear()
    return load_flux(monde.habitat_lys.pk)


def test_before_any_fact_nothing_is_due(monde: Monde) -> None:
    etat = load_flux(monde.habitat_lys.pk)
    assert soldes(monde.habitat_lys) == {}
    assert [s.liberation.reference for s in etat.suivis.values() if s.is_en_attente] == [
        "L-2026-0001",
        "L-2026-0002",
        "L-2026-0003",
    ]


def test_an_orientation_credits_each_part_of_the_commune_and_debits_one(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    assert soldes(monde.habitat_lys) == PARTS_CANNES | {"VILLE": Fraction(-80, 100)}


def test_a_commune_has_no_part_outside_its_territory(monde: Monde) -> None:
    a_fait(monde.liberations[2], "orientation")
    assert soldes(monde.habitat_lys) == {
        "ETAT-P": Fraction(25, 100),
        "ETAT-F": Fraction(5, 100),
        "AL": Fraction(40, 100),
        "CD": Fraction(1, 15),
        BAILLEUR: Fraction(7, 30) - 1,
    }


def test_a_refusal_not_counted_gives_the_dwelling_back(monde: Monde) -> None:
    ville, logement = monde.comptes["VILLE"], monde.liberations[0]
    a_fait(logement, "orientation", ville)
    a_fait(logement, "refus", ville)
    assert soldes(monde.habitat_lys) == PARTS_CANNES
    suivi = load_flux(monde.habitat_lys.pk).suivis[logement.pk]
    assert (suivi.is_en_attente, suivi.refus, suivi.rang) == (True, ("VILLE",), 2)
    a_fait(logement, "orientation", monde.comptes["AL"])
    assert soldes(monde.habitat_lys) == PARTS_CANNES | {"AL": Fraction(-60, 100)}


def test_a_refusal_that_counts_stays_and_the_dwelling_is_freed_again(monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["VILLE"]).update(politique_refus="compte")
    ville, logement = monde.comptes["VILLE"], monde.liberations[0]
    a_fait(logement, "orientation", ville)
    a_fait(logement, "refus", ville)
    assert soldes(monde.habitat_lys)["VILLE"] == Fraction(-80, 100)
    a_fait(logement, "orientation", monde.comptes["AL"])
    assert soldes(monde.habitat_lys) == {code: 2 * part for code, part in PARTS_CANNES.items()} | {
        "VILLE": Fraction(-60, 100),
        "AL": Fraction(-20, 100),
    }


def test_a_new_convention_does_not_change_what_an_old_refusal_did(monde: Monde) -> None:
    ville, logement = monde.comptes["VILLE"], monde.liberations[0]
    a_fait(logement, "orientation", ville)
    a_fait(logement, "refus", ville)
    before = soldes(monde.habitat_lys)
    Convention.objects.filter(reservataire=ville).update(fin=date(2027, 1, 1))
    a_convention(ville, "25/100", date(2027, 1, 1), politique_refus="compte")
    assert soldes(monde.habitat_lys) == before


def test_a_withdrawn_orientation_gives_back_and_refuses_nobody(monde: Monde) -> None:
    ville, logement = monde.comptes["VILLE"], monde.liberations[0]
    a_fait(logement, "orientation", ville)
    a_fait(logement, "retour", ville)
    assert soldes(monde.habitat_lys) == PARTS_CANNES
    assert load_flux(monde.habitat_lys.pk).suivis[logement.pk].refus == ()


@pytest.mark.parametrize(
    ("declencheur", "counted"),
    [("orientation", [1, 1, 1, 1]), ("attribution", [0, 1, 1, 1]), ("bail", [0, 0, 0, 1])],
)
def test_an_engaged_dwelling_is_counted_once_at_the_trigger(monde: Monde, declencheur: str, counted: list[int]) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(declencheur=declencheur)
    seen = []
    for kind in ("orientation", "attribution", "refus_menage", "attribution", "bail"):
        a_fait(monde.liberations[0], kind, monde.comptes["AL"])
        compte = load_flux(monde.habitat_lys.pk).moteur.comptes.compte("AL")
        assert compte.recus == 1
        seen.append(compte.decomptes)
    assert [seen[0], seen[1], seen[3], seen[4]] == counted


def test_out_of_the_flux_no_account_moves(monde: Monde) -> None:
    for kind in ("attribution", "bail"):
        a_fait(monde.liberations[3], kind)
    assert soldes(monde.habitat_lys) == {}


def test_a_fact_that_cannot_follow_is_said(monde: Monde) -> None:
    a_fait(monde.liberations[0], "bail", monde.comptes["AL"])
    with pytest.raises(TransitionInterditeError, match="L-2026-0001 est à orienter"):
        load_flux(monde.habitat_lys.pk)


def test_soldes_carry_over_the_year(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"], date=date(2025, 12, 30))
    at_new_year = soldes(monde.habitat_lys)
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"], date=date(2026, 1, 4))
    livre = load_flux(monde.habitat_lys.pk).livre
    assert {code: droits - recus for code, (droits, recus) in livre.cliches[2025, 12].items()} == at_new_year
    assert soldes(monde.habitat_lys) == {
        code: solde + PARTS_CANNES[code] - (code == "VILLE") for code, solde in at_new_year.items()
    }


def test_bailleurs_do_not_share_their_accounts(monde: Monde) -> None:
    a_fait(monde.liberation_autre, "orientation")
    assert soldes(monde.habitat_lys) == {}
    assert set(soldes(monde.logis_de_passage)) == {"RIVE", BAILLEUR}


def test_what_another_process_writes_is_read_on(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    load_flux(monde.habitat_lys.pk)
    a_liberation(monde.habitat_lys, "L-2026-0005", libre_le=JOUR)
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"])
    continued = photo(load_flux(monde.habitat_lys.pk))
    assert continued == photo(reread(monde))


def test_a_state_once_given_never_moves(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    given_ = load_flux(monde.habitat_lys.pk)
    before = photo(given_)
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"])
    load_flux(monde.habitat_lys.pk)
    assert photo(given_) == before


def test_a_rolled_back_fact_is_forgotten(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    before = soldes(monde.habitat_lys)
    with transaction.atomic():
        a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"])
        assert soldes(monde.habitat_lys) != before
        transaction.set_rollback(True)
    assert soldes(monde.habitat_lys) == before


def test_an_emptied_database_starts_afresh(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    assert soldes(monde.habitat_lys)
    Fait.objects.all().delete()
    Liberation.objects.filter(pk=monde.liberations[0].pk).delete()
    assert soldes(monde.habitat_lys) == {}
    assert monde.liberations[0].pk not in load_flux(monde.habitat_lys.pk).suivis


def test_a_restored_database_with_other_facts_under_the_same_keys_starts_afresh(monde: Monde) -> None:
    fact = a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    load_flux(monde.habitat_lys.pk)
    Fait.objects.all().delete()
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"], pk=fact.pk, ecrit_le=MOMENT + timedelta(days=1))
    assert photo(load_flux(monde.habitat_lys.pk)) == photo(reread(monde))


@pytest.mark.parametrize(
    "change",
    [
        lambda m: Convention.objects.filter(reservataire=m.comptes["AL"]).update(part=Fraction(1, 10)),
        lambda m: Convention.objects.filter(reservataire=m.comptes["AL"]).update(fin=date(2025, 1, 1)),
        lambda m: Convention.objects.filter(reservataire=m.comptes["AL"]).update(politique_refus="compte"),
        lambda m: a_compte(m.habitat_lys, "REGION", "region", part="1/60"),
        lambda m: type(m.comptes["CD"]).objects.filter(code="CD").update(portee=f"commune:{NICE}"),
        lambda m: type(m.comptes["CD"]).objects.filter(code="CD").update(type="region"),
        lambda m: type(m.comptes["CD"]).objects.filter(code="CD").update(nom="Un autre nom"),
    ],
    ids=["part", "fin", "politique", "compte", "portee", "type", "nom"],
)
def test_a_changed_account_or_convention_is_read_again(monde: Monde, change: Callable[[Monde], object]) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    a_fait(monde.liberations[0], "refus", monde.comptes["AL"])
    load_flux(monde.habitat_lys.pk)
    change(monde)
    now = load_flux(monde.habitat_lys.pk)
    assert (photo(now), now.noms(), now.moteur.types) == (
        photo(fresh := reread(monde)),
        fresh.noms(),
        fresh.moteur.types,
    )


@pytest.mark.parametrize("count", [3, 30])
def test_query_count_does_not_follow_the_facts(
    monde: Monde, count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for rank in range(count):
        dwelling = a_liberation(monde.habitat_lys, f"L-2025-{rank:04d}", libre_le=date(2025, 3, 1))
        a_fait(dwelling, "orientation", monde.comptes["AL"], date=date(2025, 3, 2))
    with django_assert_num_queries(6):
        load_flux(monde.habitat_lys.pk)
    with django_assert_num_queries(6):
        load_flux(monde.habitat_lys.pk)


def test_what_is_missing_is_said_never_guessed(monde: Monde) -> None:
    dwelling = replace_missing(monde.liberations[0])
    seen = to_logement(dwelling)
    assert (seen.typologie, seen.financement, seen.forme, seen.qpv) == ("inconnu", "inconnu", "inconnu", False)
    assert (seen.logement, seen.commune, seen.epci) == (dwelling.reference, dwelling.commune, dwelling.epci)


def replace_missing(liberation: Liberation) -> Liberation:
    liberation.typologie = liberation.financement = liberation.forme = ""
    liberation.qpv = None
    return liberation


ACCOUNTS = ("ETAT-P", "ETAT-F", "AL", "CD", "VILLE", BAILLEUR)
moves = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(sorted(FAITS)), st.sampled_from(ACCOUNTS)),
    max_size=30,
)


class AnyLedgerTest(TestCase):
    """Whatever the facts, however they are cut between two readings, by whom the state was read before."""

    # Each example writes a world: a third of the usual number, of 30 facts each.
    @settings(max_examples=settings.default.max_examples // 3)
    @given(moves, st.integers(0, 30), st.lists(st.integers(0, 400), min_size=30, max_size=30), st.booleans())
    def test_reading_on_equals_reading_again(
        self,
        steps: list[tuple[int, str, str]],
        cut: int,
        days: list[int],
        is_refus_compte: bool,  # noqa: FBT001
    ) -> None:
        flux._KNOWN.clear()
        monde = a_monde()
        if is_refus_compte:
            Convention.objects.filter(reservataire=monde.comptes["AL"]).update(politique_refus="compte")
        dwellings = [
            *monde.liberations,
            *(
                a_liberation(monde.habitat_lys, nom, libre_le=JOUR, commune=commune)
                for nom, commune in (("X", CANNES), ("Y", ANTIBES))
            ),
        ]
        for rank, (index, kind, code) in enumerate(steps):
            if rank == cut:
                load_flux(monde.habitat_lys.pk)
            self._try(monde, dwellings[index], kind, code, date(2025, 6, 1) + timedelta(days=days[rank]))
        continued = load_flux(monde.habitat_lys.pk)
        assert photo(continued) == photo(reread(monde))
        waiting = sum(s.etat.is_credite and s.is_en_attente for s in continued.suivis.values())
        comptes = continued.moteur.comptes
        assert comptes.somme_des_soldes() == waiting
        self._check_proof(monde, continued)

    def _try(self, monde: Monde, dwelling: Liberation, kind: str, code: str, jour: date) -> None:
        """Write a fact when it may follow; the holder is the one who gives back."""
        suivi = load_flux(monde.habitat_lys.pk).suivis[dwelling.pk]
        if kind not in list_possibles(suivi.etat):
            return
        parts = load_flux(monde.habitat_lys.pk).parts_of(dwelling)
        holder = suivi.reservataire or (code if code in parts else BAILLEUR)
        precision = {field.nom: min(field.codes) for field in PRECISIONS.get(kind, ())}
        a_fait(dwelling, kind, monde.comptes.get(holder), date=jour, precision=precision or None)

    def _check_proof(self, monde: Monde, etat: EtatFlux) -> None:
        for code in ACCOUNTS:
            for exercice in (2025, 2026):
                start, end = etat.livre.images_of(exercice)
                proof = trace_solde(etat, monde.habitat_lys.pk, code, exercice, etat.noms())
                assert proof.report == solde_of(start, code)
                assert proof.solde == solde_of(end, code)


def solde_of(image: dict[str, tuple[Fraction, int]], code: str) -> Fraction:
    droits, recus = image.get(code, (Fraction(0), 0))
    return droits - recus
