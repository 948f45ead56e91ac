"""The tables of what does not agree: the heaviest first, what to do beside each, nothing without its meaning."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.actions.petit_etat import a_liste, a_petit_dossier
from tests.builders import JOUR

from gef.actions.rapprochement import Rapprochement, rapprocher_dossier
from gef.actions.releves import preparer_releves
from gef.actions.tableaux_rapprochement import table_desaccord, table_desaccords, table_ecarts, table_familles
from gef.core.desaccords import GENRES
from gef.outputs.tables import Table, afficher

NOMS = a_petit_dossier().noms()


@pytest.fixture(scope="module")
def found() -> Rapprochement:
    return rapprocher_dossier(preparer_releves(a_petit_dossier(), JOUR))


def shown(table: Table, rang: int = 0) -> dict[str, str]:
    return {c.code: afficher(c, table.lignes[rang].valeurs.get(c.code)) for c in table.colonnes}


def test_families_that_disagree_are_ruled(found: Rapprochement) -> None:
    table = table_familles(found.desaccords)
    rows = {row.valeurs["famille"]: (*list(row.valeurs.values())[1:4], row.genre) for row in table.lignes}
    assert rows == {
        "État": (2, 3, 2, "bord"),
        "Action Logement": (3, 2, 3, "bord"),
        "Collectivités": (6, 6, 4, "bord"),
        "Autres réservataires": (4, 0, 0, "bord"),
    }


def test_each_disagreement_says_what_it_weighs_and_what_to_do(found: Rapprochement) -> None:
    table = table_desaccords(found.desaccords, {"code_7": "/ici"})
    rows = {row.valeurs["genre"]: row for row in table.lignes}
    row = rows["Réservés, codés non réservés"]
    assert (row.valeurs["nombre"], row.valeurs["effet"], row.liens) == (1, Fraction(4, 24), {"genre": "/ici"})
    assert (row.marques, row.details) == ({"gravite": "alerte"}, {"nombre": "logement"})
    assert rows["Nombre de logements différent"].details == {"nombre": "droits"}
    assert rows["À l’État, codés 7"].marques == {"gravite": "attente"}
    assert all(row.valeurs["conduite"] for row in table.lignes)


def test_without_a_list_the_table_asks_for_it(found: Rapprochement) -> None:
    nothing = rapprocher_dossier(preparer_releves(a_petit_dossier(reservations=a_liste()), JOUR)).desaccords
    assert table_desaccords(nothing, {}).vide.startswith("Importez la liste")
    assert "liens" not in table_desaccords(found.desaccords, {}).vide


def test_rights_are_listed_with_their_gap(found: Rapprochement) -> None:
    table = table_ecarts(found.desaccords.ecarts, NOMS, found.desaccords)
    assert shown(table) == {
        "titulaire": "Action Logement",
        "droit": "A1",
        "commune": "toutes",
        "programme": "aucun en particulier",
        "registre": "3",
        "liste": "2",
        "ecart": "+1",
    }


@pytest.mark.parametrize(
    ("genre", "expected"),
    [
        (
            "absent_du_parc",
            {
                "logement": "LY00009999",
                "commune": "hors du parc",
                "titulaire": "Action Logement",
                "contingent": "inconnu",
            },
        ),
        (
            "hors_liste",
            {"logement": "LY00000011", "commune": "Antibes", "titulaire": "personne", "etat": "aucune"},
        ),
        ("reservation_echue", {"logement": "LY00000009", "etat": "échue", "fin": "31\xa0décembre\xa02025"}),
    ],
)
def test_dwellings_are_listed_as_the_three_pictures_say(
    found: Rapprochement, genre: str, expected: dict[str, str]
) -> None:
    rows = found.list_logements(genre).iter_rows(named=True)
    table = table_desaccord(GENRES[genre], rows, NOMS)
    assert {code: shown(table)[code] for code in expected} == expected
    assert table.notes == (GENRES[genre].sens, GENRES[genre].conduite)


def test_who_the_list_names_is_told_beside_the_holder() -> None:
    dossier = a_petit_dossier(reservations=a_liste(("LY00000001", "CAF", "V1", None)))
    found = rapprocher_dossier(preparer_releves(dossier, JOUR))
    rows = found.list_logements("autre_titulaire").iter_rows(named=True)
    (row,) = table_desaccord(GENRES["autre_titulaire"], rows, NOMS).lignes
    assert row.valeurs["titulaire"] == "Ville de Lys"
    assert row.details == {"titulaire": "inscrit pour Caisse de Lys dans la liste"}
