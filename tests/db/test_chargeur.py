"""The bulk path writes the same rows on both engines: whatever a cell holds, it reads back as itself."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.builders import MOMENT, Monde, an_organisation

from gef.access.models import Organisation
from gef.db.chargeur import COLONNES, charger_logements
from gef.db.patrimoine.models import Logement, Parc
from gef.imports.parc import SCHEMA_PARC

EMPTY: dict[str, Any] = dict.fromkeys(COLONNES)
TRAPS = [
    None,
    "",
    " ",
    r"\N",
    r"\.",
    "NULL",
    '"',
    '""',
    "l'Oasis",
    'dit "le Phare"',
    "a,b;c\td",
    "deux\nlignes",
    "deux\r\nlignes",
    "Œuvre d’Évian",
    "é" * 100,
    "🏠",
    "\\",
    "%s",
    "true",
    "-1",
    "=1+1",
]


def a_parc(bailleur: Organisation, millesime: int = 2026) -> Parc:
    return Parc.objects.create(
        bailleur=bailleur,
        millesime=millesime,
        format="rpls_depot",
        nom_fichier="depot.csv",
        empreinte_fichier="a" * 64,
        empreinte="b" * 64,
        chemin="parcs/1.parquet",
        logements_count=0,
        rapport={},
        importe_le=MOMENT,
    )


def a_table(*rows: dict[str, Any]) -> pl.DataFrame:
    """Canonical parc; each row gives what it wants, in Cannes."""
    full = [EMPTY | {"ligne": rank, "commune": "06029"} | row for rank, row in enumerate(rows, start=2)]
    return pl.DataFrame(full, schema={nom: SCHEMA_PARC[nom] for nom in COLONNES})


def written(parc: Parc) -> list[dict[str, Any]]:
    return list(Logement.objects.filter(parc=parc).order_by("ligne").values(*COLONNES))


@pytest.mark.parametrize("text", TRAPS)
def test_a_text_reads_back_as_itself(monde: Monde, text: str | None) -> None:
    parc = a_parc(monde.habitat_lys)
    assert charger_logements(parc.pk, a_table({"programme": text}, {"adresse": text})) == 2
    assert [(row["programme"], row["adresse"]) for row in written(parc)] == [(text, None), (None, text)]


def test_every_type_reads_back_as_itself(monde: Monde) -> None:
    rows: list[dict[str, Any]] = [
        {"qpv": True, "conventionne": False, "surface_m2": 62, "loyer_centimes": 45_012, "annee_construction": 1974},
        {"qpv": False, "conventionne": True, "surface_m2": 0, "loyer_centimes": 2**31 - 1},
        {"qpv": None, "conventionne": None},
        {"ident_rep": "0123456789", "ident_int": "007", "finan": "01", "mode": "1", "contingent": "0"},
    ]
    parc, table = a_parc(monde.habitat_lys), a_table(*rows)
    charger_logements(parc.pk, table)
    assert written(parc) == table.to_dicts()


def test_columns_in_another_order_or_in_excess_change_nothing(monde: Monde) -> None:
    parc = a_parc(monde.habitat_lys)
    table = a_table({"programme": "Les Goélands", "qpv": True})
    shuffled = table.select(reversed(table.columns)).with_columns(pl.lit("x").alias("segment"))
    charger_logements(parc.pk, shuffled)
    assert written(parc) == table.to_dicts()


def test_lots_are_written_one_after_the_other(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.db.chargeur.LOT", 3)
    seen: list[int] = []
    parc = a_parc(monde.habitat_lys)
    assert charger_logements(parc.pk, a_table(*[{}] * 8), seen.append) == 8
    assert seen == [3, 6, 8]
    assert [row["ligne"] for row in written(parc)] == [*range(2, 10)]


def test_an_empty_table_writes_nothing(monde: Monde) -> None:
    assert charger_logements(a_parc(monde.habitat_lys).pk, a_table()) == 0


def test_a_bad_row_leaves_none_of_the_others(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.db.chargeur.LOT", 2)
    parc = a_parc(monde.habitat_lys)
    table = pl.concat([a_table({}, {}, {}), a_table({})])  # the last row has the number of the first one
    with pytest.raises(IntegrityError), transaction.atomic():
        charger_logements(parc.pk, table)
    assert written(parc) == []


def test_the_query_count_does_not_follow_the_rows(monde: Monde, django_assert_num_queries: Any) -> None:
    parc, other = a_parc(monde.habitat_lys), a_parc(monde.logis_de_passage)
    with django_assert_num_queries(1):
        charger_logements(parc.pk, a_table(*[{}] * 3))
    with django_assert_num_queries(1):
        charger_logements(other.pk, a_table(*[{}] * 30))


# PostgreSQL stores neither NUL nor lone surrogates; what reads files lets none through.
texts = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


class AnyTextTest(TestCase):
    """Hypothesis needs its own transaction per example."""

    @given(st.lists(st.tuples(texts, st.none() | st.booleans(), st.none() | st.integers(0, 2**31 - 1)), max_size=5))
    def test_any_row_reads_back_as_itself(self, rows: list[tuple[str | None, bool | None, int | None]]) -> None:
        parc = a_parc(an_organisation("Habitat Lys", "bailleur"))
        table = a_table(*({"programme": text, "qpv": qpv, "surface_m2": count} for text, qpv, count in rows))
        charger_logements(parc.pk, table)
        assert written(parc) == table.to_dicts()
