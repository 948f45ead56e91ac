"""What leaves the parc: legal or agreed, in a stated order, while a convention says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.exclusions import (
    CATALOGUE_EXCLUSIONS,
    LEGALES,
    PAR_DEFAUT,
    Accord,
    Exclusion,
    find_modele,
    list_propres,
    list_retenues,
    rank_exclusions,
    retenir_exclusions,
)
from gef.core.motifs import Source

JANVIER = date(2026, 1, 1)
LISTE = Source("liste", "donnee")


@dataclass(frozen=True)
class Ligne:
    code: str
    debut: date = date(2024, 1, 1)
    fin: date | None = None
    reservataire: str = ""
    document: str = "Protocole, art. 3"


def test_the_law_keeps_three_kinds_of_dwellings_out() -> None:
    assert LEGALES == ("defense", "securite_interieure", "sante")
    assert set(PAR_DEFAUT) < set(CATALOGUE_EXCLUSIONS) - set(LEGALES)


@pytest.mark.parametrize(
    ("code", "nature", "attendue"),
    [("defense", "locale", "legale"), ("pli", "legale", "locale"), ("gardiens", "legale", "locale")],
)
def test_a_nature_is_not_for_the_caller_to_choose(code: str, nature: str, attendue: str) -> None:
    with pytest.raises(DonneeInvalideError, match=f"« {nature} ».*attendu : « {attendue} »"):
        Exclusion(code, "logements", 1, nature, LISTE)  # type: ignore[arg-type]


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="positif ou nul"):
        Exclusion("pli", "PLI", -1, "locale", LISTE)


def test_a_convention_may_have_its_own_kind() -> None:
    modele = find_modele("logements_de_gardien")
    assert (modele.libelle, modele.nature) == ("logements « logements de gardien »", "locale")


@given(st.sets(st.sampled_from([*CATALOGUE_EXCLUSIONS, "gardiens", "autres"])))
def test_legal_reasons_come_first_and_no_reason_is_lost(codes: set[str]) -> None:
    ranked = rank_exclusions(codes)
    assert sorted(ranked) == sorted(codes)
    natures = [find_modele(code).nature for code in ranked]
    assert natures == sorted(natures)  # « legale » before « locale »
    own = [code in CATALOGUE_EXCLUSIONS for code in ranked]
    assert own == sorted(own, reverse=True)


def test_without_any_inscription_the_parc_speaks_and_no_document_does() -> None:
    assert retenir_exclusions([], JANVIER) == dict.fromkeys(PAR_DEFAUT, Accord())


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([Ligne("pli")], ["pli"]),
        ([Ligne("plan_vente"), Ligne("pli")], ["pli", "plan_vente"]),
        ([Ligne("pli", debut=date(2026, 1, 2))], []),
        ([Ligne("pli", debut=JANVIER)], ["pli"]),
        ([Ligne("pli", fin=JANVIER)], []),
        ([Ligne("pli", fin=date(2026, 1, 2))], ["pli"]),
        # Ended by a second inscription; what was recorded by mistake ends on the day that it starts.
        ([Ligne("pli"), Ligne("pli", fin=date(2025, 7, 1))], []),
        ([Ligne("pli"), Ligne("pli", fin=date(2024, 1, 1))], []),
        ([Ligne("pli", fin=date(2025, 7, 1)), Ligne("pli", debut=date(2025, 7, 1))], ["pli"]),
        # Of one convention only: the others keep what the parc says.
        ([Ligne("iml", reservataire="VILLE")], list(PAR_DEFAUT)),
    ],
)
def test_what_holds_for_every_convention(rows: list[Ligne], codes: list[str]) -> None:
    assert list(retenir_exclusions(rows, JANVIER)) == codes


def test_an_exclusion_says_its_document_and_its_day() -> None:
    rows = [Ligne("pli", document="Protocole"), Ligne("pli", document="Avenant 1")]
    assert retenir_exclusions(rows, JANVIER) == {"pli": Accord("Avenant 1", date(2024, 1, 1))}
    assert len(list_retenues(rows)) == 1


def test_a_convention_says_more_never_less() -> None:
    rows = [Ligne("pli"), Ligne("iml", reservataire="VILLE"), Ligne("pli", reservataire="AL")]
    assert list(retenir_exclusions(rows, JANVIER, "VILLE")) == ["pli", "iml"]
    assert list(retenir_exclusions(rows, JANVIER, "AL")) == ["pli"]
    assert list_propres(rows, JANVIER) == ("VILLE",)
    assert list_propres(rows, date(2023, 1, 1)) == ()
