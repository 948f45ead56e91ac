"""The context of a dwelling: what binds, what weighs, what waits, what is at risk; the same queries for any size."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.builders import ANTIBES, CANNES, EPCI, JOUR, MOMENT, Monde, a_fait, a_liberation, an_attente

from gef.actions.contexte_orientation import Avancement, Contexte, count_recus, meets_souhait, read_contexte, to_vise
from gef.actions.flux import load_flux
from gef.core.comptages import Case
from gef.core.parts import BAILLEUR
from gef.db.besoins.models import Besoin, SouhaitReservataire
from gef.db.flux.models import Liberation
from gef.db.residences.models import ClasseResidence


def read(monde: Monde, reference: str = "L-2026-0001") -> Contexte:
    etat = load_flux(monde.habitat_lys.pk)
    return read_contexte(monde.habitat_lys, etat, an_attente(monde.habitat_lys, reference), JOUR)


def a_besoin(monde: Monde, reference: str, **fields: Any) -> Besoin:
    defaults: dict[str, Any] = {"categorie": "mutations", "declare_le": date(2026, 1, 5), "ecrit_le": MOMENT}
    return Besoin.objects.create(bailleur=monde.habitat_lys, reference=reference, **defaults | fields)


def a_souhait(monde: Monde, code: str, **fields: Any) -> SouhaitReservataire:
    defaults: dict[str, Any] = {"part": Fraction(1, 2), "debut": JOUR, "document": "d", "ecrit_le": MOMENT}
    return SouhaitReservataire.objects.create(reservataire=monde.comptes[code], **defaults | fields)


def a_row(contexte: Contexte, code: str) -> Any:
    return next(row for row in contexte.communes if row.reservataire == code)


def test_a_bare_world_says_that_nothing_is_known(monde: Monde) -> None:
    found = read(monde)
    assert (found.classement, found.besoins, found.en_attente, found.possibles) == (None, (), 0, 0)
    assert found.mouvements is not None
    assert (found.mouvements.liberes, found.mouvements.baux) == (3, 0)
    assert (found.enjeux, found.souhaits) == ((), ())
    assert all(row.commune == Avancement(None, 0) and row.commune.reste is None for row in found.communes)


def test_the_class_and_the_movements_are_those_of_its_residence(monde: Monde) -> None:
    ClasseResidence.objects.create(
        bailleur=monde.habitat_lys,
        commune=CANNES,
        programme="les goélands",
        classe="reequilibrer",
        depuis=JOUR,
        ecrit_le=MOMENT,
    )
    a_fait(monde.liberations[3], "bail", None)
    found = read(monde)
    assert found.classement is not None
    assert found.classement.classe == "reequilibrer"
    assert found.mouvements is not None
    assert found.mouvements.baux == 1
    assert read(monde, "L-2026-0003").classement is None


def test_without_a_programme_nothing_is_said_of_a_residence(monde: Monde) -> None:
    a_liberation(monde.habitat_lys, "A", libre_le=JOUR, programme="")
    found = read(monde, "A")
    assert (found.classement, found.mouvements) == (None, None)


def test_needs_are_those_of_the_place_and_of_the_typology(monde: Monde) -> None:
    a_besoin(monde, "here", portees=[f"commune:{CANNES}"], typologies=["T3"], nombre=2)
    a_besoin(monde, "around", portees=[f"epci:{EPCI[CANNES]}"], is_prioritaire=True)
    a_besoin(monde, "elsewhere", portees=[f"commune:{ANTIBES}"])
    a_besoin(monde, "smaller", typologies=["T1"])
    found = read(monde)
    assert [besoin.reference for besoin in found.besoins] == ["around", "here"]
    assert (found.possibles, found.en_attente) == (3, 5)


def test_received_is_counted_here_and_everywhere(monde: Monde) -> None:
    for reference, commune in (("A", CANNES), ("B", CANNES), ("C", ANTIBES)):
        a_fait(
            a_liberation(monde.habitat_lys, reference, libre_le=JOUR, commune=commune),
            "orientation",
            monde.comptes["AL"],
        )
    given_back = a_liberation(monde.habitat_lys, "D", libre_le=JOUR)
    for kind in ("orientation", "refus"):
        a_fait(given_back, kind, monde.comptes["AL"])
    row = a_row(read(monde), "AL")
    assert (row.commune.recus, row.ensemble.recus) == (2, 3)


def test_what_binds_is_the_commune_for_the_state_and_the_communes(monde: Monde) -> None:
    found = read(monde)
    assert {row.reservataire: row.is_par_commune for row in found.communes} == {
        "ETAT-P": True,
        "ETAT-F": True,
        "VILLE": True,
        "AL": False,
        "CD": False,
        BAILLEUR: False,
    }
    assert a_row(found, "AL").contractuel is a_row(found, "AL").ensemble
    assert a_row(found, "VILLE").contractuel is a_row(found, "VILLE").commune


@pytest.mark.parametrize(("objectif", "recus", "reste"), [(5, 2, 3), (2, 2, 0), (1, 3, -2), (None, 3, None)])
def test_what_is_left_is_the_objective_less_what_was_received(
    objectif: int | None, recus: int, reste: int | None
) -> None:
    assert Avancement(objectif, recus).reste == reste


def test_the_mix_is_that_of_the_kind_of_this_dwelling(monde: Monde) -> None:
    a_fait(a_liberation(monde.habitat_lys, "A", libre_le=JOUR), "orientation", monde.comptes["AL"])
    a_fait(a_liberation(monde.habitat_lys, "B", libre_le=JOUR, typologie="T1"), "orientation", monde.comptes["AL"])
    indicatifs = {part.attribut: part for part in a_row(read(monde), "AL").indicatifs}
    assert list(indicatifs) == ["typologie", "financement", "qpv"]
    assert (indicatifs["typologie"].valeur, indicatifs["typologie"].dans_recus) == ("T3", Fraction(1, 2))
    assert indicatifs["typologie"].dans_droits == Fraction(2, 3)
    assert indicatifs["financement"].dans_recus == 1


def test_what_is_at_risk_is_said_and_what_nobody_knows_too(monde: Monde) -> None:
    for rank in range(6):
        row = a_liberation(monde.habitat_lys, f"A-{rank}", libre_le=JOUR)
        for kind in ("orientation", "attribution"):
            a_fait(row, kind, monde.comptes["VILLE"])
    found = read(monde)
    assert [(row.code, row.portee) for row in found.enjeux] == [
        ("etat_commune", f"commune:{CANNES}"),
        ("etat_hors_qpv", "departement"),
    ]
    assert [row.manque for row in found.enjeux] == [Fraction(9, 5), Fraction(9, 5)]
    assert [(row.code, row.reservataire) for row in found.absentes] == [("prioritaires_collectivites", "VILLE")]


def test_who_refused_the_dwelling_is_no_longer_concerned(monde: Monde) -> None:
    for kind in ("orientation", "refus"):
        a_fait(monde.liberations[0], kind, monde.comptes["VILLE"])
    etat = load_flux(monde.habitat_lys.pk)
    vise = to_vise(etat, an_attente(monde.habitat_lys, "L-2026-0001"))
    assert "VILLE" not in vise.eligibles
    assert vise.eligibles[BAILLEUR] == "bailleur"
    assert (vise.commune, vise.epci, vise.qpv) == (CANNES, EPCI[CANNES], False)


def test_wishes_of_the_eligible_in_force_are_marked_when_met(monde: Monde) -> None:
    a_souhait(monde, "AL", typologie="T1")
    met = a_souhait(monde, "VILLE", typologie="T3", qpv=False)
    a_souhait(monde, "CD", typologie="T3", debut=date(2026, 7, 1))
    assert [(row.reservataire.code, is_met) for row, is_met in read(monde).souhaits] == [("VILLE", True), ("AL", False)]
    assert [row.reservataire.code for row, _ in read(monde, "L-2026-0003").souhaits] == ["AL"]
    assert met.pk


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"typologie": "T3"}, True),
        ({"typologie": "T2"}, False),
        ({"financement": "PLUS", "portee": f"commune:{CANNES}"}, True),
        ({"portee": f"epci:{EPCI[ANTIBES]}"}, False),
        ({"qpv": True}, False),
    ],
)
def test_a_dwelling_meets_a_wish_in_all_its_criteria(monde: Monde, fields: dict[str, Any], expected: object) -> None:
    vise = to_vise(load_flux(monde.habitat_lys.pk), an_attente(monde.habitat_lys, "L-2026-0001"))
    assert meets_souhait(a_souhait(monde, "AL", **fields), vise, monde.liberations[0]) is expected


def test_counting_keeps_to_the_year_the_kind_and_the_place() -> None:
    def case(type_: Any = "recu", annee: int = 2026, commune: str = CANNES) -> Case:
        return Case(type_, annee, "AL", commune, "", qpv=False)

    cases = {case(): 3, case(annee=2025): 5, case("orientation"): 7, case(commune=ANTIBES): 1}
    assert count_recus(cases, 2026) == {"AL": 4}
    assert count_recus(cases, 2026, CANNES) == {"AL": 3}


def count_queries(monde: Monde) -> int:
    with CaptureQueriesContext(connection) as queries:
        read(monde)
    return len(queries)


def test_queries_do_not_grow_with_the_bailleur(monde: Monde) -> None:
    a_fait(a_liberation(monde.habitat_lys, "first", libre_le=JOUR), "orientation", monde.comptes["AL"])
    read(monde)
    few = count_queries(monde)
    for rank in range(20):
        a_fait(a_liberation(monde.habitat_lys, f"M-{rank}", libre_le=JOUR), "orientation", monde.comptes["AL"])
        a_besoin(monde, f"M-{rank}")
        a_souhait(monde, "AL", typologie="T3")
    read(monde)
    assert count_queries(monde) == few
    assert Liberation.objects.count() > 20
