"""What a negotiation agrees on, brought by file: said again it is left, said otherwise it is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.actions.depots_exemples import DEMANDES, DEROGATION, EXCLUSION, TAUX, accept, prepare
from tests.builders import Monde, an_acteur

from gef.access.acteur import Acteur
from gef.actions.depots import DepotRefuseError
from gef.db.flux.models import DemandesCommune, Derogation, ExclusionRetenue, TauxPublie


@pytest.fixture
def acteur(monde: Monde) -> Acteur:
    return an_acteur(monde.gestionnaire)


def test_an_exclusion_belongs_to_an_account_or_to_all(acteur: Acteur) -> None:
    accept(acteur, "exclusions", EXCLUSION, EXCLUSION | {"reservataire": "AL"})
    rows = ExclusionRetenue.objects.order_by("pk").values_list("code", "reservataire__code", "debut", "fin")
    assert list(rows) == [("pli", None, date(2026, 1, 1), None), ("pli", "AL", date(2026, 1, 1), None)]


@pytest.mark.parametrize(
    ("changes", "constat"),
    [
        ({"reservataire": "PERSONNE"}, "réservataire « PERSONNE » inconnu"),
        ({"reservataire": "BAILLEUR"}, "inconnu"),
        ({"debut": date(2027, 1, 1)}, "est déjà exclu sur cette période"),
        ({"document": "Avenant"}, "est déjà exclu sur cette période"),
    ],
)
def test_a_category_leaves_once_on_a_day(acteur: Acteur, changes: dict[str, Any], constat: str) -> None:
    accept(acteur, "exclusions", EXCLUSION)
    with pytest.raises(DepotRefuseError, match=constat):
        accept(acteur, "exclusions", EXCLUSION | changes)
    assert ExclusionRetenue.objects.count() == 1


def test_exclusions_follow_one_another(acteur: Acteur) -> None:
    accept(acteur, "exclusions", EXCLUSION | {"fin": date(2027, 1, 1)})
    assert len(accept(acteur, "exclusions", EXCLUSION | {"debut": date(2027, 1, 1)}).nouveaux) == 1


def test_a_rate_keeps_its_definition(acteur: Acteur) -> None:
    accept(acteur, "taux", TAUX | {"numerateur_exclut": "vente, anru"})
    row = TauxPublie.objects.get()
    assert (row.valeur, row.numerateur_exclut, row.denominateur_exclut) == (Fraction(3, 40), ["anru", "vente"], [])
    assert (row.territoire, row.annee, row.source, row.evenements) == ("region:93", 2024, "SDES, 2024", 812)


def test_two_definitions_of_one_source_are_two_rates(acteur: Acteur) -> None:
    accept(acteur, "taux", TAUX, TAUX | {"numerateur_exclut": "", "taux": "9 %"})
    assert prepare(acteur, "taux", TAUX | {"denominateur_exclut": "mutations", "numerateur_exclut": ""}).deja == 0
    assert TauxPublie.objects.count() == 2


def test_a_derogation_keeps_its_clause_and_its_author(acteur: Acteur) -> None:
    accept(acteur, "derogations", DEROGATION)
    row = Derogation.objects.get()
    assert (row.code, row.valeur, row.portee, row.exercice) == ("etat", Fraction(8, 25), "departement", 2026)
    assert (row.clause, row.auteur_id) == (DEROGATION["clause"], acteur.utilisateur_id)


def test_applications_may_be_known_in_part(acteur: Acteur) -> None:
    accept(acteur, "demandes", DEMANDES)
    row = DemandesCommune.objects.get()
    assert (row.demandes, row.attributions, row.source) == (8400, None, "SNE 2025")


@pytest.mark.parametrize(
    ("genre", "row", "changes"),
    [
        ("taux", TAUX, {"taux": "8 %"}),
        ("taux", TAUX, {"evenements": 3}),
        ("derogations", DEROGATION, {"valeur": "33 %"}),
        ("demandes", DEMANDES, {"attributions": 12}),
    ],
)
def test_a_figure_never_changes_under_the_same_name(
    acteur: Acteur, genre: str, row: dict[str, Any], changes: dict[str, Any]
) -> None:
    accept(acteur, genre, row)
    with pytest.raises(DepotRefuseError, match="déjà inscrit avec d’autres valeurs"):
        accept(acteur, genre, row | changes)
