"""Which dwellings leave the parc, and what the register, the lists and the parc say against each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from gef.actions.donnees import LOGEMENTS_EXCLUS, Compte, Dossier, DroitInscrit, ExclusionInscrite
from gef.actions.entrees import build_assiette, compute_assiette
from gef.actions.entrees_exclusions import (
    build_exclusions,
    count_registre,
    list_remarques,
    mark_exclusions,
)
from gef.core.exclusions import CATALOGUE_EXCLUSIONS, rank_exclusions

JANVIER = date(2026, 1, 1)
PARC = pl.DataFrame(
    {
        "ident_rep": [f"R{n}" for n in range(10)],
        "ident_int": [f"I{n}" for n in range(9)] + [None],
        "financement": ["PLI"] * 3 + ["PLUS"] * 6 + [None],
        "forme": ["collectif"] * 2 + ["etudiant"] * 3 + ["individuel"] * 4 + [None],
        "mode": ["1"] * 4 + ["4"] * 3 + ["1"] * 2 + [None],
        "commune": ["06029"] * 10,
    }
)
DEFENSE = DroitInscrit("ETAT-P", "defense", "suite", 4, date(2020, 1, 1))


def a_liste(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=LOGEMENTS_EXCLUS, orient="row")


def a_dossier(**fields: Any) -> Dossier:
    empty: dict[str, Any] = dict.fromkeys(("droits", "conventions", "previsions", "liberations"), ())
    empty["comptes"] = (Compte("ETAT-P", "État", "etat_prio", "departement"),)
    defaults = {"bailleur": "Lys", "departement": "06", "parc": PARC, "millesime": 2026, "source_parc": "parc.csv"}
    return Dossier(**{**defaults, **empty, **fields})


def count(dossier: Dossier, exercice: int = 2026, reservataire: str = "") -> dict[str, int]:
    return {e.code: e.logements for e in build_exclusions(dossier, exercice, reservataire)}


def test_without_any_inscription_the_parc_speaks() -> None:
    # R2 is PLI and for students, R4 for students and of an association: each leaves once.
    assert count(a_dossier()) == {"pli": 3, "etudiants": 2, "associations": 2}
    [remarque] = list_remarques(a_dossier(), 2026)
    assert remarque.startswith("Aucun document n’appuie le retrait des logements intermédiaires (PLI), logements étud")


def test_the_register_says_which_agreements_hold_and_their_document_is_cited() -> None:
    dossier = a_dossier(exclusions=(ExclusionInscrite("associations", date(2024, 1, 1), document="Protocole, art. 4"),))
    [exclusion] = build_exclusions(dossier, 2026)
    assert (exclusion.logements, exclusion.source.reference) == (3, "Protocole, art. 4")
    assert exclusion.calcul == "parc : pris en charge par une association (RPLS, MODE 4)"
    assert list_remarques(dossier, 2026) == ()
    assert count(dossier, 2023) == {}


def test_the_register_of_rights_counts_the_legal_dwellings_that_no_list_names() -> None:
    dossier = a_dossier(droits=(DEFENSE,))
    assert count(dossier)["defense"] == 4
    assert count_registre(dossier, date(2019, 1, 1))["defense"] == 0
    assert build_exclusions(dossier, 2026)[0].calcul == "registre des droits, sans liste de logements"


def test_a_list_of_legal_dwellings_rules_and_its_disagreement_is_said() -> None:
    liste = a_liste(("R0", "defense", "Préfecture, 14 janvier"), ("I9", "defense", ""), ("I5", "defense", "Préfecture"))
    dossier = a_dossier(droits=(DEFENSE,), logements_exclus=liste)
    # R0 is a PLI too: the law comes first. Nobody is called I9.
    assert count(dossier) == {"defense": 2, "pli": 2, "etudiants": 2, "associations": 1}
    remarques = list_remarques(dossier, 2026)
    assert (
        "Logements de la défense nationale : 3\u00a0logements listés, 4\u00a0droits inscrits au registre ; la liste compte."
        in remarques
    )
    assert any("1\u00a0ligne de la liste des logements exclus ne se trouve pas dans le parc" in r for r in remarques)
    assert any("« I9 »" in r for r in remarques)
    assert "liste : Préfecture ; Préfecture, 14 janvier" in build_exclusions(dossier, 2026)[0].calcul


def test_a_list_adds_to_the_rule_of_a_local_agreement() -> None:
    dossier = a_dossier(
        exclusions=(ExclusionInscrite("etudiants", date(2024, 1, 1), document="Avenant"),),
        logements_exclus=a_liste(("R8", "etudiants", "Liste du CROUS")),
    )
    assert count(dossier) == {"etudiants": 4}
    assert build_exclusions(dossier, 2026)[0].calcul.startswith("liste : Liste du CROUS ; parc : logement étudiant")


def test_a_list_that_no_agreement_holds_takes_nothing_out() -> None:
    dossier = a_dossier(logements_exclus=a_liste(("R8", "plan_vente", "CUS"), ("R7", "plan_vente", "CUS")))
    assert "plan_vente" not in count(dossier)
    [_, remarque] = list_remarques(dossier, 2026)
    assert "2\u00a0logements listés comme logements inclus dans un plan de vente : aucun accord" in remarque


def test_a_convention_of_its_own_takes_more_out() -> None:
    rows = (
        ExclusionInscrite("pli", date(2024, 1, 1), document="Protocole"),
        ExclusionInscrite("gardiens", date(2024, 1, 1), reservataire="VILLE", document="Convention de la Ville"),
    )
    dossier = a_dossier(exclusions=rows, logements_exclus=a_liste(("R8", "gardiens", "Liste"), ("R0", "gardiens", "")))
    assert count(dossier) == {"pli": 3}
    assert count(dossier, reservataire="VILLE") == {"pli": 3, "gardiens": 1}
    assert list_remarques(dossier, 2026) == ()


def test_the_conventions_of_the_assiette_are_counted_alike(monde: Any, settings: Any, tmp_path: Any) -> None:
    from tests.actions.monde_complet import a_dossier as a_whole_dossier

    settings.MEDIA_ROOT = tmp_path
    rows = (
        ExclusionInscrite("pli", date(2024, 1, 1), document="Protocole"),
        ExclusionInscrite("associations", date(2024, 1, 1), reservataire="VILLE", document="Convention"),
    )
    dossier = replace(a_whole_dossier(monde), exclusions=rows)
    assert set(build_assiette(dossier, 2026).conventions) == {"VILLE"}
    assiette = compute_assiette(dossier, 2026)
    assert (assiette.eligible, assiette.conventions[0].eligible) == (300 - 5 - 10, 300 - 5 - 10 - 6)


@given(
    st.lists(st.tuples(st.sampled_from([f"R{n}" for n in range(12)]), st.sampled_from([*CATALOGUE_EXCLUSIONS, "x"]))),
    st.sets(st.sampled_from([*CATALOGUE_EXCLUSIONS, "x"])),
)
def test_a_dwelling_leaves_once_by_its_first_reason(listed: list[tuple[str, str]], held: set[str]) -> None:
    rows = tuple(ExclusionInscrite(code, date(2024, 1, 1)) for code in sorted(held))
    dossier = a_dossier(exclusions=rows, logements_exclus=a_liste(*((nom, code, "") for nom, code in listed)))
    marked = mark_exclusions(dossier, JANVIER)
    assert marked.height == PARC.height
    for row in marked.iter_rows(named=True):
        assert row["exclusion"] == _first_reason(row, listed, rows)


def _first_reason(
    row: dict[str, Any], listed: list[tuple[str, str]], rows: tuple[ExclusionInscrite, ...]
) -> str | None:
    """Find the reason as a clerk would: every reason of the dwelling, then the first in force."""
    reasons = {code for nom, code in listed if nom == row["ident_rep"]}
    reasons |= {"pli"} if row["financement"] == "PLI" else set()
    reasons |= {"etudiants"} if row["forme"] == "etudiant" else set()
    reasons |= {"associations"} if row["mode"] == "4" else set()
    held = {r.code for r in rows} or {"pli", "etudiants", "associations"}
    ranked = rank_exclusions(reasons & (held | {"defense", "securite_interieure", "sante"}))
    return ranked[0] if ranked else None
