"""A parc that can be counted by hand."""

from __future__ import annotations

from typing import Any

from tests.builders import ANTIBES, CANNES, MOMENT
from tests.builders_parc import a_lecture as read_rows
from tests.builders_parc import a_logement

from gef.access.acteur import Acteur
from gef.actions.parc import accepter_parc
from gef.db.patrimoine.models import Parc
from gef.imports.parc import LectureParc

# A T3 PLUS of 1974, rented, out of QPV.
ORDINAIRE = {"DEPCOM": CANNES, "NBPIECE": 3, "SURFHAB": 62, "CONSTRUCT": 1974, "FINAN": "13", "QPV": 2, "MODE": 1}


def a_lecture(*rows: dict[str, object], nom: str = "parc.csv") -> LectureParc:
    """Read dwellings alike but for what each row says."""
    return read_rows([a_logement(n, **ORDINAIRE) | row for n, row in enumerate(rows, start=1)], nom=nom)


def a_small_lecture() -> LectureParc:
    """300 dwellings: 200 in Cannes with 10 PLI and 6 of associations, 100 in Antibes with 4 for students."""
    cannes: list[dict[str, object]] = [{}] * 184 + [{"FINAN": "16"}] * 10 + [{"MODE": 4}] * 6
    antibes: list[dict[str, object]] = [{}] * 96 + [{"TYPECONST": "E"}] * 4
    return a_lecture(*cannes, *({"DEPCOM": ANTIBES} | row for row in antibes))


def a_parc(acteur: Acteur, lecture: LectureParc | None = None, **args: Any) -> Parc:
    """Accept a parc, the small one by default."""
    defaults: dict[str, Any] = {"nom_fichier": "parc.csv", "millesime": 2026, "moment": MOMENT}
    return accepter_parc(acteur, lecture or a_small_lecture(), **defaults | args)
