"""The tables of the droits uniques say the figures of the core, year by year, and what is left."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gef.actions.tableaux_uniques import sum_annees, table_annees, table_echeanciers, table_negocies, table_stocks
from gef.core.droits_uniques import Etalement, LotDroits
from gef.core.suivi_uniques import CompteUniques, EntreeUniques, SuivisUniques, suivre_uniques
from gef.outputs.tables import Ligne, Table

DIXIEME = Fraction(1, 10)
LOTS = (LotDroits(100, "autre", DIXIEME, 2040), LotDroits(50, "autre", DIXIEME, 2026))
COMPTES = (
    CompteUniques("V", "Ville", Fraction(100), DIXIEME, Fraction(1), LOTS, (), 2025, LOTS, (), {2025: 9, 2026: 3}),
    CompteUniques("E", "État", Fraction(100), DIXIEME, lots=(LotDroits(300, "etat", DIXIEME),)),
    CompteUniques(
        "AL",
        "Action Logement",
        Fraction(100),
        DIXIEME,
        etalements=(Etalement(Fraction(100), 2022, 10, "un_pourcent", "convention de parc"),),
        premier_exercice=2025,
        recus={2025: 95},
    ),
    CompteUniques("N", "Nouveau", Fraction(100), DIXIEME, etalements=(Etalement(Fraction(8), 2026, 4),)),
)


@pytest.fixture(scope="module")
def suivis() -> SuivisUniques:
    return suivre_uniques(EntreeUniques(2026, COMPTES))


def row(table: Table, nom: str) -> Ligne:
    [found] = [ligne for ligne in table.lignes if ligne.valeurs["reservataire"] == nom]
    return found


def test_years_come_first_then_what_follows_and_the_whole(suivis: SuivisUniques) -> None:
    table = table_echeanciers(suivis)
    assert [c.libelle for c in table.colonnes] == [
        "Réservataire",
        *(str(year) for year in range(2026, 2034)),
        "2034-2040",
        "Total",
    ]
    assert [ligne.valeurs["reservataire"] for ligne in table.lignes] == ["État", "Ville", "Action Logement", "Nouveau"]
    ville = row(table, "Ville").valeurs
    assert (ville["2026"], ville["2027"], ville["apres"], ville["total"]) == (15, 10, 70, 155)
    assert table.total is not None
    assert (table.total.valeurs["2026"], sum_annees(suivis)[2026]) == (57, 57)


def test_a_short_schedule_has_no_column_after_it() -> None:
    table = table_echeanciers(suivre_uniques(EntreeUniques(2026, COMPTES[3:])))
    assert [c.code for c in table.colonnes] == ["reservataire", "2026", "2027", "2028", "2029", "total"]
    assert table_echeanciers(suivre_uniques(EntreeUniques(2026, ()))).lignes == ()


def test_files_have_every_year_of_everybody(suivis: SuivisUniques) -> None:
    table = table_annees(suivis)
    assert len(table.lignes) == 4 * 15
    first = next(x.valeurs for x in table.lignes if x.valeurs["code"] == "AL")
    assert (first["exercice"], first["droits"], first["part"], first["apres"]) == ("2026", 10, DIXIEME, False)


def test_what_is_left_of_a_stock_is_said_with_its_pace(suivis: SuivisUniques) -> None:
    table = table_stocks(suivis)
    ville = row(table, "Ville").valeurs
    # 16 years of 10 and 2 of 5; 161 left at 9 a year: eighteen years.
    assert (ville["ouverture"], ville["initial"], ville["recus"], ville["restant"], ville["par_an"], ville["fin"]) == (
        "2025",
        170,
        12,
        158,
        9,
        "2043",
    )
    assert row(table, "État").valeurs == {"reservataire": "État"}
    assert row(table, "Action Logement").marques == {"restant": "avance"}
    assert [x for x in table.lignes if x.valeurs["reservataire"] == "Nouveau"] == []


def test_a_negotiated_volume_keeps_its_document_and_its_term(suivis: SuivisUniques) -> None:
    table = table_negocies(suivis)
    al = row(table, "Action Logement").valeurs
    assert (al["document"], al["periode"], al["volume"], al["annuels"]) == ("convention de parc", "2022-2031", 100, 10)
    assert (al["assumed"], al["recus"], al["restant"], al["fin"]) == (30, 95, -25, "2026")
    new = row(table, "Nouveau").valeurs
    assert (new["document"], new["annuels"], new.get("recus")) == (None, 2, None)
