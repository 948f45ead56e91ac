"""The conventions of the demonstration: one at each step, told by acts, without changing what the accounts read."""

from __future__ import annotations

from datetime import date

import pytest

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.actions.calendrier_conventions import list_rappels
from gef.actions.liste_conventions import list_conventions
from gef.db.conventions.models import ParoleConvention, RemarqueConvention
from gef.db.flux.requetes import conventions_of
from gef.demo.calendrier import JOUR_DEMO
from gef.demo.charger import Comptes
from gef.demo.monde import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(comptes: Comptes) -> Acteur:
    return Acteur(0, "", Organisation.objects.get(pk=comptes.bailleur_id), "lecteur")


def test_each_step_of_a_life_is_shown(reader: Acteur) -> None:
    written = {row.comptes: row.etat for row in list_conventions(reader, JOUR_DEMO) if row.numero}
    assert set(written.values()) == {"en_vigueur", "signee", "en_negociation", "brouillon", "denoncee"}
    assert written["ETAT-P", "ETAT-F"] == "en_vigueur"
    assert len([codes for codes in written if len(codes) > 2]) == 1, "one that an EPCI leads"


def test_remarks_are_made_and_one_waits(reader: Acteur) -> None:
    rows = RemarqueConvention.objects.filter(reponse_a__isnull=True)
    assert rows.count() == 2
    assert rows.filter(reponse__isnull=True).count() == 1


def test_two_ends_are_near(reader: Acteur) -> None:
    near = [row for row in list_rappels(reader, JOUR_DEMO) if row.genre == "echeance" and row.is_proche(JOUR_DEMO)]
    assert len(near) == 2


def test_what_was_written_does_not_change_the_parts_of_the_years_shown(monde: Monde, comptes: Comptes) -> None:
    rows = list(conventions_of(comptes.bailleur_id))
    for jour in (date(2024, 3, 1), date(2025, 12, 31), date(2026, 1, 1), JOUR_DEMO):
        kept = {
            (r.reservataire.code, r.part, r.declencheur, r.politique_refus, r.mode_gestion, r.requalifie_min)
            for r in rows
            if r.debut <= jour and (r.fin is None or jour < r.fin)
        }
        drawn = {
            (r.reservataire, r.part, r.declencheur, r.politique_refus, r.mode_gestion, r.requalifie_min)
            for r in monde.conventions
            if r.debut <= jour and (r.fin is None or jour < r.fin)
        }
        assert kept == drawn, jour


def test_words_are_told_in_the_order_of_their_days(comptes: Comptes) -> None:
    for numero in ParoleConvention.objects.values_list("convention_id", flat=True).distinct():
        days = list(
            ParoleConvention.objects.filter(convention_id=numero).order_by("rang").values_list("jour", flat=True)
        )
        assert days == sorted(days)
        assert days[-1] <= JOUR_DEMO
