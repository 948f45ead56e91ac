"""Why a dwelling went to another: the record, with his account in full, the others in letters, and no household."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from fractions import Fraction

import pytest
from django.http import Http404
from tests.builders import ANTIBES, JOUR, Monde, a_fait, an_acteur, an_orientation

from gef.actions.flux import load_flux
from gef.actions.pourquoi import list_ailleurs, read_pourquoi, write_rang
from gef.actions.tableaux_pourquoi import table_ailleurs, table_decision
from gef.db.flux.models import Fait
from gef.outputs.tables import Table

MOTIF = "Accord de la Ville et du Département, courriel du 2 juin."


@pytest.fixture
def vers_cd(monde: Monde) -> Monde:
    """The first dwelling of Cannes goes to the département, against the proposal or not."""
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "CD", motif=MOTIF)
    return monde


def test_a_rank_is_written_in_letters() -> None:
    assert [write_rang(rang) for rang in (0, 1, 25, 26, 27, 51, 52)] == ["A", "B", "Z", "AA", "AB", "AZ", "BA"]


def test_the_explanation_is_the_record_with_the_others_in_letters(vers_cd: Monde) -> None:
    found = read_pourquoi(an_acteur(vers_cd.agent_ville), vers_cd.habitat_lys.pk, vers_cd.reference)
    [decision] = found.decisions
    record = Fait.objects.get(liberation=vers_cd.liberations[0], type="orientation").enregistrement
    assert record is not None
    rows = {row["reservataire"]: row for row in record["lignes"]}
    assert len(decision.lignes) == len(rows)
    own = [row for row in decision.lignes if row.is_sien]
    assert [(row.nom, row.part, row.droits, row.recus) for row in own] == [
        ("Ville de Lys", Fraction(rows["VILLE"]["part"]), Fraction(rows["VILLE"]["droits"]), 0)
    ]
    assert own[0].solde == Fraction(rows["VILLE"]["solde"])
    others = [row for row in decision.lignes if not row.is_sien]
    assert {(row.part, row.droits, row.recus, row.peut_passer) for row in others} == {(None, None, None, None)}
    assert {row.nom for row in others} == {f"réservataire {letter}" for letter in "ABCD"} | {
        "le bailleur (non réservé)"
    }
    assert sorted(row.solde for row in decision.lignes) == sorted(Fraction(row["solde"]) for row in rows.values())
    assert [row.is_retenu for row in decision.lignes] == [True] + [False] * (len(rows) - 1)


def test_nobody_else_is_named_nor_described(vers_cd: Monde) -> None:
    found = read_pourquoi(an_acteur(vers_cd.agent_ville), None, vers_cd.reference)
    tables: list[Table] = [table_decision(decision) for decision in found.decisions]
    told = repr([asdict(decision) for decision in found.decisions]) + repr([table.lignes for table in tables])
    for secret in ("CD", "Département", "ETAT", "Action Logement", "AL'", MOTIF, "Goélands"):
        assert secret not in told
    assert found.decisions[0].ecart == "Autre motif, à préciser"


def test_followed_or_not_the_chosen_one_keeps_his_letter(vers_cd: Monde) -> None:
    [decision] = read_pourquoi(an_acteur(vers_cd.agent_ville), None, vers_cd.reference).decisions
    assert decision.choisi.startswith("réservataire ")
    assert decision.choisi != decision.propose
    assert decision.choisi in {row.nom for row in decision.lignes}


def test_without_a_record_the_page_says_that_it_was_not_kept(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"], date=date(2026, 6, 2))
    [decision] = read_pourquoi(an_acteur(monde.agent_ville), None, monde.reference).decisions
    assert (decision.lignes, decision.propose, decision.ecart) == ((), "", "")
    assert table_decision(decision).vide.startswith("L’explication de cette orientation n’a pas été gardée")


def test_a_refusal_then_another_give_two_decisions(vers_cd: Monde) -> None:
    a_fait(vers_cd.liberations[0], "refus", vers_cd.comptes["CD"])
    an_orientation(an_acteur(vers_cd.gestionnaire), vers_cd.reference, "AL", motif=MOTIF)
    found = read_pourquoi(an_acteur(vers_cd.agent_ville), None, vers_cd.reference)
    assert len(found.decisions) == 2
    first, second = (decision.choisi for decision in found.decisions)
    assert first != second
    refused = [row for row in found.decisions[1].lignes if row.lecture == "refus"]
    assert [row.nom for row in refused] == [first]  # the same letter from one decision to the next


def test_only_who_has_a_part_there_may_ask(vers_cd: Monde) -> None:
    an_orientation(an_acteur(vers_cd.gestionnaire), "L-2026-0003", "CD", motif=MOTIF)  # in Antibes
    assert vers_cd.liberations[2].commune == ANTIBES
    for who, bailleur, reference in (
        (vers_cd.agent_ville, vers_cd.habitat_lys.pk, "L-2026-0003"),  # no part in Antibes
        (vers_cd.agent_ville, vers_cd.habitat_lys.pk, "L-2026-0002"),  # not oriented yet
        (vers_cd.agent_ville, vers_cd.habitat_lys.pk, "L-2026-0004"),  # out of the flux
        (vers_cd.agent_ville, vers_cd.logis_de_passage.pk, vers_cd.reference),  # of a bailleur that is not his
        (vers_cd.agent_ville, None, "inconnu"),
        (vers_cd.agent_rive, vers_cd.habitat_lys.pk, vers_cd.reference),
    ):
        with pytest.raises(Http404):
            read_pourquoi(an_acteur(who), bailleur, reference)


def test_the_list_holds_what_credited_him_and_went_to_another_in_the_year(vers_cd: Monde) -> None:
    an_orientation(an_acteur(vers_cd.gestionnaire), "L-2026-0002", "VILLE", motif=MOTIF)
    an_orientation(an_acteur(vers_cd.gestionnaire), "L-2026-0003", "CD", motif=MOTIF)
    rows = list_ailleurs(an_acteur(vers_cd.agent_ville), JOUR)
    assert [row.liberation.reference for row in rows] == [vers_cd.reference]
    assert list_ailleurs(an_acteur(vers_cd.agent_ville), date(2025, 6, 1)) == ()
    assert list_ailleurs(an_acteur(vers_cd.agent_rive), JOUR) == ()
    [line] = table_ailleurs(rows, {vers_cd.liberations[0].pk: "/p"}, JOUR).lignes
    assert (line.valeurs["logement"], line.liens) == (vers_cd.reference, {"logement": "/p"})
    assert load_flux(vers_cd.habitat_lys.pk).suivis[vers_cd.liberations[0].pk].reservataire == "CD"
