"""Convene a session: an e-mail that holds a link and nothing personal, and a word in the site."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from tests.builders import MOMENT, Monde, a_user, an_acteur
from tests.builders_caleol import a_passage, a_seance

from gef.actions import convocations
from gef.actions.convocations import ConvocationError, convoquer
from gef.actions.seances import SeanceRefuseeError, find_etat
from gef.db.avertissements.models import Avertissement
from gef.db.caleol.models import Convocation

LIEN = "https://gef.example/caleol/{}"


def send(monde: Monde, seance_id: int) -> tuple[Convocation, ...]:
    return convoquer(an_acteur(monde.gestionnaire), seance_id, moment=MOMENT, lien=LIEN.format)


def test_each_member_gets_a_link_and_nothing_personal(monde: Monde) -> None:
    a_user("Agent Etat", monde.prefecture)
    passage = a_passage(monde)
    rows = send(monde, passage.seance_id)
    assert {(row.organisation.nom, row.destinataires) for row in rows} == {("Préfecture", 1), ("Ville de Lys", 1)}
    assert find_etat(an_acteur(monde.gestionnaire), passage.seance) == "convoquee"
    assert sorted(to for message in mail.outbox for to in message.to) == [
        "agent.etat@exemple.fr",
        "camille.agent@exemple.fr",
    ]
    for message in mail.outbox:
        assert LIEN.format(passage.seance_id) in message.body
        assert "9\xa0h\xa030" in message.body
        for secret in ("06000", passage.liberation.reference, "Camille"):
            assert secret not in message.body + message.subject


def test_each_organisation_convened_is_told_in_the_site_too(monde: Monde) -> None:
    passage = a_passage(monde)
    Avertissement.objects.all().delete()
    send(monde, passage.seance_id)
    rows = Avertissement.objects.values_list("organisation__nom", "genre", "objet")
    assert set(rows) == {(nom, "convocation", str(passage.seance_id)) for nom in ("Préfecture", "Ville de Lys")}


def test_an_empty_agenda_convenes_nobody(monde: Monde) -> None:
    seance = a_seance(monde)
    with pytest.raises(SeanceRefuseeError, match="L’ordre du jour est vide"):
        send(monde, seance.pk)
    assert (len(mail.outbox), Convocation.objects.count()) == (0, 0)


def test_an_e_mail_that_does_not_leave_is_said_and_the_convocation_stays(monde: Monde, monkeypatch: Any) -> None:
    def fail(*args: Any) -> None:
        raise OSError

    monkeypatch.setattr(convocations, "send_mail", fail)
    passage = a_passage(monde)
    with pytest.raises(ConvocationError, match="n’est pas parti vers : Ville de Lys"):
        send(monde, passage.seance_id)
    assert Convocation.objects.count() == 2


def test_only_who_prepares_the_commission_convenes(monde: Monde) -> None:
    passage = a_passage(monde)
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            convoquer(an_acteur(user), passage.seance_id, moment=MOMENT, lien=LIEN.format)
