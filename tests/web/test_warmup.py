"""The start of a process of the site: a thread of its own, whose failure stops nothing."""

from __future__ import annotations

import importlib
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from tests.builders import MOMENT, Monde, a_fait
from tests.builders_conversion import write_dossier
from tests.builders_parc import keep_files_in

from gef.db.journal.models import Acte
from gef.outputs import graphiques
from gef.web import warmup

pytestmark = pytest.mark.django_db


def test_it_draws_a_chart_and_reads_for_the_day_of_the_screens(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GEF_JOUR = date(2026, 3, 12)
    days: list[date] = []

    def note(jour: date) -> tuple[()]:
        days.append(jour)
        return ()

    monkeypatch.setattr(warmup, "warm_recent", note)
    graphiques.draw.cache_clear()
    thread = warmup.start_warmup()
    thread.join(timeout=60)
    assert (thread.daemon, thread.is_alive(), days) == (True, False, [date(2026, 3, 12)])
    assert graphiques.draw.cache_info().currsize == 2


def test_a_failure_is_logged_and_goes_no_further(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: date) -> None:
        raise RuntimeError("base fermée")

    monkeypatch.setattr(warmup, "warm_recent", fail)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    warmup.warm_up()
    assert "Lecture de démarrage interrompue" in caplog.text
    assert "base fermée" in caplog.text


@pytest.mark.parametrize("asked", ["1", "0"])
def test_a_served_process_starts_it_when_asked(settings: Any, monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    calls: list[str] = []
    monkeypatch.setattr(warmup, "start_warmup", lambda: calls.append("start"))
    settings.GEF_LECTURE_AU_DEMARRAGE = asked == "1"
    importlib.reload(importlib.import_module("gef.config.wsgi"))
    assert set(calls) == ({"start"} if asked == "1" else set())


@pytest.mark.parametrize("has_parc", ["oui", ""])
def test_the_first_pages_find_their_charts_drawn(
    monde: Monde, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, has_parc: str
) -> None:
    settings.GEF_JOUR = date(2026, 3, 12)
    if has_parc:
        keep_files_in(tmp_path, settings)
        write_dossier(monde)
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    an_acte = {"acte": "essai", "objet": "x", "details": {}, "fait_le": MOMENT}
    Acte.objects.create(bailleur=monde.habitat_lys, **an_acte)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    graphiques.draw.cache_clear()
    warmup.warm_up()
    drawn = graphiques.draw.cache_info().misses
    client = Client()
    client.force_login(monde.gestionnaire)
    assert client.get(reverse("web:accueil")).status_code == 200
    assert client.get(reverse("web:territoires")).status_code == 200
    assert graphiques.draw.cache_info().misses == drawn
    assert drawn == 2 + 2 + bool(has_parc)  # the first one and the soldes, at two widths; the map, at one
