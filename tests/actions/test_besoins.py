"""Needs out of the flux: declared without a name, closed by a dwelling out of the flux, never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import CANNES, JOUR, MOMENT, Monde, a_fait, a_liberation, a_user, an_acteur

from gef.access.models import Role
from gef.actions.besoins import (
    BesoinRefuseError,
    SaisieCloture,
    check_portees,
    clore_besoin,
    inscrire_besoin,
    list_besoins,
    load_besoins,
)
from gef.core.besoins import BesoinHorsFlux
from gef.db.besoins.models import Besoin, ClotureBesoin
from gef.db.journal.models import Acte

BESOIN = BesoinHorsFlux(
    "MUT-1",
    "mutations",
    3,
    date(2026, 1, 5),
    frozenset({"T3", "T2"}),
    frozenset({f"commune:{CANNES}"}),
    is_prioritaire=True,
)


def declare(monde: Monde, **changes: Any) -> Besoin:
    return inscrire_besoin(an_acteur(monde.gestionnaire), replace(BESOIN, **changes), MOMENT, " liste ")


def close(monde: Monde, **fields: Any) -> ClotureBesoin:
    defaults: dict[str, Any] = {"besoin": "MUT-1", "clos_le": JOUR}
    return clore_besoin(an_acteur(monde.gestionnaire), SaisieCloture(**defaults | fields), MOMENT)


def test_a_need_is_recorded_and_read_back_as_it_was(monde: Monde) -> None:
    row = declare(monde)
    assert (row.typologies, row.document, row.auteur) == (["T2", "T3"], "liste", monde.gestionnaire)
    assert load_besoins(monde.habitat_lys) == (BESOIN,)
    assert load_besoins(monde.logis_de_passage) == ()
    assert [acte.acte for acte in Acte.objects.all()] == ["besoin"]


def test_who_is_in_charge_of_the_dwellings_declares_and_a_reader_does_not(monde: Monde) -> None:
    charge = a_user("Charge Jour", monde.habitat_lys, role=Role.CHARGE)
    inscrire_besoin(an_acteur(charge), BESOIN, MOMENT)
    for who in ("lecteur", "agent_ville"):
        with pytest.raises(PermissionDenied):
            inscrire_besoin(an_acteur(getattr(monde, who)), replace(BESOIN, reference="X"), MOMENT)
        with pytest.raises(PermissionDenied):
            clore_besoin(an_acteur(getattr(monde, who)), SaisieCloture("MUT-1", JOUR, motif="départ"), MOMENT)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reference": "  "}, "référence : vide"),
        ({"portees": frozenset({"commune:99999"})}, "« commune:99999 » inconnu"),
        ({"portees": frozenset({"epci:000000000"})}, "inconnu"),
        ({"portees": frozenset({"departement"})}, "inconnu"),
    ],
)
def test_a_need_that_names_nothing_known_is_refused(monde: Monde, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(BesoinRefuseError, match=said):
        declare(monde, **changes)
    assert not Besoin.objects.exists()


def test_known_places_pass() -> None:
    check_portees([f"commune:{CANNES}", "epci:200039915"], "x")


def test_one_reference_is_one_need(monde: Monde) -> None:
    declare(monde)
    with pytest.raises(BesoinRefuseError, match="déjà inscrit"):
        declare(monde, nombre=1)
    assert [(b.nombre) for b in load_besoins(monde.habitat_lys)] == [3]


def test_a_dwelling_out_of_the_flux_for_it_closes_one_household(monde: Monde) -> None:
    declare(monde)
    row = close(monde, logement="L-2026-0004", nombre=3)
    assert (row.nombre, row.liberation) == (1, monde.liberations[3])
    assert [b.nombre for b in load_besoins(monde.habitat_lys)] == [2]
    [line] = list_besoins(monde.habitat_lys)
    assert (line.restants, [c.liberation for c in line.clotures]) == (2, [monde.liberations[3]])
    assert Acte.objects.filter(acte="cloture_besoin", objet="MUT-1").count() == 1


def test_a_dwelling_qualified_out_of_the_flux_closes_too(monde: Monde) -> None:
    declare(monde)
    a_fait(monde.liberations[0], "qualification_hors_flux", precision={"categorie": "mutations"})
    assert close(monde, logement="L-2026-0001").liberation == monde.liberations[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"logement": "L-2026-0001"}, "n’est pas qualifié hors flux pour « mutations internes »"),
        ({"logement": "A-1"}, "n’est pas qualifié hors flux"),
        ({"logement": "L-9"}, "« L-9 » : inconnu"),
        ({"besoin": "MUT-2", "logement": "L-2026-0004"}, "MUT-2 : inconnu, ou déjà clos"),
        ({"besoin": ""}, "inconnu"),
        ({"clos_le": date(2026, 1, 4), "motif": "départ"}, "clos avant d’être déclaré"),
        ({"motif": " "}, "motif : vide"),
        ({"motif": "départ", "nombre": 4}, "4 retirés ; attendu : de 1 à 3"),
        ({"motif": "départ", "nombre": 0}, "0 retirés"),
    ],
)
def test_what_does_not_close_is_refused(monde: Monde, fields: dict[str, Any], said: str) -> None:
    declare(monde)
    a_liberation(monde.habitat_lys, "A-1", libre_le=JOUR, hors_flux="anru")
    with pytest.raises(BesoinRefuseError, match=said):
        close(monde, **fields)
    assert not ClotureBesoin.objects.exists()


def test_one_dwelling_closes_one_household(monde: Monde) -> None:
    declare(monde)
    close(monde, logement="L-2026-0004")
    with pytest.raises(BesoinRefuseError, match="a déjà clos un autre besoin"):
        close(monde, logement="L-2026-0004")
    assert ClotureBesoin.objects.count() == 1


def test_households_are_withdrawn_with_a_reason_until_none_waits(monde: Monde) -> None:
    declare(monde)
    close(monde, nombre=2, motif="départ")
    close(monde, nombre=1, motif="logé ailleurs")
    assert load_besoins(monde.habitat_lys) == ()
    with pytest.raises(BesoinRefuseError, match="déjà clos"):
        close(monde, motif="encore")


def test_what_waits_comes_first_then_the_newest(monde: Monde) -> None:
    declare(monde, reference="A", declare_le=date(2026, 1, 1), nombre=1)
    declare(monde, reference="B", declare_le=date(2026, 2, 1))
    declare(monde, reference="C", declare_le=date(2026, 3, 1), nombre=1)
    close(monde, besoin="C", motif="départ")
    assert [line.besoin.reference for line in list_besoins(monde.habitat_lys)] == ["B", "A", "C"]
