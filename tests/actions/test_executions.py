"""A run of a calculation is kept for ever: the same inputs give it back, other inputs make another version."""

from __future__ import annotations

from typing import Any

import pytest
from tests.builders import MOMENT, Monde, an_acteur

from gef.actions.executions import LUS_MAX, keep_execution, read_cached, remember
from gef.core.motifs import Source
from gef.db.journal.models import Execution
from gef.db.journal.requetes import executions_of, last_execution


def keep(monde: Monde, entree: str = "a", resultat: str = "r", **args: Any) -> Execution:
    where = {"bailleur": monde.habitat_lys, "calcul": "assiette", "exercice": 2026} | args
    return keep_execution(
        where["bailleur"],
        where["calcul"],
        where["exercice"],
        entree=Source(entree, "donnee"),
        resultat=Source(resultat, "calcul"),
        acteur=args.get("acteur", an_acteur(monde.gestionnaire)),
        moment=MOMENT,
    )


def test_a_run_says_what_went_in_what_came_out_who_and_when(monde: Monde) -> None:
    run = keep(monde)
    run.refresh_from_db()
    assert (run.bailleur, run.calcul, run.exercice, run.version) == (monde.habitat_lys, "assiette", 2026, 1)
    assert run.entree == {"reference": "a", "nature": "donnee", "lien": ""}
    assert run.resultat == {"reference": "r", "nature": "calcul", "lien": ""}
    assert (run.auteur, run.fait_le) == (monde.gestionnaire, MOMENT)
    assert len(run.empreinte) == 64


def test_a_batch_has_no_author(monde: Monde) -> None:
    assert keep(monde, acteur=None).auteur is None


def test_the_same_inputs_give_the_same_run(monde: Monde) -> None:
    assert keep(monde) == keep(monde)
    assert Execution.objects.count() == 1


def test_other_inputs_make_a_new_version_and_the_former_stays(monde: Monde) -> None:
    former = keep(monde, "a")
    newer = keep(monde, "b")
    again = keep(monde, "a")
    assert [run.version for run in (former, newer, again)] == [1, 2, 3]
    assert Execution.objects.get(pk=former.pk).entree["reference"] == "a"
    assert list(executions_of(monde.habitat_lys.pk, "assiette", 2026)) == [again, newer, former]
    assert last_execution(monde.habitat_lys.pk, "assiette", 2026) == again


def test_another_version_of_the_software_makes_a_new_run(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monde)
    monkeypatch.setattr("gef.__version__", "99.0")
    run = keep(monde, resultat="autre")
    assert (run.version, run.logiciel, run.resultat["reference"]) == (2, "99.0", "autre")


@pytest.mark.parametrize("other", [{"calcul": "bilan"}, {"exercice": 2025}])
def test_versions_are_counted_by_calculation_and_year(monde: Monde, other: dict[str, Any]) -> None:
    keep(monde)
    assert keep(monde, **other).version == 1


def test_versions_are_counted_by_bailleur(monde: Monde) -> None:
    keep(monde)
    assert keep(monde, bailleur=monde.logis_de_passage).version == 1
    assert last_execution(monde.rive.pk, "assiette", 2026) is None


def test_a_run_is_computed_again_once(monde: Monde) -> None:
    calls: list[int] = []

    def compute(run: Execution) -> str:
        calls.append(run.pk)
        return f"{run.entree['reference']}, lu"

    first, second = keep(monde, "a"), keep(monde, "b")
    assert [read_cached(run, compute) for run in (first, first, second)] == ["a, lu", "a, lu", "b, lu"]
    assert calls == [first.pk, second.pk]
    # Another calculation of the same run is another result.
    assert read_cached(first, lambda run: run.version) == 1
    for rank in range(LUS_MAX):
        read_cached(keep(monde, f"x{rank}"), compute)
    read_cached(first, compute)
    assert calls.count(first.pk) == 2


def test_a_run_in_memory_is_read_without_its_inputs(monde: Monde, django_assert_num_queries: Any) -> None:
    read_cached(keep(monde, "deferred"), _reference)
    run = executions_of(monde.habitat_lys.pk, "assiette", 2026).defer("entree", "resultat")[0]
    with django_assert_num_queries(0):
        assert read_cached(run, _reference) == "deferred"


def _reference(run: Execution) -> str:
    return str(run.entree["reference"])


def test_what_is_already_computed_is_not_computed_again(monde: Monde) -> None:
    run = keep(monde, "remembered")
    assert remember(run, _reference, "known") == "known"
    assert read_cached(run, _reference) == "known"
