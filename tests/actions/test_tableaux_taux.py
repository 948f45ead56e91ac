"""The tables of the rates: what is said of each, what is refused, what is fragile."""

from __future__ import annotations

from fractions import Fraction

from tests.actions.test_mailles import a_depart, a_parc, observe

from gef.actions.donnees import TauxInscrit
from gef.actions.entrees_taux import ComparaisonTaux, compare_candidats, list_candidats, to_mesures
from gef.actions.mailles import mesurer_mailles
from gef.actions.tableaux_taux import (
    nom_taux,
    nom_valeur,
    say_bornes,
    say_definition,
    say_intervalle,
    table_candidats,
    table_mailles,
)
from gef.core.assiette import EntreeAssiette, Soustraction
from gef.core.intervalles import Intervalle
from gef.core.motifs import Source
from gef.core.rotation import COURANTES

DEPARTS = {2024: {COURANTES: 88, "mutations": 12}, 2025: {COURANTES: 12}}
PUBLIES = tuple(TauxInscrit("departement", annee, Fraction(6, 100), f"SDES {annee}") for annee in (2023, 2024))


def a_comparaison(version: int | None = None) -> ComparaisonTaux:
    mesures = list_candidats(DEPARTS, {2026: 1000}, 2026, "Habitat Lys", to_mesures(PUBLIES, "06"))
    besoins = Soustraction("mutations", Fraction(5), Source("CUS", "donnee"))
    entree = EntreeAssiette(2026, 1000, (), mesures["brut-2"].taux, (besoins,))
    return compare_candidats(entree, mesures, entree.taux, version)


def test_each_rate_has_a_name_and_a_definition() -> None:
    names = [nom_taux(candidat) for candidat in a_comparaison().candidats]
    assert names[:3] == ["Brut, 2025", "Brut, 2024 et 2025", "Net des mutations, 2025"]
    assert names[-2:] == ["Publié, 2024", "Moyenne publiée, 2023 et 2024"]
    published = say_definition(a_comparaison().candidats[-2].mesure.taux)
    assert published == "toutes les libérations ; tous bailleurs, département 06 (Alpes-Maritimes) ; SDES 2024"


def test_rows_show_figures_reasons_and_the_one_in_use() -> None:
    table = table_candidats(a_comparaison())
    rows = {row.valeurs["libelle"]: row for row in table.lignes}
    used = rows["Brut, 2024 et 2025"]
    assert (used.genre, used.valeurs["evenements"], used.valeurs["assiette"]) == ("retenu", 112, Fraction(51))
    net = rows["Net des mutations, 2024 et 2025"]
    assert (net.genre, net.valeurs["assiette"], net.valeurs["bornes"]) == ("", None, None)
    assert net.details["assiette"].startswith("Double soustraction")
    published = rows["Publié, 2024"]
    assert (published.valeurs["evenements"], published.valeurs["intervalle"]) == (None, None)
    assert [row.genre for row in table.lignes].count("retenu") == 1


def test_few_departures_are_said_fragile() -> None:
    rows = {row.valeurs["libelle"]: row for row in table_candidats(a_comparaison()).lignes}
    assert rows["Brut, 2025"].details["evenements"] == "fragile"
    assert "evenements" not in rows["Brut, 2024 et 2025"].details


def test_the_base_of_the_assiettes_is_said() -> None:
    assert "version 3" in table_candidats(a_comparaison(3)).notes[0]
    assert "aucune version n’est gardée" in table_candidats(a_comparaison()).notes[0]


def test_intervals_are_written_as_a_range() -> None:
    assert say_intervalle(Intervalle(Fraction(1, 10), Fraction(2, 15))) == "10,00 à 13,33\u202f%"
    assert say_bornes(Intervalle(Fraction(101, 2), Fraction(2000))) == "51 à 2\u202f000"
    assert (say_intervalle(None), say_bornes(None)) == (None, None)


PARC = a_parc(*[{}] * 300, *[{"commune": "06004"}] * 50, {"commune": "06088"}, {"commune": None})
DEPARTURES = (*[a_depart(2025)] * 40, a_depart(2025, commune="06004"), *[a_depart(2025, commune="06088")] * 2)


def test_rows_of_a_maille_say_their_names_and_their_base() -> None:
    rotation = mesurer_mailles(observe(PARC, *DEPARTURES), "commune", (2025,))
    published = {"06029": TauxInscrit("commune:06029", 2024, Fraction(7, 100), "SDES")}
    table = table_mailles(rotation, {}, published)
    cannes, antibes, nice, nowhere = table.lignes
    assert (cannes.valeurs["valeur"], cannes.valeurs["logements"], cannes.valeurs["evenements"]) == ("Cannes", 300, 40)
    assert (cannes.valeurs["taux"], cannes.valeurs["publie"], cannes.details["publie"]) == (
        Fraction(40, 300),
        Fraction(7, 100),
        "2024",
    )
    assert antibes.details["evenements"] == "fragile"
    assert (nice.valeurs["taux"], nice.details["taux"]) == (None, "plus de libérations que de logements")
    assert nowhere.valeurs["valeur"] is None
    assert table.total is not None
    assert (table.total.valeurs["logements"], table.total.valeurs["evenements"]) == (352, 43)


def test_without_a_publication_there_is_no_column_for_it() -> None:
    rotation = mesurer_mailles(observe(PARC, *DEPARTURES), "typologie", (2025,))
    assert table_mailles(rotation, {}).colonne("publie") is None


def test_lost_departures_are_counted_in_the_notes() -> None:
    rotation = mesurer_mailles(observe(PARC, a_depart(2025, "R1"), a_depart(2025, "x")), "contingent", (2025,))
    note = table_mailles(rotation, {}).notes[1]
    assert note.startswith("1\xa0libération n’a pas été retrouvée dans le parc, sur 2")


def test_nothing_to_count_makes_an_empty_table() -> None:
    table = table_mailles(mesurer_mailles(observe(PARC), "commune", ()), {})
    assert (table.lignes, table.total) == ((), None)


def test_codes_have_names() -> None:
    noms = {"AL": "Action Logement"}
    assert nom_valeur("reservataire", "AL", noms) == "Action Logement"
    assert nom_valeur("financement", "AUTRE", noms) == "autre"
    assert nom_valeur("typologie", "T3", noms) == "T3"
    assert nom_valeur("epci", "000000000", noms) == "000000000"
    assert nom_valeur("epci", "200039915", noms) != "200039915"
    assert nom_valeur("contingent", "inconnu", noms) == "inconnu"
