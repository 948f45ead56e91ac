"""A parc in counts: rows that add up to the whole, whatever the parc."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders_parc import a_lecture, a_logement

from gef.actions.resume_parc import AXES_PARC, INCONNU, Comparaison, comparer_parcs, resumer_parc
from gef.imports.parc import SCHEMA_PARC

LOGEMENTS = st.fixed_dictionaries(
    {
        "commune": st.sampled_from(["06029", "06004", "06088"]),
        "qpv": st.sampled_from([True, False, None]),
        "typologie": st.sampled_from(["T1", "T5+", None]),
        "financement": st.sampled_from(["PLAI", "PLI", "AUTRE", None]),
        "periode": st.sampled_from(["avant_1949", "2010_et_apres", None]),
        "mode": st.sampled_from(["1", "2", "9", None]),
        "contingent": st.sampled_from([*"1234567", None]),
    }
)


def a_table(rows: list[dict[str, object]]) -> pl.DataFrame:
    names = {nom for row in rows for nom in row}
    return pl.DataFrame(rows, schema={nom: type_ for nom, type_ in SCHEMA_PARC.items() if nom in names})


def test_a_small_parc_is_counted_as_by_hand() -> None:
    resume = resumer_parc(a_lecture(a_logement(n) for n in range(1, 11)).table)
    assert resume.logements == 10
    assert [(row.commune, row.logements) for row in resume.communes] == [("06029", 5), ("06004", 3), ("06088", 2)]
    assert (resume.ensemble.en_qpv, resume.ensemble.hors_qpv, resume.ensemble.qpv_inconnu) == (2, 8, 0)
    assert (resume.ensemble.loues, resume.ensemble.vacants) == (9, 1)
    assert resume.ensemble.familles == {
        "etat": 4,  # codes 1, 2 twice and 5
        "action_logement": 2,
        "collectivites": 2,
        "autres": 1,
        "non_reserve": 1,
        INCONNU: 0,
    }
    assert resume.reserves == 9


def test_codes_stand_in_their_own_order_and_the_unknown_last() -> None:
    rows = [{"NBPIECE": n} for n in ("", 6, 1, 3, 5)]
    resume = resumer_parc(a_lecture(a_logement(n, **row) for n, row in enumerate(rows)).table)
    assert [(row.valeur, row.logements) for row in resume.axes["typologie"]] == [
        ("T1", 1),
        ("T3", 1),
        ("T5+", 2),
        (None, 1),
    ]


@given(st.lists(LOGEMENTS, min_size=1, max_size=30))
def test_every_count_adds_up_to_the_whole(rows: list[dict[str, object]]) -> None:
    resume = resumer_parc(a_table(rows))
    ensemble = resume.ensemble
    assert ensemble.logements == len(rows) == sum(ensemble.familles.values())
    for nom in ("logements", "en_qpv", "hors_qpv", "loues", "vacants"):
        assert sum(getattr(row, nom) for row in resume.communes) == getattr(ensemble, nom)
    for famille, count in ensemble.familles.items():
        assert sum(row.familles[famille] for row in resume.communes) == count
    for axe in AXES_PARC:
        lignes = resume.axes[axe]
        assert sum(row.logements for row in lignes) == len(rows)
        assert sum(row.part for row in lignes) == 1
        assert sum(row.en_qpv for row in lignes) == ensemble.en_qpv
    assert resume.reserves == sum(row["contingent"] not in {"7", None} for row in rows)


@given(st.lists(LOGEMENTS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows: list[dict[str, object]], rng: object) -> None:
    shuffled = rows[:]
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resumer_parc(a_table(shuffled)) == resumer_parc(a_table(rows))


@pytest.mark.parametrize(
    ("former", "new", "expected"),
    [
        (["a", "b"], ["b", "c", "d"], Comparaison(2, 1)),
        (["a", "b"], ["a", "b"], Comparaison(0, 0)),
        (["a", None], ["a"], Comparaison(0, 1)),
        ([None, None], ["a"], None),
    ],
)
def test_two_parcs_are_compared_by_identifier(
    former: list[str | None], new: list[str | None], expected: Comparaison | None
) -> None:
    tables = (
        pl.DataFrame({"ident_int": names, "ident_rep": [None] * len(names)}, schema_overrides={"ident_rep": pl.String})
        for names in (former, new)
    )
    assert comparer_parcs(*tables) == expected


def test_the_identifier_that_both_parcs_give_is_chosen() -> None:
    former = pl.DataFrame({"ident_int": ["x", "y"], "ident_rep": ["1", "2"]})
    new = pl.DataFrame({"ident_int": [None, None], "ident_rep": ["2", "3"]}, schema_overrides={"ident_int": pl.String})
    assert comparer_parcs(former, new) == Comparaison(1, 1)
