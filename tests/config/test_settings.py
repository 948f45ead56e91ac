"""What the settings of the e-mails accept, and what stops the start."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from gef.config.settings import read_adresse, read_choice, read_expediteur, read_port

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


def test_the_address_of_the_site_is_given_or_comes_from_its_first_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEF_ADRESSE", raising=False)
    assert read_adresse(["flux.exemple.fr", "autre"], scheme="https") == "https://flux.exemple.fr"
    assert [read_adresse(hosts, scheme="https") for hosts in ([".exemple.fr"], ["*"], [])] == ["", "", ""]
    monkeypatch.setenv("GEF_ADRESSE", "https://exemple.fr/flux/")
    assert read_adresse(["*"], scheme="https") == "https://exemple.fr/flux"


def test_an_address_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEF_ADRESSE", "exemple.fr")
    with pytest.raises(ImproperlyConfigured, match="attendu : https://"):
        read_adresse([], scheme="https")
