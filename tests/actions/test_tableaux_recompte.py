"""The tables of a recount say what the result says."""

from __future__ import annotations

from datetime import date

from gef.actions.tableaux_recompte import tables_recompte
from gef.core.ecritures import Clause, Fait
from gef.core.recompte import EntreeRecompte, LogementSuivi, Recompte, RegleDecompte, recompter
from gef.outputs.nombres import date_longue

NOMS = {"AL": "Action Logement", "VILLE": "Ville"}


def a_recompte(declencheur: str | None = "bail") -> Recompte:
    clause = Clause(date(2025, 1, 1), None, "orientation", "non_compte")
    faits = (Fait("orientation", date(2026, 1, 12), "AL"),)
    logement = LogementSuivi("L-1", "06029", date(2026, 1, 5), "", faits)
    clauses = {"AL": (clause,), "VILLE": (clause,)}
    return recompter(
        EntreeRecompte(date(2026, 1, 1), date(2026, 4, 1), RegleDecompte(declencheur), clauses, (logement,))
    )


def test_one_row_by_account_and_their_sum() -> None:
    comptes, _ = tables_recompte(a_recompte(), NOMS)
    assert (
        comptes.titre == f"Logements décomptés, du {date_longue(date(2026, 1, 1))} au {date_longue(date(2026, 3, 31))}"
    )
    assert [tuple(ligne.valeurs.values()) for ligne in comptes.lignes] == [
        ("Action Logement", 1, 0, -1),
        ("Ville", 0, 0, 0),
    ]
    assert [ligne.genre for ligne in comptes.lignes] == ["retenu", ""]
    assert comptes.total is not None
    assert tuple(comptes.total.valeurs.values()) == ("Ensemble", 1, 0, -1)


def test_each_dwelling_says_why_and_leads_to_its_page() -> None:
    _, logements = tables_recompte(a_recompte(), NOMS, {"L-1": "/logements/L-1"})
    [ligne] = logements.lignes
    assert ligne.valeurs["faits"] == f"orientation le {date_longue(date(2026, 1, 12))}, compté en moins"
    assert (ligne.valeurs["commune"], ligne.liens) == ("Cannes", {"logement": "/logements/L-1"})


def test_without_a_difference_no_dwelling_is_named() -> None:
    comptes, logements = tables_recompte(a_recompte(None), NOMS)
    assert (len(comptes.lignes), logements.lignes) == (2, ())
