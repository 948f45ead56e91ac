"""From the queue to the row: a work is done, and says how it ended, whatever ends it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult
from tests.builders import MOMENT, Monde, an_acteur

from gef.actions.travaux import INTERROMPU, DemandeTravail, Produit, annuler_travail, find_fichier
from gef.db.journal.models import Travail
from gef.errors import GefError
from gef.jobs import execution
from gef.jobs.bilans import produire_bilans
from gef.jobs.execution import executer_travail, lancer, relancer
from gef.jobs.frontiere import produire_frontiere
from gef.jobs.genres import GENRES
from gef.jobs.releves import produire_releves
from gef.jobs.suivi import Suivi

DEMANDE = DemandeTravail("essai", "Un essai", {"nombre": 3})
Genre = Callable[[Travail, Suivi], Produit]


@pytest.fixture(autouse=True)
def _dossier(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def run(monde: Monde, monkeypatch: pytest.MonkeyPatch, genre: Genre) -> Travail:
    monkeypatch.setattr(execution, "GENRES", {"essai": genre})
    travail = lancer(an_acteur(monde.gestionnaire), DEMANDE, MOMENT)
    travail.refresh_from_db()
    return travail


def count_to(travail: Travail, suivi: Suivi) -> Produit:
    total = travail.arguments["nombre"]
    suivi.annoncer(total)
    for rang in range(1, total + 1):
        suivi.avancer(rang)
    return Produit("essai.txt", b"fait", "C’est fait.")


def test_a_work_is_done_and_its_file_is_found(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    travail = run(monde, monkeypatch, count_to)
    assert (travail.etat, travail.fait, travail.total, travail.message) == ("fait", 3, 3, "C’est fait.")
    assert travail.commence_le
    assert travail.fini_le
    path = find_fichier(travail)
    assert path
    assert path.read_bytes() == b"fait"


def test_what_the_data_do_not_allow_is_said(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_travail: Travail, _suivi: Suivi) -> Produit:
        raise GefError("Il n’y a pas de parc.")

    travail = run(monde, monkeypatch, refuse)
    assert (travail.etat, travail.message) == ("echoue", "Il n’y a pas de parc.")


def test_an_unexpected_failure_is_said_without_its_secrets_and_kept_for_the_operator(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_travail: Travail, _suivi: Suivi) -> Produit:
        raise RuntimeError("mot de passe")

    with caplog.at_level(logging.ERROR):
        travail = run(monde, monkeypatch, fail)
    assert travail.etat == "echoue"
    assert travail.message.startswith("Erreur inattendue")
    assert str(travail.pk) in travail.message
    assert "mot de passe" not in travail.message
    assert "mot de passe" in caplog.text


def test_a_worker_that_is_stopped_leaves_the_work_interrupted(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_travail: Travail, _suivi: Suivi) -> Produit:
        raise SystemExit(1)

    travail = run(monde, monkeypatch, stop)
    assert (travail.etat, travail.message) == ("interrompu", INTERROMPU)


def test_a_cancelled_work_stops_between_two_items(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancelled(travail: Travail, suivi: Suivi) -> Produit:
        suivi.annoncer(3)
        annuler_travail(an_acteur(monde.gestionnaire), travail.pk, MOMENT)
        suivi.avancer(3)
        raise AssertionError("it went on")

    travail = run(monde, monkeypatch, cancelled)
    assert (travail.etat, travail.chemin) == ("annule", "")


def test_a_replaced_try_writes_nothing(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    def replaced(travail: Travail, suivi: Suivi) -> Produit:
        Travail.objects.filter(pk=travail.pk).update(tentative=2, etat="en_attente")
        suivi.annoncer(1)
        raise AssertionError("it went on")

    assert run(monde, monkeypatch, replaced).etat == "en_attente"


def test_a_stopped_work_is_done_when_tried_again(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter((GefError("pas encore"), None))

    def second_time(travail: Travail, suivi: Suivi) -> Produit:
        if error := next(answers):
            raise error
        return count_to(travail, suivi)

    travail = run(monde, monkeypatch, second_time)
    assert travail.etat == "echoue"
    relancer(an_acteur(monde.gestionnaire), travail.pk)
    travail.refresh_from_db()
    assert (travail.etat, travail.tentative) == ("fait", 2)


def test_a_work_taken_by_another_is_left_alone(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    travail = run(monde, monkeypatch, count_to)
    executer_travail.call(travail.pk, 1)
    travail.refresh_from_db()
    assert (travail.etat, travail.tentative) == ("fait", 1)


def test_the_queue_of_the_site_holds_numbers_only_and_nothing_of_what_is_undone(monde: Monde, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    travail = lancer(an_acteur(monde.gestionnaire), DEMANDE, MOMENT)
    lancer(an_acteur(monde.lecteur), DEMANDE, MOMENT)
    (row,) = DBTaskResult.objects.all()
    assert row.args_kwargs == {"args": [travail.pk, 1], "kwargs": {}}
    travail.refresh_from_db()
    assert travail.etat == "en_attente"


def test_the_kinds_of_work() -> None:
    assert dict(GENRES) == {
        "releves": produire_releves,
        "frontiere": produire_frontiere,
        "bilans": produire_bilans,
    }
