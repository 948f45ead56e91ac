"""The tables of quality: effects only where something lacks, the rate behind them, the rules with their sources."""

from __future__ import annotations

from fractions import Fraction

from tests.builders_parc import a_lecture, a_logement

from gef.actions.liste_corrections import lister_corrections
from gef.actions.plausibilite import list_regles
from gef.actions.qualite import count_a_completer, dresser_par_programme, dresser_par_reservataire, dresser_qualite
from gef.actions.tableaux_qualite import (
    ROTATION_INCONNUE,
    table_programmes,
    table_qualite,
    table_regles,
    table_reservataires,
    table_travail,
)
from gef.core.motifs import Source
from gef.core.rotation import TauxRotation

SOURCE = Source("parc.csv", "donnee")
TAUX = TauxRotation(
    Fraction(1, 10), frozenset(), frozenset(), "exemple", (2025,), Source("libérations", "donnee"), evenements=40
)
LECTURE = a_lecture(a_logement(n, FINAN="", SURFHAB="0", COMPLGEO="Les Lys" if n < 3 else "") for n in range(1, 9))
QUALITE = dresser_qualite(LECTURE.table, LECTURE.rapport.to_dict(), TAUX.valeur)


def test_a_field_says_its_effect_and_what_it_changes_only_where_something_lacks() -> None:
    table = table_qualite(QUALITE, SOURCE, TAUX, {"financement": "/liste"})
    said = {row.valeurs["champ"]: row for row in table.lignes}
    assert (said["Financement"].valeurs["etat"], said["Financement"].valeurs["effet"]) == ("absent", Fraction(4, 5))
    assert "intermédiaire" in str(said["Financement"].valeurs["consequence"])
    assert said["Financement"].liens == {"champ": "/liste"}
    assert said["Typologie"].valeurs["consequence"] is None
    assert said["Surface habitable"].valeurs["illisibles"] == 8
    assert said["Surface habitable"].valeurs["effet"] == 0
    assert count_a_completer(QUALITE) == 3
    assert table.notes[0] == TAUX.describe()
    assert table.sources == (SOURCE, TAUX.source)


def test_without_a_rate_there_is_no_effect_to_show_and_the_note_says_why() -> None:
    table = table_qualite(dresser_qualite(LECTURE.table, {}), SOURCE)
    assert "effet" not in [colonne.code for colonne in table.colonnes]
    assert table.notes[0] == ROTATION_INCONNUE


def test_programmes_name_their_first_fields() -> None:
    table = table_programmes(dresser_par_programme(LECTURE.table, TAUX.valeur), SOURCE, TAUX, {"Les Lys": "/lys"})
    sans, lys = table.lignes
    assert (sans.valeurs["groupe"], sans.valeurs["concernes"], sans.liens) == (None, 6, {})
    assert str(sans.valeurs["champs"]).startswith("Programme (6), Financement (6)")
    assert (lys.valeurs["groupe"], lys.liens) == ("Les Lys", {"groupe": "/lys"})
    assert lys.valeurs["effet"] == Fraction(1, 5)


def test_reservataires_bear_their_names() -> None:
    liste = LECTURE.table.head(1).select(logement="ident_int").with_columns(reservataire=LECTURE.table["ident_int"][:1])
    groupes = dresser_par_reservataire(LECTURE.table, liste)
    table = table_reservataires(groupes, SOURCE, {"HL-0001": "Ville de Lys"})
    assert {row.valeurs["groupe"] for row in table.lignes} == {"Ville de Lys", None}


def test_the_work_list_leaves_room_for_the_value() -> None:
    table = table_travail(lister_corrections(LECTURE.table, champ="financement"), SOURCE)
    assert {row.valeurs["corrigee"] for row in table.lignes} == {None}
    assert {row.valeurs["champ"] for row in table.lignes} == {"Financement initial"}
    assert len(table.lignes) == 8


def test_every_rule_is_stated_with_its_source() -> None:
    assert [row.valeurs["source"] for row in table_regles().lignes] == [regle.source for regle in list_regles()]
