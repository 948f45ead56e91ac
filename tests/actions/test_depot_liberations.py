"""Freed dwellings brought by file: each in its EPCI and its period, none ever changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.actions.depots_exemples import accept, prepare
from tests.builders import ANTIBES, CANNES, EPCI, Monde, a_liberation, an_acteur
from tests.builders_parc import LIBERATION

from gef.access.acteur import Acteur
from gef.actions.depots import DepotRefuseError
from gef.db.flux.models import Liberation


@pytest.fixture
def acteur(monde: Monde) -> Acteur:
    return an_acteur(monde.gestionnaire)


def test_a_liberation_is_placed_in_its_epci_and_its_period(acteur: Acteur) -> None:
    accept(acteur, "liberations", LIBERATION | {"hors_flux": "mutations", "preavis_le": date(2026, 5, 20)})
    row = Liberation.objects.get(reference="HL-001-001")
    assert (row.epci, row.periode, row.hors_flux, row.preavis_le) == (
        EPCI[CANNES],
        "1975_1989",
        "mutations",
        date(2026, 5, 20),
    )
    assert (row.typologie, row.financement, row.qpv, row.forme) == ("T3", "PLUS", False, "collectif")


def test_what_a_liberation_does_not_say_stays_unknown(acteur: Acteur) -> None:
    accept(acteur, "liberations", {k: LIBERATION[k] for k in ("libere_le", "logement", "commune")})
    row = Liberation.objects.get(reference="HL-001-001")
    assert (row.typologie, row.financement, row.qpv, row.forme, row.periode) == ("", "", None, "", "")


def test_the_second_liberation_of_a_dwelling_has_a_reference_of_its_own(acteur: Acteur) -> None:
    accept(acteur, "liberations", LIBERATION)
    again = LIBERATION | {"libere_le": date(2027, 3, 1)}
    done = accept(acteur, "liberations", LIBERATION, again, again | {"libere_le": date(2028, 3, 1)})
    assert [row.reference for row in done.nouveaux] == ["HL-001-001 (2)", "HL-001-001 (3)"]
    assert done.deja == 1


@pytest.mark.parametrize("changes", [{"commune": ANTIBES}, {"hors_flux": "vente"}])
def test_a_known_liberation_never_changes(acteur: Acteur, changes: dict[str, Any]) -> None:
    accept(acteur, "liberations", LIBERATION)
    with pytest.raises(DepotRefuseError, match="déjà inscrit"):
        accept(acteur, "liberations", LIBERATION | {"logement": "HL-002-001"}, LIBERATION | changes)
    assert not Liberation.objects.filter(reference="HL-002-001").exists()


def test_a_dwelling_is_known_by_its_rpls_number_too(monde: Monde, acteur: Acteur) -> None:
    a_liberation(monde.habitat_lys, "L-2026-0009", libre_le=date(2026, 6, 20), ident_rep="LY00000001")
    done = prepare(acteur, "liberations", LIBERATION | {"logement": "LY00000001"})
    assert (len(done.nouveaux), done.deja) == (0, 1)


def test_a_reference_longer_than_the_register_is_refused(acteur: Acteur) -> None:
    row = LIBERATION | {"logement": "X" * 29}
    accept(acteur, "liberations", row)
    with pytest.raises(DepotRefuseError, match="dépasse 30 caractères"):
        accept(acteur, "liberations", row | {"libere_le": date(2027, 1, 1)})
