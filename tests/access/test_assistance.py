"""Every route for somebody let in to assist: what a member of his role gets, but for what is between members."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from tests.access.habilitations import bodies, read_matrice
from tests.actions.monde_complet import a_year, an_acces
from tests.builders import JOUR, MOMENT, Monde, a_user
from tests.routes import list_routes

from gef.actions.assistance import DUREE_MAX
from gef.db.assistance.models import RequeteAssistance

BETWEEN_MEMBERS = {
    ("GET", "web:membres"),
    ("GET", "web:assistance"),
    ("GET", "web:assistance-requetes"),
    ("POST", "web:assistance-ouvrir"),
    ("POST", "web:assistance-clore"),
    ("POST", "web:membres-role"),
    ("POST", "web:membres-retrait"),
    ("POST", "web:membres-inviter"),
    ("POST", "web:membres-annuler"),
    ("POST", "web:avertissements-lus"),
    ("GET", "web:avertissements-emails"),
    ("POST", "web:avertissements-emails"),
    ("POST", "web:vues-retirer"),
    ("POST", "web:conventions-calendrier"),
}


@pytest.mark.parametrize(("role", "column"), [("lecteur", "lecteur_soi"), ("gestionnaire", "gestionnaire_soi")])
def test_who_assists_gets_what_his_role_gets_but_what_is_between_members(
    monde: Monde, settings: Any, tmp_path: Any, role: str, column: str
) -> None:
    settings.MEDIA_ROOT, settings.GEF_JOUR = tmp_path, JOUR
    user, arguments = a_user("Aide Venue"), a_year(monde)
    acces = an_acces(monde, user.email, DUREE_MAX, role)
    routes = {route.nom: route for route in list_routes()}
    found, expected, asked = {}, {}, 0
    with time_machine.travel(MOMENT, tick=False):
        for ligne in read_matrice():
            client = Client()
            client.force_login(user)
            address = routes[ligne.route].address(arguments)
            with transaction.atomic():
                answer = (
                    client.get(address)
                    if ligne.methode == "GET"
                    else client.post(address, bodies().get(ligne.route, {}))
                )
                asked += RequeteAssistance.objects.filter(acces=acces).count()
                transaction.set_rollback(True)
            key = (ligne.methode, ligne.route)
            found[key] = answer.status_code
            expected[key] = 403 if key in BETWEEN_MEMBERS else ligne.codes[column]
    assert found == expected
    assert asked == len(found), "one line for each request, whatever its answer"


def test_the_pages_between_members_exist() -> None:
    assert {route for _, route in BETWEEN_MEMBERS} <= {ligne.route for ligne in read_matrice()}
