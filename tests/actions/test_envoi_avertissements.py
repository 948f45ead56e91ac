"""What leaves by e-mail: to whom, when, once, and nothing personal; what fails waits."""

from __future__ import annotations

import smtplib
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from tests.actions.test_avertir import tell
from tests.actions.test_concurrence import at_once
from tests.builders import MOMENT, Monde, a_monde, a_user, an_acteur

from gef.actions import envoi_avertissements
from gef.actions.avertir import regler_emails
from gef.actions.envoi_avertissements import (
    ECHECS_MAX,
    REPRISE,
    Liens,
    Tournee,
    ecrire_message,
    envoyer_avertissements,
    prendre,
)
from gef.core.avertissements import GENRES
from gef.db.avertissements.models import Avertissement, Courriel, Envoi

LIENS = Liens(lambda pk: f"https://gef.exemple.fr/avertissements?organisation={pk}", "https://gef.exemple.fr/emails")
NEXT_DAY = MOMENT + timedelta(days=1)


def send(moment: datetime = NEXT_DAY) -> Tournee:
    return envoyer_avertissements(moment, LIENS)


def refuse(monkeypatch: pytest.MonkeyPatch, *addresses: str, error: type[Exception] = ConnectionRefusedError) -> None:
    """Make the server refuse some addresses, or all of them."""
    real = mail.send_mail

    def send_mail(subject: str, body: str, sender: None, to: list[str]) -> int:
        if not addresses or to[0] in addresses:
            raise error
        return real(subject, body, sender, to)

    monkeypatch.setattr(envoi_avertissements, "send_mail", send_mail)


def test_one_message_per_person_says_numbers_and_links(monde: Monde) -> None:
    for number in range(12):
        tell(monde, objet=f"L-2026-{number:04d}")
    tell(monde, "transmission", "L-2026-0001")
    assert send() == Tournee(1, 0)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([monde.agent_ville.email], "Ville de Lys\xa0: 13\xa0avertissements")
    assert "- 12\xa0logements orientés vers vous\n- 1\xa0fiche de logement transmise\n" in sent.body
    assert f"https://gef.exemple.fr/avertissements?organisation={monde.ville.pk}\n" in sent.body
    assert "https://gef.exemple.fr/emails\n" in sent.body
    for word in ("L-2026", "Camille", "@", "Goélands", "Habitat", "rue"):
        assert word not in sent.body


def test_nothing_leaves_twice(monde: Monde) -> None:
    tell(monde)
    send()
    assert [send(NEXT_DAY + timedelta(hours=hours)) for hours in (1, 24, 48)] == [Tournee(0, 0)] * 3
    assert len(mail.outbox) == 1
    assert Courriel.objects.get().parti_le == NEXT_DAY


def test_each_member_gets_his_own_in_each_of_his_organisations(monde: Monde) -> None:
    both = a_user("Deux Villes", monde.ville, monde.rive)
    tell(monde)
    tell(monde, organisation=monde.rive)
    assert send().partis == 4
    assert Counter((row.to[0], row.subject.partition("\xa0")[0]) for row in mail.outbox) == {
        (monde.agent_ville.email, "Ville de Lys"): 1,
        (monde.agent_rive.email, "Ville de Rive"): 1,
        (both.email, "Ville de Lys"): 1,
        (both.email, "Ville de Rive"): 1,
    }


def test_a_summary_waits_for_the_morning_and_leaves_with_what_is_urgent(monde: Monde) -> None:
    tell(monde, "bail")
    assert send(MOMENT + timedelta(hours=5)) == Tournee(0, 0)
    tell(monde, "transmission", moment=MOMENT + timedelta(hours=5))
    assert send(MOMENT + timedelta(hours=5)) == Tournee(1, 0)
    assert "2\xa0avertissements" in mail.outbox[0].subject


def test_what_is_chosen_holds_for_what_waits(monde: Monde) -> None:
    agent = an_acteur(monde.agent_ville)
    tell(monde, "bail")
    tell(monde, "retour")
    assert send(MOMENT) == Tournee(0, 0)  # both wait for the summary
    regler_emails(agent, {"bail": "jamais", "retour": "immediat"})
    assert send(MOMENT) == Tournee(1, 0)
    assert "logement rendu" in mail.outbox[0].body
    assert "bail" not in mail.outbox[0].body
    tell(monde, "bail")
    assert send() == Tournee(0, 0)


def test_neither_the_author_nor_a_closed_account_nor_who_left_gets_anything(monde: Monde) -> None:
    closed, leaver = a_user("Compte Clos", monde.ville), a_user("Partie Ailleurs", monde.ville)
    tell(monde, auteur_id=monde.agent_ville.pk)
    send(MOMENT)  # written down, not due yet
    assert set(Envoi.objects.values_list("utilisateur__nom", flat=True)) == {"Compte Clos", "Partie Ailleurs"}
    closed.is_active = False
    closed.save()
    leaver.appartenances.all().delete()
    assert send() == Tournee(0, 0)
    assert not Envoi.objects.exists()


def test_a_newcomer_gets_what_follows_him_only(monde: Monde) -> None:
    tell(monde, "transmission")
    send(MOMENT)
    newcomer = a_user("Nouvelle Venue", monde.ville)
    tell(monde, "transmission", "L-2")
    send(MOMENT + timedelta(minutes=5))
    assert Counter(row.to[0] for row in mail.outbox) == {monde.agent_ville.email: 2, newcomer.email: 1}


@pytest.mark.parametrize("error", [ConnectionRefusedError, TimeoutError, smtplib.SMTPServerDisconnected])
def test_what_fails_waits_and_leaves_later(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    tell(monde, "transmission")
    with monkeypatch.context() as broken:
        refuse(broken, error=error)
        assert send(MOMENT) == Tournee(0, 1)
    assert Envoi.objects.filter(courriel__isnull=True).count() == 1
    assert send(MOMENT + REPRISE - timedelta(seconds=1)) == Tournee(0, 0)  # not hammered
    tell(monde, "refus")
    assert send(MOMENT + REPRISE) == Tournee(1, 0)
    assert "2\xa0avertissements" in mail.outbox[0].subject


def test_an_address_refused_keeps_nobody_else_from_his_own(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    a_user("Autre Agent", monde.ville)
    tell(monde, "transmission")
    refuse(monkeypatch, monde.agent_ville.email, error=smtplib.SMTPRecipientsRefused)
    monkeypatch.setattr(smtplib.SMTPRecipientsRefused, "__init__", lambda _self: None)
    assert send(MOMENT) == Tournee(1, 1)


def test_a_server_that_is_down_is_not_asked_for_ever(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(ECHECS_MAX + 2):
        a_user(f"Agent {number}", monde.ville)
    tell(monde, "transmission")
    refuse(monkeypatch)
    assert send(MOMENT) == Tournee(0, ECHECS_MAX, is_arretee=True)
    assert Envoi.objects.filter(courriel__isnull=True).count() == ECHECS_MAX + 3


def test_what_a_dead_sender_took_leaves_in_the_end(monde: Monde) -> None:
    tell(monde, "transmission")
    envoi_avertissements.distribuer()
    assert prendre(monde.agent_ville.pk, monde.ville.pk, MOMENT) is not None  # and the machine stops
    assert send(MOMENT + REPRISE) == Tournee(0, 0)
    later = MOMENT + REPRISE + timedelta(seconds=1)
    assert send(later) == Tournee(0, 0)  # given back, and as if it had just failed
    assert send(later + REPRISE) == Tournee(1, 0)


def test_distribution_goes_on_past_its_first_batch(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.db.avertissements.requetes.LOT", 2)
    for number in range(5):
        tell(monde, objet=f"L-{number}")
    assert send().partis == 1
    assert "5\xa0avertissements" in mail.outbox[0].subject
    assert not Avertissement.objects.filter(is_distribue=False).exists()


def test_every_kind_has_its_line() -> None:
    subject, body = ecrire_message("Ville\nde Lys", dict.fromkeys(GENRES, 2), "lire", "regler")
    assert subject == f"Ville de Lys\xa0: {2 * len(GENRES)}\xa0avertissements"
    assert body.count("\n- 2\xa0") == len(GENRES)


@pytest.mark.usefixtures("base_partagee")
def test_two_senders_at_once_send_each_thing_once() -> None:
    monde = a_monde()
    people = [a_user(f"Agent {number}", monde.ville, monde.rive) for number in range(5)]
    for number in range(20):
        tell(monde, "transmission", f"L-{number}")
        tell(monde, "transmission", f"L-{number}", organisation=monde.rive)

    def act() -> str:
        send(MOMENT)
        return "done"

    assert at_once([act] * 4) == {"done": 4}
    expected = len(people) * 2 + 2
    assert Counter((row.to[0], row.subject) for row in mail.outbox).most_common(1)[0][1] == 1
    assert len(mail.outbox) == expected
    assert all("20\xa0avertissements" in row.subject for row in mail.outbox)
    assert Envoi.objects.filter(courriel__parti_le__isnull=False).count() == expected * 20
    assert Envoi.objects.count() == expected * 20


def test_sending_costs_the_same_however_much_there_is_to_say(
    monde: Monde, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    tell(monde, "transmission")
    with django_assert_max_num_queries(30) as few:
        send(MOMENT)
    for number in range(30):
        tell(monde, "transmission", f"L-{number}")
    with django_assert_num_queries(len(few.captured_queries)):
        send(MOMENT)
    assert len(mail.outbox) == 2
