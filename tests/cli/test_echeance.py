"""`gef echeance`: a deadline with its reasons, and refusals that say what was expected."""

from __future__ import annotations

import pytest
from tests.cli.conftest import Gef

ENVOI = ("echeance", "--le", "2026-11-22", "--delai", "5 ouvres")


def test_the_deadline_comes_with_its_path(gef: Gef) -> None:
    result = gef(*ENVOI, "--departement", "06")
    assert (result.code, result.err) == (0, "")
    assert (result.json["echeance"], result.json["ecartes"]) == ("2026-11-27", [])
    assert [e["code"] for e in result.json["explication"]["etapes"]] == ["depart", "delai", "echeance"]


def test_closed_days_and_the_move_are_counted(gef: Gef) -> None:
    options = ("--delai", "10 calendaires", "--departement", "67", "--reporte")
    result = gef(
        "echeance", "--le", "2026-12-15", *options, "--ferme", "2026-12-28:2026-12-31", "--ferme", "2027-01-04"
    )
    assert result.json["echeance"] == "2027-01-05"
    motifs = {row["jour"]: row["motif"] for row in result.json["ecartes"]}
    assert motifs["2026-12-25"] == "Noël"
    assert motifs["2026-12-26"] == "samedi"
    assert motifs["2026-12-29"] == motifs["2027-01-04"] == "jour fermé"
    assert motifs["2027-01-01"] == "jour de l’An"


def test_the_table_goes_from_the_fact_to_the_deadline(gef: Gef) -> None:
    result = gef("echeance", "--le", "2026-11-09", "--delai", "5 ouvres", "--departement", "06", "--format", "csv")
    lines = result.text.splitlines()
    assert lines[1] == "09/11/2026;lundi;jour du fait;le jour du fait ne compte pas"
    assert lines[-1] == "17/11/2026;mardi;dernier jour pour agir;jusqu’à minuit"
    assert len(lines) == 6


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--departement", "99"), "971, 972, 973, 974, 976"),
        (("--departement", "06", "--ferme", "Noël"), "AAAA-MM-JJ:AAAA-MM-JJ"),
        (("--departement", "06", "--ferme", "2026-12-31:2026-12-01"), "une fin après le début"),
        (("--departement", "06", "--delai", "5 jours"), "ouvres, ouvrables, calendaires, mois, francs"),
    ],
)
def test_what_is_not_understood_says_what_was_expected(gef: Gef, options: tuple[str, ...], message: str) -> None:
    result = gef(*ENVOI, *options)
    assert (result.code, result.out) == (2, b"")
    assert message in result.err
