"""The recount of a journal given as JSON, and of a dossier: the same figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.builders import ANTIBES, EPCI
from tests.builders_conversion import COMPTES, a_convention

from gef.actions.codec import decode, encode
from gef.actions.entrees_comptes import FaitDate, to_dossier
from gef.actions.entrees_orientation import LogementLibere
from gef.actions.entrees_recompte import EntreeRecompteJournal, compute_recompte, recompter_journal
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.recompte import RegleDecompte

DEBUT, FIN = date(2026, 1, 1), date(2026, 4, 1)
FAITS = (
    FaitDate("A", "orientation", date(2026, 1, 12), "AL"),
    FaitDate("A", "attribution", date(2026, 3, 2)),
    FaitDate("A", "annulation", date(2026, 3, 3)),
)


def a_logement(reference: str, **fields: Any) -> LogementLibere:
    defaults: dict[str, Any] = {"typologie": "T3", "financement": "PLUS", "qpv": False, "forme": "collectif"}
    return LogementLibere(1, DEBUT, reference, ANTIBES, EPCI[ANTIBES], **defaults | fields)


def an_entree(*faits: FaitDate, **regle: str) -> EntreeRecompteJournal:
    conventions = (a_convention("AL", "40/100", declencheur="attribution"),)
    return EntreeRecompteJournal(
        DEBUT, FIN, RegleDecompte(**regle), COMPTES, conventions, (a_logement("A"),), faits or FAITS
    )


@pytest.mark.parametrize(
    ("regle", "faits", "counted"),
    [
        ({}, FAITS, (0, 0)),
        ({}, FAITS[:2], (1, 1)),
        ({"declencheur": "orientation"}, FAITS, (0, 1)),
        ({"declencheur": "bail"}, FAITS[:2], (1, 0)),
    ],
)
def test_a_journal_is_counted_again(
    regle: dict[str, str], faits: tuple[FaitDate, ...], counted: tuple[int, int]
) -> None:
    [ligne] = recompter_journal(an_entree(*faits, **regle)).lignes
    assert (ligne.reservataire, ligne.convention, ligne.regle) == ("AL", *counted)


def test_json_and_back() -> None:
    entree = an_entree(declencheur="bail")
    assert decode(EntreeRecompteJournal, encode(entree)) == entree


def test_a_dossier_gives_the_same() -> None:
    entree = an_entree(declencheur="bail")
    dossier = to_dossier(entree.comptes, entree.conventions, entree.liberations, entree.faits)
    assert compute_recompte(dossier, DEBUT, FIN, entree.regle) == recompter_journal(entree)


def test_what_does_not_hold_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="faits, logement : B inconnu ; attendu : A"):
        an_entree(FaitDate("B", "orientation", DEBUT, "AL"))
    with pytest.raises(TransitionInterditeError, match="A est à orienter"):
        recompter_journal(an_entree(FaitDate("A", "bail", DEBUT)))
    with pytest.raises(DonneeInvalideError, match="vide"):
        recompter_journal(replace(an_entree(), fin=DEBUT))
