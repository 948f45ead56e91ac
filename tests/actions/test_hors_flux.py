"""The ledger of what leaves the flux: each dwelling where its facts put it, the public known or said unknown."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.builders import JOUR, MOMENT, Monde, a_fait, a_liberation, an_acteur

from gef.actions.hors_flux import PublicRefuseError, noter_public, read_hors_flux
from gef.db.flux.models import Prevision
from gef.db.programmes.models import PublicHorsFlux


@pytest.fixture
def sortis(monde: Monde) -> None:
    """One relogement by its row, one by a fact, one put back in the flux; the mutation of the world is let."""
    lys = monde.habitat_lys
    a_liberation(lys, "R-1", libre_le=date(2026, 3, 1), hors_flux="anru")
    a_fait(
        a_liberation(lys, "R-2", libre_le=date(2026, 4, 1)), "qualification_hors_flux", precision={"categorie": "anru"}
    )
    a_fait(a_liberation(lys, "R-3", libre_le=date(2026, 4, 1), hors_flux="vente"), "qualification_flux")
    a_liberation(lys, "R-4", libre_le=date(2026, 7, 1), hors_flux="anru")  # to come
    a_fait(monde.liberations[3], "attribution", date=date(2026, 5, 10))
    a_fait(monde.liberations[3], "bail", date=date(2026, 5, 20))
    Prevision.objects.create(
        bailleur=lys, exercice=2026, categorie="anru", nombre=5, document="NPNRU", declaree_le=date(2026, 2, 1)
    )


def test_each_dwelling_stands_where_its_facts_put_it(monde: Monde, sortis: None) -> None:
    etat = read_hors_flux(monde.habitat_lys, 2026, JOUR)
    assert [found.logement for _, found in etat.logements] == ["R-1", "R-2", "L-2026-0004"]
    rows = {row.categorie: row for row in etat.lignes}
    assert (rows["anru"].prevu, rows["anru"].liberes, rows["anru"].ecart) == (5, 2, -3)
    assert (rows["mutations"].prevu, rows["mutations"].loues, rows["mutations"].inconnus) == (None, 1, 1)
    assert (rows["vente"].liberes, etat.total.liberes) == (0, 3)
    assert {code: months for code, months in etat.realise.items() if code != "courantes"} == {
        "anru": {3: 1, 4: 1},
        "mutations": {5: 1},
    }
    assert read_hors_flux(monde.habitat_lys, 2025, JOUR).logements == ()


def test_a_public_is_said_and_said_again(monde: Monde, sortis: None) -> None:
    acteur = an_acteur(monde.gestionnaire)
    noter_public(acteur, "L-2026-0004", "autre", MOMENT)
    noter_public(acteur, "L-2026-0004", "dalo", MOMENT)
    total = read_hors_flux(monde.habitat_lys, 2026, JOUR).total
    assert (total.prioritaires, total.dalo, total.inconnus) == (1, 1, 0)
    assert list(PublicHorsFlux.objects.values_list("rang", "public")) == [(1, "autre"), (2, "dalo")]


def test_what_cannot_be_said_is_refused(monde: Monde, sortis: None) -> None:
    acteur = an_acteur(monde.gestionnaire)
    with pytest.raises(PublicRefuseError, match="cadre"):
        noter_public(acteur, "L-2026-0004", "cadre", MOMENT)
    for reference in ("L-2026-0001", "R-3"):
        with pytest.raises(PublicRefuseError, match="n’est pas hors du flux"):
            noter_public(acteur, reference, "dalo", MOMENT)
    with pytest.raises(PermissionDenied):
        noter_public(an_acteur(monde.lecteur), "L-2026-0004", "dalo", MOMENT)
    for user in (monde.agent_ville, monde.agent_rive):
        with pytest.raises(Http404):
            noter_public(an_acteur(user), "L-2026-0004", "dalo", MOMENT)
    assert not PublicHorsFlux.objects.exists()
