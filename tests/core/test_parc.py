"""Dwellings counted alike: every one is counted once, whatever the grouping."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.parc import CHAMPS_PARC, CONTINGENTS, GroupeParc, LogementParc, count_parc

logements = st.builds(
    LogementParc,
    st.uuids().map(str),
    commune=st.sampled_from(["01001", "01002"]),
    epci=st.sampled_from([None, "200000001"]),
    qpv=st.sampled_from([None, True, False]),
    typologie=st.sampled_from([None, "inconnue", "T3"]),
    financement=st.sampled_from([None, "PLUS"]),
    contingent=st.sampled_from([None, "3", "7"]),
    periode=st.none(),
    exclu=st.sampled_from([None, "pli"]),
)


@given(st.lists(logements, max_size=12))
def test_nothing_is_lost_between_dwellings_and_groups(parc: list[LogementParc]) -> None:
    groupes = count_parc(parc)
    assert sum(groupe.logements for groupe in groupes) == len(parc)
    assert sum(groupe.en_qpv for groupe in groupes) == sum(row.qpv is True for row in parc)
    absents = {None, "", "inconnue", "inconnu"}
    for champ in CHAMPS_PARC:
        counted = sum(groupe.manques.get(champ, 0) for groupe in groupes)
        assert counted == sum(getattr(row, champ) in absents for row in parc)


def test_an_unknown_contingent_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="commune 01001, contingent : « 8 »"):
        GroupeParc(1, "01001", "8", 0)


def test_every_contingent_bears_its_own_code() -> None:
    assert [contingent.code for contingent in CONTINGENTS.values()] == list(CONTINGENTS)
