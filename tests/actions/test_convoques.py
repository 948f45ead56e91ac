"""Who is concerned by an agenda, and why."""

from __future__ import annotations

from tests.builders import ANTIBES, CANNES, JOUR, Monde, an_organisation
from tests.builders_caleol import a_passage, a_seance, some_candidats

from gef.actions.convoques import is_membre_de_droit, list_convoques, write_heure
from gef.db.caleol.requetes import passages_of


def test_members_by_right_and_reservataires_are_told_once_with_every_reason(monde: Monde) -> None:
    seance = a_seance(monde, JOUR, some_candidats(monde), some_candidats(monde, 2, "AL"))
    found = {row.nom: row.titres for row in list_convoques(list(passages_of([seance.pk])))}
    assert found == {
        "Préfecture": ("membre de droit, Cannes", "membre de droit, Antibes"),
        "Ville de Lys": ("membre de droit, Cannes", "réservataire"),
        "Ville de Rive": ("membre de droit, Antibes",),
        "Action Logement": ("réservataire",),
    }


def test_a_mayor_without_access_is_listed_to_be_told_otherwise(monde: Monde) -> None:
    monde.ville.territoire = ""
    monde.ville.save()
    passage = a_passage(monde)
    (absent,) = [row for row in list_convoques([passage]) if row.organisation is None]
    assert absent.nom == "Mairie de Cannes"
    assert "sans accès" in absent.titres[0]


def test_members_by_right_are_those_of_the_territory(monde: Monde) -> None:
    epci = an_organisation("EPCI de Lys", "epci", "200039915")
    sits = {row.nom: is_membre_de_droit(row, CANNES) for row in (epci, monde.ville, monde.rive, monde.prefecture)}
    assert sits == {"EPCI de Lys": True, "Ville de Lys": True, "Ville de Rive": False, "Préfecture": True}
    assert not is_membre_de_droit(epci, ANTIBES)
    assert not is_membre_de_droit(monde.action_logement, CANNES)


def test_an_hour_is_written_as_people_say_it(monde: Monde) -> None:
    assert write_heure(a_seance(monde)) == "9\xa0h\xa030"
