"""Rates from a bailleur's data: the chosen one, the default, what serves for lack of departures, and every candidate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from gef.actions.donnees import Dossier, LiberationInscrite, TauxInscrit
from gef.actions.entrees_taux import (
    RotationInconnueError,
    build_releves,
    build_taux,
    count_departs,
    describe_evenements,
    list_candidats,
    nom_territoire,
    read_variante,
    to_mesure,
    to_mesures,
)
from gef.core.motifs import Source
from gef.core.rotation import CATEGORIES, COURANTES, TauxRotation
from gef.law.territoires import load_regions

DEPARTS = {2023: {COURANTES: 80}, 2024: {COURANTES: 88, "mutations": 12}, 2025: {COURANTES: 90, "anru": 4}}
TAILLES = {2024: 1000, 2026: 1040}
SDES = tuple(
    TauxInscrit("departement", annee, Fraction(annee - 1960, 1000), f"SDES {annee}") for annee in range(2021, 2025)
)


def a_liberation(jour: date, hors_flux: str = "") -> LiberationInscrite:
    return LiberationInscrite(f"L-{jour}-{hors_flux}", jour, "06029", "", hors_flux, "T3", "PLUS", None, None, None)


def a_dossier(*liberations: LiberationInscrite, taux_publies: tuple[TauxInscrit, ...] = ()) -> Dossier:
    return Dossier(
        bailleur="Habitat Lys",
        departement="06",
        parc=pl.DataFrame({"commune": ["06029"] * 50}),
        millesime=2026,
        source_parc="parc.csv",
        comptes=(),
        droits=(),
        conventions=(),
        previsions=(),
        liberations=liberations,
        taux_publies=taux_publies,
    )


TROIS = (a_liberation(date(2024, 3, 1)), a_liberation(date(2025, 3, 1)), a_liberation(date(2025, 4, 1), "mutations"))


def test_departures_are_counted_by_year_and_category() -> None:
    assert count_departs(a_dossier(*TROIS)) == {2024: {COURANTES: 1}, 2025: {COURANTES: 1, "mutations": 1}}


def test_the_default_is_gross_over_two_years_and_says_its_name() -> None:
    taux = build_taux(a_dossier(*TROIS), 2026)
    assert (taux.valeur, taux.annees, taux.evenements) == (Fraction(3, 100), (2024, 2025), 3)
    assert taux.source.reference == "taux par défaut : libérations du bailleur, rapportées au parc du millésime 2026"


def test_each_year_has_its_own_parc_when_it_is_kept() -> None:
    taux = build_taux(replace(a_dossier(*TROIS), tailles_parc={2024: 25, 2025: 50, 2026: 40}), 2026)
    assert taux.valeur == Fraction(3, 75)
    assert taux.source.reference.endswith("rapportées au parc du millésime de chaque année")


def test_the_chosen_rate_wins_for_its_exercice_alone() -> None:
    chosen = TauxRotation(Fraction(7, 100), frozenset(), frozenset(), "accord", (2025,), Source("annexe 1", "locale"))
    dossier = replace(a_dossier(*TROIS), choix_taux={2026: chosen})
    assert build_taux(dossier, 2026) == chosen
    assert build_taux(dossier, 2027).evenements == 3


def test_for_lack_of_departures_the_newest_published_rate_serves_and_says_so() -> None:
    taux = build_taux(a_dossier(taux_publies=SDES), 2024)
    assert (taux.valeur, taux.annees) == (Fraction(63, 1000), (2023,))
    assert taux.source.reference == "taux par défaut, faute de libérations du bailleur : SDES 2023"


def test_without_departures_nor_publication_nothing_is_invented() -> None:
    with pytest.raises(RotationInconnueError, match="ou un taux publié"):
        build_taux(a_dossier(taux_publies=(replace(SDES[0], territoire="commune:06029"),)), 2026)


def test_candidates_are_every_variant_over_one_to_three_years_then_what_was_published() -> None:
    found = list_candidats(DEPARTS, TAILLES, 2026, "exemple", to_mesures(SDES, "06"))
    own = [code for code in found if read_variante(code)]
    assert own == [f"{v}-{n}" for v in ("brut", "net_mutations", "net_relogements", "net") for n in (1, 2, 3)]
    assert found["brut-3"].taux.valeur == Fraction(80 + 100 + 94, 1040 + 1000 + 1040)
    assert found["net-2"].taux.valeur == Fraction(88 + 90, 1000 + 1040)
    assert found["brut-2"].taux.source.reference.endswith("celui de 2026 pour 2025")
    assert len(found) == 12 + 4 + 1


def test_candidates_only_look_back() -> None:
    found = list_candidats(DEPARTS, TAILLES, 2024, "exemple", to_mesures(SDES, "06"))
    assert list(found)[:4] == ["brut-1", "net_mutations-1", "net_relogements-1", "net-1"]
    assert max(annee for mesure in found.values() for annee in mesure.taux.annees) == 2023


def test_the_average_is_that_of_the_last_three_years_of_one_definition() -> None:
    other = TauxInscrit("departement", 2024, Fraction(5, 100), "DREAL", frozenset({"mutations"}))
    found = list_candidats({}, TAILLES, 2026, "exemple", to_mesures((*SDES, other), "06"))
    [mean] = [mesure for code, mesure in found.items() if code.startswith("moyenne|")]
    assert mean.taux.valeur == Fraction(62 + 63 + 64, 3000)
    assert mean.taux.annees == (2022, 2023, 2024)
    assert "SDES 2022, SDES 2023 et SDES 2024" in mean.taux.source.reference


def test_a_published_rate_says_its_place_and_its_dwellings() -> None:
    row = TauxInscrit("region:93", 2024, Fraction(1, 12), "DREAL", evenements=100)
    mesure = to_mesure(row, "06")
    assert mesure.taux.perimetre == f"tous bailleurs, région {load_regions()['93'].nom}"
    assert mesure.logements == 1200
    assert mesure.intervalle is not None
    assert to_mesure(replace(row, evenements=None), "06").intervalle is None
    assert to_mesure(replace(row, valeur=Fraction(0), evenements=0), "06").logements is None


def test_territories_have_names() -> None:
    assert nom_territoire("departement", "06") == "tous bailleurs, département 06 (Alpes-Maritimes)"
    assert nom_territoire("departement", "XX") == "tous bailleurs, département XX"
    assert nom_territoire("region:00", "06") == "tous bailleurs, région 00"
    assert nom_territoire("epci:200039915", "06") == "tous bailleurs, epci 200039915"


def test_local_publications_are_no_rate_of_the_assiette() -> None:
    rows = (replace(SDES[0], territoire="commune:06029"), replace(SDES[0], territoire="epci:200039915"), SDES[0])
    assert list(to_mesures(rows, "06")) == ["publie|departement|2021|SDES 2021"]


def test_a_year_without_a_category_had_none_of_it() -> None:
    [releve] = build_releves({2024: {"vente": 2}}, TAILLES, (2024,))
    assert releve.liberations == dict.fromkeys((COURANTES, *CATEGORIES), 0) | {"vente": 2}


def test_what_establishes_a_rate_is_said() -> None:
    found = list_candidats(DEPARTS, TAILLES, 2026, "exemple", {})
    assert describe_evenements(found["brut-1"]).replace("\u202f", " ") == "94 libérations sur 1 040 logements"
    assert describe_evenements(to_mesure(SDES[0], "06")) == "nombre de libérations non publié"
    one = to_mesure(replace(SDES[0], valeur=Fraction(0), evenements=1), "06")
    assert describe_evenements(one) == "1 libération"
