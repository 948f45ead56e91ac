"""The tables of the statements: one declaration, the indicators in their order, nothing missing that is not said."""

from __future__ import annotations

from tests.builders import JOUR

from gef.actions.tableaux_releves import COLONNES_RELEVE, EnTete, table_releve, table_rotation
from gef.core.releves import INDICATEURS, TauxDuParc
from gef.outputs.tables import afficher

EN_TETE = EnTete("Habitat Lys", "Ville de Lys", JOUR, "parc.csv", 2)
VIDE = {"ident_rep": None, "ident_int": None, "qpv": None, "typologie": None, "financement": None, "forme": None}
ROW = VIDE | {
    "commune": "99999",
    "titulaire": "VILLE",
    "utilisateur": "VILLE",
    "reservataire": "VILLE",
    "is_autre": False,
    "debut_retenu": None,
    "fin_retenue": None,
    "droit": "",
}


def test_the_thirteen_indicators_come_first_in_their_order() -> None:
    assert [c.code for c in COLONNES_RELEVE[: len(INDICATEURS)]] == list(INDICATEURS)
    # Measuring every cell of a large statement to set a width would cost more than writing it.
    assert all(c.largeur for c in COLONNES_RELEVE)


def test_what_is_missing_is_said() -> None:
    (row,) = table_releve([ROW], {}, TauxDuParc(None, {}), EN_TETE).lignes
    shown = {c.code: afficher(c, row.valeurs[c.code]) for c in COLONNES_RELEVE}
    assert shown == {
        "ident_rep": "non attribué",
        "reservataire": "VILLE",
        "departement": "non renseigné",
        "epci": "aucun",
        "commune": "99999",
        "qpv": "non renseigné",
        "typologie": "non renseigné",
        "financement": "non renseigné",
        "forme": "non renseigné",
        "taux_ensemble": "inconnu",
        "taux_commune": "inconnu",
        "debut": "non établi",
        "fin": "non établi",
        "ident_int": "aucun",
        "droit": "",
    }


def test_the_notes_say_whose_when_and_what_is_left_out() -> None:
    table = table_releve([], {}, TauxDuParc(None, {}), EN_TETE)
    assert table.titre == "Logements réservés, Ville de Lys"
    assert table.notes[0] == "Établi par Habitat Lys, réservations en cours au 15\xa0juin\xa02026."
    assert table.notes[1].startswith("2\xa0logements de la liste sans logement")


def test_communes_are_in_alphabetical_order_and_their_dwellings_add_up() -> None:
    table = table_rotation([("06088", 2), ("06004", 1)], TauxDuParc(None, {}))
    assert [row.valeurs["commune"] for row in table.lignes] == ["Antibes", "Nice"]
    assert table.total is not None
    assert table.total.valeurs["logements"] == 3
