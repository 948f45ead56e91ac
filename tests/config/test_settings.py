"""What the settings of the e-mails accept, and what stops the start."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from gef.config.settings import read_choice, read_expediteur, read_port

NOM = "GEF_ESSAI"


def test_without_a_value_the_default_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEF_EXPEDITEUR", raising=False)
    assert (read_port(NOM, 587), read_choice(NOM, "starttls", "tls")) == (587, "starttls")
    assert read_expediteur(needed=False) == "gestion-en-flux@localhost"


def test_what_is_set_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NOM, "25")
    monkeypatch.setenv("GEF_EXPEDITEUR", "flux@exemple.fr")
    assert (read_port(NOM, 587), read_choice(NOM, "24", "25")) == (25, "25")
    assert read_expediteur(needed=True) == "flux@exemple.fr"


@pytest.mark.parametrize("value", ["0", "65536", "-1", "smtp", "٢٥"])
def test_a_port_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NOM, value)
    with pytest.raises(ImproperlyConfigured, match="numéro de port"):
        read_port(NOM, 587)


def test_an_unknown_choice_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NOM, "ssl")
    with pytest.raises(ImproperlyConfigured, match="attendu : starttls, tls"):
        read_choice(NOM, "starttls", "tls")


def test_a_server_needs_an_address_that_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEF_EXPEDITEUR", raising=False)
    with pytest.raises(ImproperlyConfigured, match="GEF_EXPEDITEUR"):
        read_expediteur(needed=True)
