"""Who is convened and why; an e-mail that holds a link and nothing personal."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from tests.builders import ANTIBES, CANNES, JOUR, MOMENT, Monde, a_user, an_acteur, an_organisation
from tests.builders_caleol import a_passage, a_seance, some_candidats

from gef.actions import convocations
from gef.actions.convocations import (
    ConvocationError,
    convoquer,
    is_membre_de_droit,
    list_convoques,
    write_heure,
)
from gef.actions.seances import SeanceRefuseeError, find_etat
from gef.db.caleol.models import Convocation
from gef.db.caleol.requetes import passages_of

LIEN = "https://gef.example/caleol/{}"


def send(monde: Monde, seance_id: int) -> tuple[Convocation, ...]:
    return convoquer(an_acteur(monde.gestionnaire), seance_id, moment=MOMENT, lien=LIEN.format)


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
    assert write_heure(passage.seance) == "9\xa0h\xa030"
