"""The notice of a dossier is the one of the screens."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.actions.monde_complet import complete
from tests.builders import JOUR, Monde, a_fait, a_liberation

from gef.actions.dossier import load_dossier
from gef.actions.entrees_notice import build_notice, compute_notice
from gef.actions.previsions import read_notice


def test_files_and_screens_tell_the_same(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    complete(monde)
    given = a_liberation(monde.habitat_lys, "R1", libre_le=date(2025, 3, 1), hors_flux="anru")
    a_fait(given, "attribution", monde.comptes["AL"], date=date(2025, 4, 1))
    a_fait(given, "bail", monde.comptes["AL"], date=date(2025, 5, 1))
    dossier = load_dossier(monde.habitat_lys)
    notice = compute_notice(dossier, 2026, JOUR)
    assert notice == read_notice(monde.habitat_lys, 2026, JOUR)
    rows = {row.categorie: row for row in notice.lignes}
    assert (rows["anru"].prevu, rows["anru"].attributions, rows["anru"].baux) == (2, 1, 1)
    assert rows["mutations"].liberations == 3
    assert {ligne.hors_flux for ligne in build_notice(dossier, 2026, JOUR).lignes} == {"anru", "mutations"}
