"""Deadlines near or over are told once to both sides, by the clocks that the pages show."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from tests.actions.test_concurrence import at_once
from tests.actions.test_horloges import write
from tests.builders import MOMENT, Monde, a_monde, an_acteur, an_orientation

from gef.actions.avertir_echeances import Releve, relever_echeances
from gef.actions.delais import SaisieDelai, inscrire_delai
from gef.actions.flux import load_flux
from gef.actions.horloges import list_horloges
from gef.actions.tableaux_fiche import find_etat_horloge
from gef.core.avertissements import D_ECHEANCE, HEURE
from gef.core.delais import Delai
from gef.db.avertissements.models import Avertissement, ReleveEcheances

LUNDI = date(2026, 6, 15)
BOTH = ("Habitat Lys", "Ville de Lys")


def at(jour: date, hour: int = 8) -> datetime:
    return datetime.combine(jour, time(hour), tzinfo=MOMENT.tzinfo)


def told() -> Counter[tuple[str, str]]:
    rows = Avertissement.objects.filter(genre__in=D_ECHEANCE)
    return Counter(rows.values_list("organisation__nom", "genre"))


@pytest.fixture
def transmis(monde: Monde) -> Monde:
    """A sheet sent on Monday: an answer on Monday 22 June, files on the 25th, three candidates on 15 July."""
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    write(monde, "transmission", LUNDI)
    return monde


# day, deadlines told that day: near ones (two days before, or that day), then those over.
DAYS = (
    (date(2026, 6, 19), 0, 0),
    (date(2026, 6, 20), 1, 0),
    (date(2026, 6, 21), 0, 0),
    (date(2026, 6, 22), 0, 0),
    (date(2026, 6, 23), 1, 1),
    (date(2026, 6, 24), 0, 0),
    (date(2026, 6, 26), 0, 1),
    (date(2026, 7, 13), 1, 0),
    (date(2026, 7, 16), 0, 1),
    (date(2026, 9, 1), 0, 0),
)


def test_each_deadline_is_told_near_then_over_once_to_both_sides(transmis: Monde) -> None:
    expected = Counter[tuple[str, str]]()
    for jour, near, over in DAYS:
        assert relever_echeances(at(jour)) == Releve(2 * (near + over)), jour
        for nom in BOTH:
            expected += Counter({(nom, "echeance_proche"): near, (nom, "echeance_passee"): over})
        assert told() == expected, jour
    row = Avertissement.objects.filter(genre="echeance_passee").latest("pk")
    assert (row.objet, row.bailleur, row.auteur) == (transmis.reference, transmis.habitat_lys, None)


def test_what_is_told_is_what_the_page_of_the_deadlines_shows(transmis: Monde) -> None:
    jour = date(2026, 6, 25)
    relever_echeances(at(jour))
    shown = list_horloges(transmis.habitat_lys, load_flux(transmis.habitat_lys.pk), jour)
    counted = Counter(find_etat_horloge(horloge) for horloge in shown)
    assert counted == {"passee": 1, "jour": 1, "court": 1}
    assert told() == {(nom, genre): 1 for nom in BOTH for genre in ("echeance_passee", "echeance_proche")}


def test_a_day_is_looked_at_once_and_not_before_the_hour(transmis: Monde) -> None:
    jour = date(2026, 6, 23)
    assert relever_echeances(at(jour, HEURE - 1)) == Releve(0)
    assert not ReleveEcheances.objects.exists()
    assert relever_echeances(at(jour, HEURE)).dits == 4
    assert relever_echeances(at(jour, 12)) == Releve(0)
    assert ReleveEcheances.objects.count() == 2  # both bailleurs


def test_a_deadline_that_no_longer_runs_is_not_told(transmis: Monde) -> None:
    write(transmis, "acceptation", date(2026, 6, 19))
    assert relever_echeances(at(date(2026, 6, 22))) == Releve(0)


def test_another_deadline_of_the_same_dwelling_is_told(transmis: Monde) -> None:
    """The convention gave more days: the deadline is another one, near in its turn."""
    relever_echeances(at(date(2026, 6, 20)))
    saisie = SaisieDelai(
        "VILLE", "reponse", Delai(15, "calendaires"), "reprendre", "compte", date(2026, 1, 1), "Avenant n° 1"
    )
    inscrire_delai(an_acteur(transmis.gestionnaire), saisie, MOMENT)
    before = told()
    relever_echeances(at(date(2026, 6, 28)))
    assert told() - before == Counter(
        {(nom, genre): 1 for nom in BOTH for genre in ("echeance_proche", "echeance_passee")}
    )


def test_a_reservataire_without_access_leaves_the_bailleur_told(transmis: Monde) -> None:
    transmis.comptes["VILLE"].organisation = None
    transmis.comptes["VILLE"].save()
    relever_echeances(at(date(2026, 6, 20)))
    assert told() == {("Habitat Lys", "echeance_proche"): 1}


def test_a_bailleur_whose_holidays_are_unknown_keeps_nobody_else_from_his_own(transmis: Monde) -> None:
    passage = transmis.logis_de_passage
    passage.territoire = "00"
    passage.save()
    an_orientation(an_acteur(transmis.gestionnaire_autre), "L-2026-0001", "RIVE")
    other = load_flux(passage.pk).suivis[transmis.liberation_autre.pk]
    assert other.etat.etat == "oriente"
    transmis.habitat_lys.territoire = "00"
    transmis.habitat_lys.save()
    jour = date(2026, 6, 20)
    done = relever_echeances(at(jour))
    assert done.dits == 0
    assert [row.partition(" : ")[0] for row in done.empeches] == ["Habitat Lys"]
    assert relever_echeances(at(jour, 9)) == Releve(0)  # said once a day
    assert told() == {}


@pytest.mark.usefixtures("base_partagee")
def test_two_senders_at_once_tell_each_deadline_once() -> None:
    monde = a_monde()
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    write(monde, "transmission", LUNDI)
    moment = at(LUNDI + timedelta(days=5))
    at_once([lambda: str(relever_echeances(moment).dits)] * 4)
    assert told() == {(nom, "echeance_proche"): 1 for nom in BOTH}
