"""The register brought by file: lines are added, delegated to known accounts, and corrected elsewhere."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.actions.depots_exemples import OPERATION, accept, prepare
from tests.builders import CANNES, Monde, an_acteur
from tests.builders_parc import DROIT

from gef.access.acteur import Acteur
from gef.actions.depots import DepotRefuseError
from gef.db.flux.models import Droit


@pytest.fixture
def acteur(monde: Monde) -> Acteur:
    return an_acteur(monde.gestionnaire)


def test_rights_of_an_unknown_reservataire_are_refused_with_their_rows(acteur: Acteur) -> None:
    rows = [DROIT | {"reservataire": f"R{n}"} for n in range(7)]
    with pytest.raises(DepotRefuseError) as error:
        accept(acteur, "droits", DROIT, *rows)
    assert str(error.value).startswith("Ligne 3, réservataire «\u00a0R0\u00a0» inconnu")
    assert "et 2 autres" in str(error.value)
    assert not Droit.objects.exists()


def test_a_right_of_another_type_than_its_account_is_refused(acteur: Acteur) -> None:
    with pytest.raises(DepotRefuseError, match="son compte"):
        accept(acteur, "droits", DROIT | {"type": "epci"})


def test_a_right_keeps_every_field(acteur: Acteur) -> None:
    accept(acteur, "droits", DROIT | {"nature": "garantie", "echeance_pret": date(2035, 1, 1), "rotation": "7,5 %"})
    droit = Droit.objects.get()
    assert (droit.nature, droit.echeance_pret, droit.rotation) == ("garantie", date(2035, 1, 1), Fraction(3, 40))
    assert (droit.nombre, droit.commune, droit.programme, droit.is_formalise) == (4, CANNES, "Les Goélands", True)


def test_two_lines_alike_are_two_rights_and_a_third_is_added_alone(acteur: Acteur) -> None:
    accept(acteur, "droits", DROIT, DROIT)
    assert Droit.objects.count() == 2
    done = prepare(acteur, "droits", DROIT, DROIT, DROIT)
    assert (len(done.nouveaux), done.deja) == (1, 2)


def test_a_delegation_is_kept_with_its_user_and_its_days(acteur: Acteur) -> None:
    delegue = {"utilisateur": "CD", "delegation_debut": date(2020, 1, 1), "mode_gestion": "gestion déléguée"}
    accept(acteur, "droits", DROIT | delegue | {"reference": "DR-1", "part_garantie": "50 %", "mode_gestion": "mixte"})
    droit = Droit.objects.select_related("utilisateur").get()
    assert droit.utilisateur is not None
    assert (droit.utilisateur.code, droit.delegation_debut, droit.delegation_fin) == ("CD", date(2020, 1, 1), None)
    assert (droit.reference, droit.part_garantie, droit.mode_gestion) == ("DR-1", Fraction(1, 2), "mixte")


def test_a_user_without_account_is_refused(acteur: Acteur) -> None:
    with pytest.raises(DepotRefuseError, match="utilisateur « PERSONNE » inconnu"):
        accept(acteur, "droits", DROIT | {"utilisateur": "PERSONNE"})


@pytest.mark.parametrize(
    ("known", "again", "constat"),
    [
        ({"reference": "DR-1"}, {"reference": "DR-1", "nombre": 9}, "déjà inscrit avec d’autres valeurs"),
        ({}, {"reference": "DR-1"}, "déjà inscrit sans référence"),
    ],
)
def test_a_correction_goes_through_the_register(
    acteur: Acteur, known: dict[str, Any], again: dict[str, Any], constat: str
) -> None:
    accept(acteur, "droits", DROIT | known)
    with pytest.raises(DepotRefuseError, match=constat) as error:
        accept(acteur, "droits", DROIT | again)
    assert "se corrige sur la page du registre" in str(error.value)
    assert Droit.objects.count() == 1


def test_a_former_file_does_not_bring_back_a_line_that_was_corrected(acteur: Acteur) -> None:
    accept(acteur, "droits", DROIT)
    former = Droit.objects.get()
    Droit.objects.create(
        reservataire=former.reservataire,
        nature=former.nature,
        type_droit=former.type_droit,
        nombre=5,
        debut=former.debut,
        remplace=former,
    )
    with pytest.raises(DepotRefuseError, match="ce droit de VILLE a été corrigé depuis"):
        accept(acteur, "droits", DROIT)


def test_an_operation_gives_each_guarantor_his_rights(acteur: Acteur) -> None:
    departement = {"reservataire": "CD", "type": "departement", "portee": "departement", "quotite": "50 %"}
    done = accept(acteur, "operations", OPERATION | {"quotite": "50 %"}, OPERATION | departement)
    rows = Droit.objects.order_by("reservataire__code").values_list(
        "reservataire__code", "nombre", "reference", "nature", "part_garantie", "document"
    )
    document = "Délibération du 3 février"
    assert list(rows) == [
        ("CD", 3, "OP-7", "garantie", Fraction(1, 2), document),
        ("VILLE", 2, "OP-7", "garantie", Fraction(1, 2), document),
    ]
    assert "elle n’est pas le plafond de la loi" in done.remarques[0]


def test_an_operation_known_already_is_left(acteur: Acteur) -> None:
    accept(acteur, "operations", OPERATION)
    assert prepare(acteur, "operations", OPERATION).deja == 1
    with pytest.raises(DepotRefuseError, match="autres valeurs"):
        accept(acteur, "operations", OPERATION | {"logements": 40})


@pytest.mark.parametrize(
    ("changes", "constat"),
    [
        ({"reservataire": "CD", "type": "departement", "portee": "departement"}, "quotités : 200"),
        ({"reservataire": "CD", "type": "departement", "portee": "departement", "logements": 9}, "logements : autre"),
        ({"operation": "OP-8", "reservataire": "AL", "type": "action_logement", "portee": "departement"}, "attendu"),
    ],
)
def test_an_operation_that_the_core_refuses_writes_nothing(
    acteur: Acteur, changes: dict[str, Any], constat: str
) -> None:
    with pytest.raises(DepotRefuseError) as error:
        accept(acteur, "operations", OPERATION, OPERATION | changes)
    assert constat in str(error.value)
    assert not Droit.objects.exists()
