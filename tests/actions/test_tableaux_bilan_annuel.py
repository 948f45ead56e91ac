"""Tables of the whole bilan: what is unknown is said, what is of no account is left out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.core.builders_bilan import a_entree, a_ligne
from tests.core.test_bilan_annuel import a_annuel

from gef.actions.tableaux_bilan_annuel import (
    table_logements,
    table_obligations,
    table_parts,
    table_premieres,
    table_publics,
    table_quartiles,
    table_refus,
    table_soldes,
    table_soustractions,
)
from gef.core.bilan_annuel import BilanAnnuel, Soustraction
from gef.core.bilan_refus import LigneRefus
from gef.core.motifs import Source
from gef.core.obligations import Comptage, Obligation
from gef.core.seuils import SeuilLegal
from gef.outputs.tables import Table, afficher

JOUR = date(2025, 3, 3)
NOMS = {"lys": "Ville de Lys", "al": "Action Logement"}


def annuel() -> BilanAnnuel:
    return a_annuel(
        a_entree(
            a_ligne("L1", propositions=(("lys", JOUR),), attribue_a="lys", attribue_le=JOUR, bail_le=JOUR),
            a_ligne("L2", propositions=(("lys", JOUR), ("al", JOUR))),
            a_ligne("L3", hors_flux="mutations"),
        )
    )


def column(table: Table, code: str) -> list[object]:
    return [row.valeurs[code] for row in table.lignes]


def test_shares_say_their_base_and_that_of_the_other_source() -> None:
    table = table_parts(annuel().bilan)
    assert column(table, "part_propositions") == [Fraction(2, 2), Fraction(1, 2)]
    assert "2 logements libérés dans le flux" in table.titre
    assert table.notes[0].startswith("Base : les 2\u00a0logements libérés dans le flux en 2025.")
    assert table.notes[1].startswith("Sur les 3 libérations, hors flux compris : 100,0\u202f% proposés, 33,3")


def test_households_that_nobody_knows_have_no_share() -> None:
    publics, quartiles = table_publics(annuel()), table_quartiles(annuel())
    assert column(publics, "reservataire") == ["Ville de Lys"], "accounts without an attribution are left out"
    assert (column(publics, "part"), column(publics, "inconnus")) == ([None], [1])
    assert afficher(publics.colonnes[4], None) == "inconnue"
    assert publics.notes
    assert column(quartiles, "part_premier") == [None]


def test_soldes_are_carried_over() -> None:
    table = table_soldes(annuel().bilan)
    assert table.titre == "Soldes reportés au 1er\u00a0janvier\u00a02026"
    assert column(table, "recus") == [1, 1, 1]


def test_refusals_say_when_the_cause_is_not_known() -> None:
    table = table_refus([LigneRefus("total", "menage", "loyer", 2), LigneRefus("total", "silence", "", 1)], 2025)
    assert column(table, "cause") == ["loyer ou charges", None]
    assert table.total is not None
    assert table.total.valeurs["nombre"] == 3
    assert table_refus([], 2025).vide == "Aucun refus dans l’exercice."
    assert table_premieres([], 2025).total is None


def test_a_forecast_that_nobody_declared_is_not_nought() -> None:
    table = table_soustractions([Soustraction("mutations", 0), Soustraction("vente", None)], 2025)
    assert column(table, "nombre") == [0, None]
    assert table.total is not None
    assert table.total.valeurs["nombre"] == 0


def test_an_obligation_says_where_and_how_many_are_missing() -> None:
    seuil = SeuilLegal(Fraction(1, 4), "base", Source("CCH art. L. 441-1", "legale"))
    rows = (
        Obligation("prioritaires_collectivites", "departement", seuil, Comptage(8, 1), "lys"),
        Obligation("mixite_hors_qpv", "epci:200039915", seuil, Comptage(8, 1, 2)),
    )
    table = table_obligations(rows, 2025, NOMS)
    assert column(table, "logements") == [row.logements for row in rows]
    assert table.lignes[0].details["obligation"] == "Ville de Lys ; CCH art. L. 441-1"
    assert table.lignes[1].details == {
        "obligation": "CA Cannes Pays de Lérins ; CCH art. L. 441-1",
        "compte": "2\u00a0inconnus",
    }


def test_the_list_of_dwellings_says_nothing_of_the_households() -> None:
    table = table_logements(annuel().logements, 2025, NOMS)
    assert column(table, "reference") == ["L2", "L1", "L2"]
    assert column(table, "reservataire") == ["Action Logement", "Ville de Lys", "Ville de Lys"]
    assert [c.code for c in table.colonnes] == [
        *("reference", "reservataire", "commune", "typologie", "financement", "qpv", "periode"),
        *("libere_le", "propose_le", "attribue_le", "bail_le"),
    ]
