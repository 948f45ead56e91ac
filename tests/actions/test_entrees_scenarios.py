"""From a dossier to a scenario: the base, the changes as JSON, what files give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.builders import CANNES, EPCI
from tests.builders_conversion import EXERCICE, a_dossier

from gef.actions.codec import EntreeIllisibleError, decode, encode
from gef.actions.entrees_objectifs import ReportObjectif, compute_objectifs
from gef.actions.entrees_scenarios import (
    CHANGEMENTS_MAX,
    FACTEURS_RAPIDES,
    NOM_MAX,
    DemandeScenario,
    EntreeScenario,
    build_reference,
    calculer,
    choose_methode,
    complete_epci,
    group_reports,
    list_communes,
    make_demande_rapide,
    noms_reservataires,
)
from gef.core.changements import ChangementLiberations, ChangementMethode, Livraison
from gef.core.errors import DonneeInvalideError
from gef.core.parts import BAILLEUR


def a_demande(*changements: dict[str, Any], nom: str = "Essai") -> DemandeScenario:
    return decode(DemandeScenario, {"nom": nom, "changements": list(changements)})


def test_the_base_is_the_year_of_the_files() -> None:
    reference = build_reference(a_dossier(), EXERCICE)
    assert (reference.methode, reference.assiette.exercice) == ("negociee", EXERCICE)
    assert reference.libelle == "Habitat Lys, fichiers du dossier, 2026"
    assert noms_reservataires(reference)["VILLE"] == "Ville de Lys"
    assert list_communes(reference)[CANNES] == "Cannes"
    assert {c.reservataire for c in reference.comptes} >= {"AL", "VILLE", BAILLEUR}
    assert reference.reports == {}


def test_without_any_change_the_objectives_are_those_of_the_year() -> None:
    dossier = a_dossier()
    issue = calculer(EntreeScenario(build_reference(dossier, EXERCICE), a_demande())).issue
    objectifs = compute_objectifs(dossier, EXERCICE).par_reservataire()
    found = {c.reservataire: c.chiffres.objectif for c in issue.comptes}
    assert found["AL"] == objectifs["AL"] == 16
    assert issue.objectif == 40 == sum(found.values())  # type: ignore[arg-type]  # no part exceeds the flux


def test_the_reports_of_the_year_before_come_from_the_files() -> None:
    dossier = a_dossier()
    first = replace(dossier.liberations[0], reference="D-ancien", libre_le=date(2024, 3, 1))
    reference = build_reference(replace(dossier, liberations=(first, *dossier.liberations)), 2027)
    assert any(reference.reports.values())


def test_without_conventions_the_base_is_the_share_of_the_parc() -> None:
    reference = build_reference(a_dossier(conventions=()), EXERCICE)
    assert reference.methode == choose_methode(reference.conversion) == "part_du_parc"
    assert build_reference(a_dossier(), EXERCICE, "droits_uniques").methode == "droits_uniques"


def test_a_scenario_goes_to_json_and_back() -> None:
    entree = EntreeScenario(
        build_reference(a_dossier(), EXERCICE),
        a_demande(
            {"genre": "livraison", "commune": CANNES, "logements": 30},
            {"genre": "retrait", "commune": CANNES, "logements": 5, "motif": "demolition"},
            {"genre": "droit_ajoute", "reservataire": "VILLE", "nombre": 3, "nature": "terrain", "echeance": 2040},
            {"genre": "droit_eteint", "reservataire": "CD", "nombre": 10},
            {"genre": "rotation", "facteur": "9/10"},
            {"genre": "liberations", "facteur": "0.9"},
            {"genre": "prevision", "categorie": "vente", "nombre": 1},
            {"genre": "plafond", "code": "garanties", "valeur": "1/4", "fondement": "hypothese", "clause": "réforme"},
            {"genre": "methode", "methode": "part_du_parc"},
        ),
    )
    assert decode(EntreeScenario, encode(entree)) == entree
    scenario = calculer(entree)
    assert decode(type(scenario), encode(scenario)).ecarts == scenario.ecarts
    assert scenario.nom == "Essai"


@pytest.mark.parametrize(
    ("changement", "message"),
    [
        ({"genre": "zut"}, "attendu : 'genre' parmi 'livraison', 'droit_ajoute'"),
        ({"facteur": 1}, "attendu : un objet qui dit son genre"),
        ({"genre": "liberations", "facteur": 0.9}, "un nombre exact"),
        ({"genre": "liberations", "facteur": -1}, "0 ou plus"),
        ({"genre": "retrait", "commune": CANNES, "logements": 2, "motif": "feu"}, "'vente' ou 'demolition'"),
        ({"genre": "livraison", "logements": 2}, "commune : champ absent"),
        ({"genre": "methode", "methode": "negociee", "autre": 1}, "autre : champ inconnu"),
    ],
)
def test_a_change_that_cannot_be_read_is_refused_in_french(changement: dict[str, Any], message: str) -> None:
    with pytest.raises(EntreeIllisibleError, match=message):
        a_demande(changement)


@pytest.mark.parametrize("nom", ["", "  ", "x" * (NOM_MAX + 1)])
def test_a_scenario_has_a_name(nom: str) -> None:
    with pytest.raises(DonneeInvalideError, match="attendu : un nom"):
        DemandeScenario(nom, ())


def test_changes_are_few_enough_to_be_read() -> None:
    with pytest.raises(DonneeInvalideError, match="41 changements ; attendu : 40 au plus"):
        DemandeScenario("x", (ChangementLiberations(Fraction(1)),) * (CHANGEMENTS_MAX + 1))


def test_the_epci_of_a_programme_is_found() -> None:
    method = ChangementMethode("negociee")
    assert complete_epci([Livraison(CANNES, 3), method]) == (Livraison(CANNES, 3, EPCI[CANNES]), method)
    assert complete_epci([Livraison("X", 3, "E")]) == (Livraison("X", 3, "E"),)
    with pytest.raises(DonneeInvalideError, match="commune « X » : inconnue ; attendu : un code INSEE"):
        complete_epci([Livraison("X", 3)])


def test_the_quick_scenarios_have_their_names() -> None:
    names = [
        make_demande_rapide(facteur).nom.replace("\u202f", " ") for facteur in (*FACTEURS_RAPIDES, Fraction(11, 10))
    ]
    assert names == [f"{percent} % de logements libérés" for percent in ("−10", "−20", "−30", "+10")]


def test_reports_are_grouped_by_holder() -> None:
    rows = [ReportObjectif("A", "06029", Fraction(1, 2)), ReportObjectif("A", "06004", Fraction(-1, 3))]
    assert group_reports(rows) == {"A": {"06029": Fraction(1, 2), "06004": Fraction(-1, 3)}}
