"""Where the sources disagree on the assiette: each row decided in docs/metier/assiette.md, and held here by its number."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gef.actions.donnees import Dossier, ForfaitInscrit, LiberationInscrite, PrevisionInscrite
from gef.actions.entrees import build_assiette
from gef.core.assiette import (
    FORFAIT_MUTATIONS,
    EntreeAssiette,
    Exclusion,
    Soustraction,
    TauxRotation,
    calculer_assiette,
    estimer_mutations,
)
from gef.core.errors import DonneeInvalideError, DoubleSoustractionError
from gef.core.exclusions import CATALOGUE_EXCLUSIONS, retenir_exclusions
from gef.core.motifs import Source

PAGE = Path(__file__).resolve().parents[2] / "docs" / "metier" / "assiette.md"
HSO = Source("source 004 (HSO Occitanie, 2023)", "pratique")


def a_taux(*exclut: str) -> TauxRotation:
    return TauxRotation(Fraction(10, 100), frozenset(exclut), frozenset(), "bailleur", (2022,), HSO)


def published(taux: TauxRotation, besoins: int) -> EntreeAssiette:
    """The example of source 004: 15 000 dwellings, 500 out, 10 %, 450 for mutations and relogements."""
    out = Exclusion("hors_champ", "logements hors du champ", 500, "locale", HSO)
    soustractions = (Soustraction("mutations", Fraction(besoins), HSO),) if besoins else ()
    return EntreeAssiette(2023, 15_000, (out,), taux, soustractions)


def test_row_2_a_net_rate_and_a_subtraction_are_refused_together() -> None:
    with pytest.raises(DoubleSoustractionError, match="double soustraction"):
        calculer_assiette(published(a_taux("mutations", "anru"), 450))
    # Both remedies, and what the mistake costs: 31 %.
    assert calculer_assiette(published(a_taux(), 450)).assiette == 1000
    assert calculer_assiette(published(a_taux("mutations", "anru"), 0)).assiette == 1450
    assert Fraction(450, 1450) == Fraction(9, 29)


@pytest.mark.parametrize("code", ["etudiants", "logements_foyers", "iml", "pli", "demolition_hors_anru", "plan_vente"])
def test_row_5_what_the_decree_does_not_list_is_an_agreement(code: str) -> None:
    assert CATALOGUE_EXCLUSIONS[code].nature == "locale"
    with pytest.raises(DonneeInvalideError, match="« legale »"):
        Exclusion(code, "logements", 1, "legale", HSO)


def test_row_5_an_agreement_holds_while_a_convention_says_so() -> None:
    class Inscrite:
        code, reservataire, debut, fin, document = "iml", "", date(2024, 1, 1), date(2026, 1, 1), "Protocole"

    assert list(retenir_exclusions([Inscrite()], date(2025, 12, 31))) == ["iml"]
    assert list(retenir_exclusions([Inscrite()], date(2026, 1, 1))) == []


def test_row_10_the_flat_share_is_of_the_freed_dwellings_and_never_by_itself() -> None:
    dossier = a_dossier()
    assert [s.categorie for s in build_assiette(dossier, 2026).soustractions] == []
    chosen = a_dossier(forfaits=(ForfaitInscrit(2026, FORFAIT_MUTATIONS),))
    [forfait] = build_assiette(chosen, 2026).soustractions
    assert forfait.logements == Fraction(10, 100) * 100 * Fraction(20, 100)  # 100 dwellings, 20 departures
    assert "logements libérés" in forfait.calcul
    assert forfait.source.reference.startswith("source 003")


def test_row_10_the_same_share_of_the_parc_exceeds_every_departure() -> None:
    parc = estimer_mutations(FORFAIT_MUTATIONS, "parc_eligible", 4472, HSO)
    taux = TauxRotation(Fraction(911, 13294), frozenset(), frozenset(), "bailleur", (2024,), HSO)
    with pytest.raises(DonneeInvalideError, match="pas plus que les logements libérés"):
        calculer_assiette(EntreeAssiette(2025, 4472, (), taux, (parc,)))


def test_row_10_a_forecast_sets_the_flat_share_aside() -> None:
    declared = (PrevisionInscrite(2026, "mutations", 3, "CUS"),)
    entree = build_assiette(a_dossier(forfaits=(ForfaitInscrit(2026, FORFAIT_MUTATIONS),), previsions=declared), 2026)
    assert [s.logements for s in entree.soustractions] == [3]


def test_row_15_the_parc_of_1_january_counts_what_was_delivered_before_and_nothing_after() -> None:
    delivered = pl.DataFrame({"annee_location": [2025] * 40})
    dossier = a_dossier(parc=pl.concat([a_parc().head(60), delivered], how="diagonal"))
    entree = build_assiette(dossier, 2026)
    assert (entree.parc, entree.exclusions) == (100, ())
    # What is let for the first time during the exercice moves nothing before the next one.
    freed = LiberationInscrite("N", date(2026, 3, 1), "06029", "", "", None, None, None, None, None)
    assert build_assiette(a_dossier(liberations=(*dossier.liberations, freed)), 2026) == build_assiette(
        a_dossier(), 2026
    )


@pytest.mark.parametrize("row", [2, 5, 10, 15])
def test_each_row_is_decided_in_the_page(row: int) -> None:
    assert f"| {row} |" in PAGE.read_text(encoding="utf-8")


def a_parc() -> pl.DataFrame:
    champs = ("ident_rep", "ident_int", "financement", "forme", "mode", "commune")
    return pl.DataFrame({nom: [None] * 100 for nom in champs}, schema=dict.fromkeys(champs, pl.String))


def a_dossier(**fields: Any) -> Dossier:
    departures = tuple(
        LiberationInscrite(f"L{n}", date(2025, 6, 1), "06029", "", "", None, None, None, None, None) for n in range(20)
    )
    defaults: dict[str, Any] = {
        "bailleur": "Lys",
        "departement": "06",
        "parc": a_parc(),
        "millesime": 2026,
        "source_parc": "parc.csv",
        "comptes": (),
        "droits": (),
        "conventions": (),
        "previsions": (),
        "liberations": departures,
    }
    return Dossier(**defaults | fields)
