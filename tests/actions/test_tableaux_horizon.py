"""Tables of the years ahead."""

from __future__ import annotations

from fractions import Fraction

from tests.core.conversions_exemples import a_reservataire, an_entree, droits

from gef.actions.tableaux_horizon import (
    describe_annees,
    group_periodes,
    table_annees,
    table_cellules,
    table_comptes_horizon,
    table_echeances,
    table_reservataire,
)
from gef.core.base_scenario import SituationCompte
from gef.core.droits_uniques import Etalement
from gef.core.entree_horizon import EntreeHorizon
from gef.core.horizon import calculer_horizon

RESERVATAIRES = (
    a_reservataire("P", "etat_prio", "departement", droits(250, "etat")),
    a_reservataire("EPCI", "epci", "epci:E1", droits(80, "garantie", None, 2029), droits(40, "terrain", None, 2027)),
    a_reservataire("VILLE", "commune", "commune:C", droits(3, "garantie", None, 2032)),
    a_reservataire("CD", "departement", "departement"),
)
HORIZON = calculer_horizon(
    EntreeHorizon(
        an_entree(*RESERVATAIRES), "part_du_parc", (SituationCompte("VILLE", Fraction(1, 5)), SituationCompte("P"))
    )
)


def test_each_year_says_what_it_frees() -> None:
    table = table_annees(HORIZON)
    rows = {row.valeurs["exercice"]: row for row in table.lignes}
    assert len(rows) == 10
    assert (rows["2028"].valeurs["au_bailleur"], rows["2028"].genre, rows["2027"].genre) == (3, "bord", "")
    assert table.notes == HORIZON.avertissements


def test_the_smallest_come_first_with_their_years() -> None:
    table = table_comptes_horizon(HORIZON, {"VILLE": "?qui=VILLE"})
    first, *others = table.lignes
    assert (first.valeurs["reservataire"], first.valeurs["annees"]) == ("Réservataire VILLE", "2028, 2031")
    assert first.liens == {"reservataire": "?qui=VILLE"}
    said = {row.valeurs["reservataire"]: (row.valeurs["derniere"], row.valeurs["annees"]) for row in others}
    assert said == {
        "Réservataire P": (None, "chaque année"),
        "Réservataire EPCI": ("2029", "chaque année"),
        "Réservataire CD": (None, ""),
    }


def test_two_dwellings_in_a_year_and_none_at_all() -> None:
    ville = next(c for c in HORIZON.comptes if c.reservataire == "VILLE")
    late = type(ville)(*(getattr(ville, f) for f in ville.__slots__[:-1]), (2026, 2026, 2030))  # type: ignore[attr-defined]  # a slotted dataclass
    assert describe_annees(late, HORIZON) == "2026 (2), 2030"
    never = type(ville)(*(getattr(ville, f) for f in ville.__slots__[:-1]), ())  # type: ignore[attr-defined]  # the same
    assert describe_annees(never, HORIZON) == "aucune avant 2036"


def test_one_holder_year_after_year() -> None:
    table = table_reservataire(HORIZON, "VILLE")
    kept = {row.valeurs["exercice"]: row for row in table.lignes if row.genre == "retenu"}
    assert list(kept) == ["2028", "2031"]
    assert kept["2028"].details == {"cumul": "un logement entier"}
    assert kept["2028"].valeurs["cumul"] == Fraction(11, 10)


def test_every_cell_is_there_for_spreadsheets() -> None:
    table = table_cellules(HORIZON)
    assert len(table.lignes) == 10 * 4
    assert table.lignes[1].valeurs["reservataire"] == "Réservataire EPCI"


def test_what_ends_is_listed_in_order_of_time() -> None:
    rows = [row.valeurs for row in table_echeances(HORIZON).lignes]
    assert [(r["exercice"], r["droits"], r["natures"]) for r in rows] == [
        ("2028", 40, "apport de terrain"),
        ("2030", 80, "garantie d’emprunt"),
        ("2033", 3, "garantie d’emprunt"),
    ]
    volume = a_reservataire("AL", "action_logement", etalements=(Etalement(Fraction(24), 2026, 3, "un_pourcent"),))
    given = calculer_horizon(EntreeHorizon(an_entree(volume), "droits_uniques"))
    assert table_echeances(given).lignes[0].details == {"droits": "et 24 droits uniques, tous donnés"}


def test_years_that_reserve_the_same_part_are_one_period() -> None:
    assert [(label, annee.exercice) for label, annee in group_periodes(HORIZON.annees)] == [
        ("2026 à 2027", 2026),
        ("2028 à 2029", 2028),
        ("2030 à 2032", 2030),
        ("2033 à 2035", 2033),
    ]
