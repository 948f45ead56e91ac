"""The tables of the facts hold together."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.core.tables_grand_livre import print_tables

from gef.core.errors import DonneeInvalideError
from gef.core.faits import (
    CONDITIONS,
    DECLENCHEURS,
    ETATS,
    FAITS,
    FOLLOWING,
    NEEDS,
    PRECISIONS,
    TRANSITIONS,
    check_precision,
    read_precision,
)
from gef.db.flux.models import TypeFait


def test_the_tables_name_the_same_facts_and_states() -> None:
    kinds = {fait for _, fait in TRANSITIONS}
    assert kinds == set(FAITS) - {"annulation"}
    assert set(FOLLOWING) == set(ETATS)
    assert set(TRANSITIONS.values()) == set(ETATS)
    assert set(NEEDS) <= kinds
    assert set(NEEDS.values()) == set(CONDITIONS)
    assert {fait for facts in DECLENCHEURS.values() for fait in facts} <= kinds
    assert set(PRECISIONS) <= kinds


def test_what_the_database_stores_is_what_the_core_knows() -> None:
    assert TypeFait.values == list(FAITS)
    assert max(map(len, FAITS)) <= 24


# Before the steps of direct management, the ledger held only these: files and journals rely on them.
FORMER = {
    ("a_orienter", "orientation"): "oriente",
    ("oriente", "refus"): "a_orienter",
    ("oriente", "retour"): "a_orienter",
    ("oriente", "attribution"): "attribue",
    ("oriente", "bail"): "loue",
    ("attribue", "refus_menage"): "oriente",
    ("attribue", "retour"): "a_orienter",
    ("attribue", "bail"): "loue",
    ("hors_flux", "attribution"): "hors_flux",
    ("hors_flux", "refus_menage"): "hors_flux",
    ("hors_flux", "bail"): "hors_flux",
}


def test_every_former_transition_is_still_possible() -> None:
    assert {pair: TRANSITIONS[pair] for pair in FORMER} == FORMER


@pytest.mark.parametrize("fait", sorted(PRECISIONS))
def test_a_code_belongs_to_one_field_of_a_fact(fait: str) -> None:
    codes = [code for field in PRECISIONS[fait] for code in field.codes]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("fait", "texte", "precision"),
    [
        ("bail", "", {}),
        ("preavis", "trois_mois", {"duree": "trois_mois"}),
        ("qualification_stock", " premiere_location ", {"categorie": "premiere_location"}),
        ("refus_menage", "adaptee, menage,loyer", {"offre": "adaptee", "partie": "menage", "cause": "loyer"}),
    ],
)
def test_a_precision_reads_as_codes_in_any_order(fait: str, texte: str, precision: dict[str, str]) -> None:
    assert read_precision(fait, texte) == precision
    check_precision(fait, precision)


@pytest.mark.parametrize(
    ("fait", "texte", "said"),
    [
        ("bail", "loyer", "« loyer » ; attendu, une fois chacun : aucune précision"),
        ("refus_menage", "loyer, taille", "« taille » ; attendu, une fois chacun : localisation"),
        ("qualification_hors_flux", "", "categorie absente ; attendu : mutations"),
        ("qualification_hors_flux", "defense", "« defense »"),
    ],
)
def test_a_precision_that_does_not_fit_is_refused(fait: str, texte: str, said: str) -> None:
    with pytest.raises(DonneeInvalideError, match=said):
        read_precision(fait, texte)


def test_an_unknown_code_or_field_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="cause : « prix » ; attendu : localisation"):
        check_precision("refus_menage", {"cause": "prix"})
    with pytest.raises(DonneeInvalideError, match="« montant » ; attendu : cause"):
        check_precision("refus_menage", {"montant": "1"})


PAGE = Path(__file__).parents[2] / "docs" / "metier" / "grand-livre.md"


@pytest.mark.parametrize("nom", sorted(print_tables()))
def test_the_page_prints_the_tables_of_the_program(nom: str) -> None:
    table = print_tables()[nom]
    assert table in PAGE.read_text(encoding="utf-8"), f"expected in {PAGE.name}:\n{table}"
