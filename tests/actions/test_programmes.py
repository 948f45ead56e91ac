"""New programmes: declared once, whole, read with their repartition; shown to those who are consulted."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.actions.programme_exemple import PROPOSES, a_livraison, a_programme, a_saisie, close, etat, propose
from tests.builders import ANTIBES, JOUR, MOMENT, Monde, a_compte, an_acteur, soldes

from gef.access.visible import fetch, visible
from gef.actions.programmes import (
    ProgrammeRefuseError,
    SaisieContrepartie,
    declarer_programme,
    list_programmes,
    read_horloge,
)
from gef.core.errors import DonneeInvalideError
from gef.db.journal.models import Acte
from gef.db.programmes.models import LotNeuf, Position, ProgrammeNeuf


def test_a_programme_is_read_with_the_repartition_of_the_rule(monde: Monde) -> None:
    row = a_programme(monde)
    found = etat(row)
    assert (found.statut, found.proposee.logements, found.nombres) == ("a_proposer", PROPOSES, PROPOSES)
    assert (found.exercice_flux, found.programme.epci) == (2027, "200039915")
    assert found.convenue is None
    assert [(acte.acte, acte.objet, acte.details["logements"]) for acte in Acte.objects.all()] == [
        ("programme", "P-1", 20)
    ]


def test_those_who_are_consulted_are_those_of_the_place(monde: Monde) -> None:
    a_compte(monde.habitat_lys, "ANTIBES", "commune", part=None, portee=f"commune:{ANTIBES}")
    a_compte(monde.habitat_lys, "CAPL", "epci", part=None, portee="epci:200039915")
    row = a_programme(monde)
    assert sorted(etat(row).comptes) == ["AL", "CAPL", "CD", "ETAT-F", "ETAT-P", "VILLE"]


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"code": " "}, "code : vide"),
        ({"nom": ""}, "nom : vide"),
        ({"document": ""}, "document : vide"),
        ({"code": "X" * 21}, "20 caractères au plus"),
        ({"commune": "99999"}, "Commune « 99999 » inconnue"),
        ({"lots": {}}, "aucun logement"),
        ({"contreparties": (SaisieContrepartie("INCONNU", "terrain", Fraction(1)),)}, "INCONNU inconnu"),
        ({"contreparties": (SaisieContrepartie("ETAT-P", "terrain", Fraction(1)),)}, "hors l’État"),
    ],
)
def test_what_makes_no_sense_writes_nothing(monde: Monde, champs: dict[str, Any], message: str) -> None:
    with pytest.raises((ProgrammeRefuseError, DonneeInvalideError), match=message):
        a_programme(monde, **champs)
    assert not ProgrammeNeuf.objects.exists()
    assert not LotNeuf.objects.exists()
    assert not Acte.objects.exists()


def test_a_code_names_one_programme(monde: Monde) -> None:
    a_programme(monde)
    with pytest.raises(ProgrammeRefuseError, match="un autre code"):
        a_programme(monde)
    a_programme(monde, code="P-2", mise_en_service=date(2026, 8, 1))
    assert [e.programme.code for e in list_programmes(monde.habitat_lys)] == ["P-2", "P-1"]


def test_only_those_who_may_write_declare(monde: Monde) -> None:
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            declarer_programme(an_acteur(user), a_saisie(), MOMENT)


def test_a_programme_is_shown_to_those_with_whom_the_concertation_is_open(monde: Monde) -> None:
    row = a_programme(monde)
    ville, rive = an_acteur(monde.agent_ville), an_acteur(monde.agent_rive)
    with pytest.raises(Http404):
        fetch(ProgrammeNeuf, ville, pk=row.pk)
    propose(monde, row)
    assert fetch(ProgrammeNeuf, ville, pk=row.pk) == row
    assert {word.reservataire.code for word in visible(Position, ville)} == {"VILLE"}
    for stranger in (rive, an_acteur(monde.gestionnaire_autre)):
        with pytest.raises(Http404):
            fetch(ProgrammeNeuf, stranger, pk=row.pk)
        assert not visible(Position, stranger).exists()


def test_the_clock_of_new_build_counts_back_from_the_delivery(monde: Monde) -> None:
    found = etat(a_programme(monde))
    clock = read_horloge(found, "VILLE", JOUR)
    assert clock
    # Three months before 1 September 2026.
    assert ("lundi 01/06/2026 au plus tard" in clock.phrase, clock.restants) == (True, -14)
    assert read_horloge(found, "BAILLEUR", JOUR) is None


def test_agreed_numbers_replace_those_of_the_rule(monde: Monde) -> None:
    row = a_programme(monde)
    propose(monde, row)
    nombres = PROPOSES | {"VILLE": 5, "BAILLEUR": 4}
    close(monde, row, nombres, document="Réunion du 3 mars")
    assert etat(row).nombres == nombres
    assert etat(row).statut == "arrete"


def test_a_delivered_programme_touches_no_account(monde: Monde) -> None:
    before = soldes(monde.habitat_lys)
    row = a_livraison(monde)
    assert etat(row).statut == "livre"
    assert soldes(monde.habitat_lys) == before
    assert (etat(row).mise_en_service, etat(row).exercice_flux) == (date(2026, 6, 10), 2027)
