"""The accesses and their requests as tables."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.test_assistance import HOURS, MOTIF, helper_at, invited, let_in
from tests.builders import MOMENT, Monde, an_acteur

from gef.actions.assistance import clore_assistance, inscrire_requete, list_acces
from gef.actions.tableaux_assistance import read_etat, table_acces, table_requetes
from gef.db.assistance.models import AccesAssistance, RequeteAssistance


def test_an_access_is_one_row(monde: Monde) -> None:
    acces = let_in(monde)
    acteur = helper_at(monde, MOMENT)
    assert acteur is not None
    for _ in range(2):
        inscrire_requete(acteur, "GET", "web:accueil", {}, MOMENT)
    [ligne] = table_acces(list_acces(an_acteur(monde.lecteur)), MOMENT, lambda row: f"/assistance/{row.pk}").lignes
    assert ligne.valeurs == {
        "personne": monde.agent_ville.email,
        "motif": MOTIF,
        "role": "lecteur",
        "etat": "ouvert",
        "debut": MOMENT.date(),
        "fin": MOMENT.date(),
        "requetes": 2,
    }
    assert ligne.liens == {"personne": f"/assistance/{acces.pk}"}
    assert ligne.details == {"personne": "Camille Agent", "debut": "à 10\xa0h\xa030", "fin": "à 14\xa0h\xa030"}


def test_an_access_ended_shows_when_it_ended(monde: Monde) -> None:
    acces = let_in(monde)
    clore_assistance(an_acteur(monde.gestionnaire), acces.pk, MOMENT + timedelta(hours=1))
    [ligne] = table_acces(list_acces(an_acteur(monde.lecteur)), MOMENT, lambda _row: "").lignes
    assert (ligne.valeurs["etat"], ligne.details["fin"]) == ("clos", "à 11\xa0h\xa030")


@pytest.mark.parametrize(("after", "etat"), [(timedelta(0), "ouvert"), (HOURS, "fini")])
def test_where_an_access_stands(monde: Monde, after: timedelta, etat: str) -> None:
    assert read_etat(let_in(monde), MOMENT + after) == etat


def test_an_access_that_nobody_took_yet_says_so(monde: Monde) -> None:
    acces, _ = invited(monde)
    assert read_etat(AccesAssistance.objects.get(pk=acces.pk), MOMENT) == "invite"


def test_a_request_is_one_row_whose_page_opens_when_it_was_read(monde: Monde) -> None:
    let_in(monde)
    acteur = helper_at(monde, MOMENT)
    assert acteur is not None
    inscrire_requete(acteur, "GET", "web:logement", {"reference": "L-1"}, MOMENT)
    inscrire_requete(acteur, "POST", "web:logement", {"reference": "L-1"}, MOMENT)
    inscrire_requete(acteur, "GET", "", {}, MOMENT)
    rows = RequeteAssistance.objects.order_by("pk")
    read, acted, lost = table_requetes(rows, lambda row: "/logements/L-1" if row.route else "").lignes
    assert read.valeurs == {
        "moment": "15\xa0juin\xa02026 à 10\xa0h\xa030",
        "methode": "lire",
        "page": "/logements/L-1",
        "objet": "L-1",
    }
    assert (read.liens, acted.liens, lost.liens) == ({"page": "/logements/L-1"}, {}, {})
    assert (acted.valeurs["methode"], lost.valeurs["page"]) == ("agir", "")
