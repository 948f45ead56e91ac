"""The repartition of a new programme: whole, within one of its quota, blind to the order, the agents under their cap."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.parts import BAILLEUR
from gef.core.premiere_location import PremiereLocation, convenir, repartir_premiere_location
from gef.core.programmes_neufs import Contrepartie, Programme
from gef.core.seuils import SeuilLegal

R441_5_2 = Source("CCH art. R. 441-5-2, I", "legale")
ETAT, AGENTS = (SeuilLegal(Fraction(p, 100), "flux annuel", R441_5_2) for p in (30, 5))
TYPES = {
    "AL": "action_logement",
    "CD": "departement",
    "EPCI": "epci",
    "ETAT-F": "etat_fonct",
    "ETAT-P": "etat_prio",
    "VILLE": "commune",
}
LOTS = {("T2", "PLAI"): 6, ("T3", "PLUS"): 10, ("T4", "PLS"): 4}


def a_programme(*contreparties: Contrepartie, lots: Mapping[tuple[str, str], int] = LOTS, **champs: Any) -> Programme:
    return Programme("P-1", lots, champs.pop("reservataires", TYPES), contreparties, **champs)


def repartir(programme: Programme) -> PremiereLocation:
    return repartir_premiere_location(programme, ETAT, AGENTS)


@pytest.mark.parametrize(
    ("total", "apports", "attendu", "raison"),
    [
        (20, (), {"ETAT-F": 1, "ETAT-P": 5, BAILLEUR: 14}, "30 % de 20, dont 5 points d’agents ; le reste au bailleur"),
        (19, (), {"ETAT-F": 0, "ETAT-P": 6, BAILLEUR: 13}, "5,7 va à 6 ; 0,95 agent reste sous son plafond"),
        (1, (), {"ETAT-F": 0, "ETAT-P": 0, BAILLEUR: 1}, "0,3 et 0,7 : au plus fort reste"),
        (
            40,
            (("VILLE", "garantie", "1/2"), ("EPCI", "garantie", "1/2")),
            {"EPCI": 4, "ETAT-F": 2, "ETAT-P": 10, "VILLE": 4, BAILLEUR: 20},
            "source 003, art. 3 : 20 % de 40, moitié-moitié",
        ),
        (
            20,
            (("AL", "financement", "3/5"), ("VILLE", "garantie", "1"), ("CD", "subvention", "1/5")),
            {"AL": 8, "CD": 3, "ETAT-F": 1, "ETAT-P": 5, "VILLE": 3, BAILLEUR: 0},
            "60 + 20 + 20 % demandés, 70 % laissés : 8,4, 2,8 et 2,8",
        ),
    ],
)
def test_examples(total: int, apports: tuple[tuple[str, str, str], ...], attendu: dict[str, int], raison: str) -> None:
    contreparties = (Contrepartie(code, nature, Fraction(part)) for code, nature, part in apports)
    found = repartir(a_programme(*contreparties, lots={("T3", "PLUS"): total})).logements
    assert {code: n for code, n in found.items() if n or code in attendu} == attendu, raison


def test_a_tie_goes_to_the_smaller_id_and_the_bailleur_comes_last() -> None:
    apports = [Contrepartie(code, "subvention", Fraction(1, 4)) for code in ("VILLE", "EPCI", "CD")]
    programme = a_programme(
        *apports, lots={("T3", "PLUS"): 2}, reservataires={"CD": "departement", "EPCI": "epci", "VILLE": "commune"}
    )
    assert repartir(programme).logements == {"CD": 1, "EPCI": 1, "VILLE": 0, BAILLEUR: 0}


def test_the_30_percent_is_said_to_be_a_habit_and_the_law_a_maximum() -> None:
    [prio] = [part for part in repartir(a_programme()).parts if part.type == "etat_prio"]
    source = prio.explication.etape("etat").source
    assert source
    assert (source.nature, "maximum" in source.reference, "source 003" in source.reference) == ("pratique", True, True)
    [fonct] = [part for part in repartir(a_programme()).parts if part.type == "etat_fonct"]
    assert fonct.explication.etape("logements").source == R441_5_2


def test_another_share_of_the_etat_is_remarked() -> None:
    found = repartir(a_programme(part_etat=Fraction(1, 2)))
    assert (found.etat, any("50" in r and "accord des parties" in r for r in found.remarques)) == (10, True)
    assert repartir(a_programme(reservataires={"VILLE": "commune"})).remarques[0].startswith("L’État n’a pas de compte")


def test_agents_alone_stay_under_their_cap() -> None:
    found = repartir(a_programme(lots={("T3", "PLUS"): 39}, reservataires={"ETAT-F": "etat_fonct"}))
    assert found.logements == {"ETAT-F": 1, BAILLEUR: 38}


def test_each_line_ends_on_its_own_figure() -> None:
    found = repartir(a_programme(Contrepartie("AL", "financement", Fraction(1, 3))))
    assert [part.explication.etapes[-1].valeur for part in found.parts] == [part.logements for part in found.parts]
    assert found.explication.etape("total").valeur == 20


def test_agreed_numbers_replace_the_proposed_ones_with_their_document() -> None:
    proposee = repartir(a_programme())
    accordes = {"ETAT-P": 4, "ETAT-F": 1, "VILLE": 3, BAILLEUR: 12}
    convenue = convenir(proposee, accordes, "Réunion de peuplement du 3 mars")
    assert {code: n for code, n in convenue.logements.items() if n} == accordes
    [ville] = [part for part in convenue.parts if part.reservataire == "VILLE"]
    last = ville.explication.etapes[-1]
    assert (last.valeur, last.source.reference if last.source else "") == (3, "Réunion de peuplement du 3 mars")
    assert convenir(proposee, proposee.logements, "").logements == proposee.logements


@pytest.mark.parametrize(
    ("accordes", "document", "message"),
    [
        ({"ETAT-P": 4, BAILLEUR: 15}, "accord", "19 logements en tout ; attendu : 20"),
        ({"ETAT-P": 6, BAILLEUR: 14}, " ", "document : vide"),
        ({"INCONNU": 6, BAILLEUR: 14}, "accord", "INCONNU ; attendu : un compte consulté"),
        ({"ETAT-P": -1, BAILLEUR: 21}, "accord", "ETAT-P : nombre négatif"),
    ],
)
def test_an_agreement_that_does_not_hold_is_refused(accordes: dict[str, int], document: str, message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        convenir(repartir(a_programme()), accordes, document)


PARTS = st.fractions(Fraction(1, 60), Fraction(1, 3), max_denominator=60)
APPORTS = st.lists(
    st.builds(Contrepartie, st.sampled_from(["AL", "CD", "EPCI", "VILLE"]), st.just("financement"), PARTS), max_size=3
)
GARANTIES = st.lists(
    st.builds(Contrepartie, st.sampled_from(["CD", "EPCI", "VILLE"]), st.just("garantie"), PARTS), max_size=3
)
PROGRAMMES = st.builds(
    lambda plan, garanties, lots, etat: a_programme(*plan, *garanties, lots=lots, part_etat=etat),
    APPORTS,
    GARANTIES,
    st.dictionaries(
        st.tuples(st.sampled_from(["T1", "T2", "T3", "T4"]), st.sampled_from(["PLAI", "PLUS", "PLS"])),
        st.integers(1, 60),
        min_size=1,
        max_size=6,
    ),
    st.none() | st.fractions(0, 1, max_denominator=40),
)


@given(PROGRAMMES)
def test_nothing_is_lost_and_each_is_within_one_of_its_quota(programme: Programme) -> None:
    found = repartir(programme)
    assert sum(found.logements.values()) == programme.total
    assert all(part.logements >= 0 and abs(part.logements - part.exact) < 1 for part in found.parts)
    assert sum(part.exact for part in found.parts) == programme.total


@given(PROGRAMMES)
def test_the_etat_has_its_share_and_the_agents_never_more_than_their_points(programme: Programme) -> None:
    found = repartir(programme)
    share = (ETAT.valeur if programme.part_etat is None else programme.part_etat) * programme.total
    assert floor(share) <= found.etat <= ceil(share)
    assert found.logements["ETAT-F"] <= AGENTS.valeur * programme.total


@given(PROGRAMMES, st.randoms(use_true_random=False))
def test_the_order_of_what_is_read_changes_nothing(programme: Programme, rng: object) -> None:
    contreparties, lots, types = list(programme.contreparties), list(programme.lots.items()), list(TYPES.items())
    for rows in (contreparties, lots, types):
        rng.shuffle(rows)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    other = Programme("P-1", dict(lots), dict(types), tuple(contreparties), programme.part_etat)
    assert repartir(other).logements == repartir(programme).logements
    assert repartir(other).table == repartir(programme).table
    assert repartir(other).explication == repartir(programme).explication


@given(PROGRAMMES)
def test_the_table_of_the_lots_adds_up_both_ways(programme: Programme) -> None:
    found = repartir(programme)
    for code, logements in found.logements.items():
        assert sum(n for (owner, _), n in found.table.items() if owner == code) == logements
    for lot, nombre in programme.lots.items():
        assert sum(n for (_, one), n in found.table.items() if one == lot) == nombre
        for code, logements in found.logements.items():
            exact = Fraction(logements * nombre, programme.total)
            assert abs(found.table.get((code, lot), 0) - exact) < 1
