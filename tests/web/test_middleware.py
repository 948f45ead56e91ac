"""What the data do not allow is said in words, on a page, whatever the view."""

from __future__ import annotations

from fractions import Fraction

from django.test import Client
from tests.builders import Monde, a_convention

from gef.db.flux.models import Convention


def test_conventions_above_the_whole_give_a_page_that_says_which_commune(client: Client, monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).delete()
    a_convention(monde.comptes["AL"], Fraction(1))
    client.force_login(monde.gestionnaire)
    answer = client.get("/orientation")
    assert answer.status_code == 409
    assert "les parts des conventions font" in answer.content.decode()
