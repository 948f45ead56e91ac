"""The commission of the demonstration: its decisions obey the text, and lead to the facts that are told."""

from __future__ import annotations

from typing import Any

import pytest

from gef.access.models import Utilisateur
from gef.actions.offres import read_suites
from gef.core.caleol import Decision, check_decisions
from gef.core.designation import check_candidats
from gef.db.caleol.models import Cloture, Passage, Seance
from gef.db.flux.models import Fait
from gef.demo.calendrier import JOUR_DEMO
from gef.demo.caleol import PROCHAINE, SANS_SEANCE, draw_passages
from gef.demo.charger import Comptes
from gef.demo.monde import Monde


def test_every_list_and_every_decision_is_allowed(monde: Monde) -> None:
    passages = draw_passages(monde.deroule.faits)
    assert len(passages) > 100
    for passage in passages:
        check_candidats(passage.candidats)
        assert all("DEMO" in candidat.numero_unique for candidat in passage.candidats)
        if passage.attribue:
            decisions = [
                Decision(key, row["code"], row.get("classement"), *_rest(row))
                for key, row in enumerate(passage.decisions)
            ]
            noms = {key: str(key) for key in range(len(passage.candidats))}
            check_decisions(noms, decisions, passage.attribue.date)
    numeros = [candidat.numero_unique for passage in passages for candidat in passage.candidats]
    assert len(set(numeros)) == len(numeros)


def _rest(row: dict[str, Any]) -> tuple[Any, ...]:
    return row.get("motif", ""), row.get("texte", ""), row.get("avant_le")


def test_a_session_is_to_come_and_some_dwellings_wait_for_one(monde: Monde) -> None:
    passages = draw_passages(monde.deroule.faits)
    waiting = [passage for passage in passages if passage.attribue is None]
    assert sum(passage.jour is None for passage in waiting) == SANS_SEANCE
    assert sum(passage.jour == PROCHAINE for passage in waiting) >= 3
    assert draw_passages(monde.deroule.faits) == passages


@pytest.mark.django_db
def test_the_leases_told_go_to_households_of_the_demonstration(comptes: Comptes) -> None:
    assert Utilisateur.objects.exists()
    suites = read_suites(Passage.objects.values_list("liberation", flat=True))
    assert len(suites) == Cloture.objects.count()
    leases = [suite for suite in suites.values() if suite.bail]
    assert len(leases) > 50
    assert all(suite.offres.en_cours for suite in leases)
    refused = [suite for suite in suites.values() if suite.offres.refusees]
    assert refused
    assert Seance.objects.filter(date__gt=JOUR_DEMO).count() == 1
    assert Fait.objects.filter(type="candidats").count() > 100
