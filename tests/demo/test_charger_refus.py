"""When the demonstration cannot be loaded, the base and the disk stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gef.access.models import Organisation, Utilisateur
from gef.actions.parc import accepter_parc
from gef.db.flux.models import Fait
from gef.demo.charger import DemoRefuseeError, charger_demo
from gef.demo.monde import Monde

MOMENT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_base_that_holds_somebody_is_left_alone() -> None:
    Organisation.objects.create(nom="Habitat Lys", type="bailleur")
    with pytest.raises(DemoRefuseeError, match="base vide"):
        charger_demo()
    assert list(Organisation.objects.values_list("nom", flat=True)) == ["Habitat Lys"]


def test_a_failure_at_the_last_step_leaves_nothing(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    short = replace(monde, deroule=replace(monde.deroule, faits=monde.deroule.faits[:50]))
    monkeypatch.setattr("gef.demo.charger.build_monde", lambda: short)
    settings.MEDIA_ROOT = tmp_path
    written: list[int] = []

    def accept_then_fail(*args: Any, **kwargs: Any) -> None:
        written.append(Fait.objects.count())
        monkeypatch.setattr("gef.actions.parc.charger_logements", fail)
        accepter_parc(*args, **kwargs)

    def fail(*_args: object) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr("gef.demo.charger.accepter_parc", accept_then_fail)
    with pytest.raises(OSError, match="disque plein"):
        charger_demo()
    assert written == [50]
    assert (Organisation.objects.count(), Utilisateur.objects.count(), Fait.objects.count()) == (0, 0, 0)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
