"""What the whole bilan is drawn up from: the ledger as it stood, and what the ledger does not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.actions.bilan_exemple import LERINS, a_bilan_fige
from tests.actions.monde_complet import complete
from tests.builders import MOMENT, Monde, a_fait, a_liberation

from gef.actions.bilan_annuel import build_annuel, read_annuel, read_etat, read_parametres, to_inscrite
from gef.actions.flux import load_flux
from gef.actions.obligations import load_obligations
from gef.core.bilan_annuel import Soustraction
from gef.core.bilan_entree import MenageBilan


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_the_forecast_is_that_of_the_day(monde: Monde) -> None:
    complete(monde)
    etat = load_flux(monde.habitat_lys.pk)
    late = read_parametres(monde.habitat_lys, 2025, etat, MOMENT)
    early = read_parametres(monde.habitat_lys, 2025, etat, MOMENT.replace(month=1))
    assert Soustraction("anru", 2, ("NPNRU, page 3",)) in late.soustractions
    assert {s.nombre for s in early.soustractions} == {None}
    assert {s.categorie for s in early.soustractions} == {s.categorie for s in late.soustractions}


def test_the_ledger_is_read_up_to_the_moment(monde: Monde) -> None:
    complete(monde)
    row = a_liberation(monde.habitat_lys, "T-1", libre_le=date(2025, 5, 5))
    a_fait(row, "orientation", monde.comptes["CD"], date=date(2025, 5, 6), ecrit_le=MOMENT + timedelta(days=1))
    etat = load_flux(monde.habitat_lys.pk)
    then = read_parametres(monde.habitat_lys, 2025, etat, MOMENT)
    now = read_parametres(monde.habitat_lys, 2025, etat)
    assert then.fait_max < now.fait_max
    suivis = read_etat(monde.habitat_lys.pk, then).suivis
    assert suivis[row.pk].rang == 0
    assert read_etat(monde.habitat_lys.pk, now).suivis[row.pk].rang == 1


def test_a_state_read_again_is_the_state_of_the_screens(monde: Monde) -> None:
    complete(monde)
    etat = load_flux(monde.habitat_lys.pk)
    again = read_etat(monde.habitat_lys.pk, read_parametres(monde.habitat_lys, 2025, etat))
    assert {pk: s.etat for pk, s in again.suivis.items()} == {pk: s.etat for pk, s in etat.suivis.items()}
    assert again.livre.images_of(2025) == etat.livre.images_of(2025)


def test_the_obligations_are_those_of_the_page(monde: Monde) -> None:
    complete(monde)
    annuel = read_annuel(monde.habitat_lys, 2025)
    expected = load_obligations(monde.habitat_lys, load_flux(monde.habitat_lys.pk), date(2025, 12, 31))
    assert annuel.obligations == expected
    assert expected


def test_households_are_read_by_reference(monde: Monde) -> None:
    complete(monde)
    etat = load_flux(monde.habitat_lys.pk)
    parametres = read_parametres(monde.habitat_lys, 2025, etat)
    let = next(s for s in etat.suivis.values() if s.etat.etat == "loue")
    known = {let.liberation.reference: MenageBilan("dalo", 1)}
    annuel = build_annuel(etat, replace(parametres, menages=known))
    row = next(r for r in annuel.bilan.lignes if r.liberation_id == let.liberation.reference)
    assert row.menage == MenageBilan("dalo", 1)
    assert any(case.menage.is_prioritaire for case in annuel.obligations.cases)


def test_a_dwelling_without_epci_takes_that_of_its_commune(monde: Monde) -> None:
    a_bilan_fige(monde)
    monde.habitat_lys.liberations.update(epci="")
    axe = next(axe for axe in read_annuel(monde.habitat_lys, 2025).bilan.axes if axe.axe == "epci")
    assert [row.code for row in axe.lignes] == [LERINS, "240600585"]


def test_a_dwelling_is_read_as_its_facts_leave_it(monde: Monde) -> None:
    row = monde.liberations[0]
    for kind in ("orientation", "annulation", "qualification_hors_flux"):
        a_fait(row, kind, monde.comptes["AL"], precision={"categorie": "anru"} if "qualif" in kind else None)
    inscrite = to_inscrite(load_flux(monde.habitat_lys.pk).suivis[row.pk])
    assert (inscrite.hors_flux, [f.type for f in inscrite.faits]) == ("anru", ["qualification_hors_flux"])
