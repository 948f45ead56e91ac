"""Classes of the residences: recorded with a reason by who may, and what moves in each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import ANTIBES, CANNES, JOUR, MOMENT, Monde, a_fait, a_liberation, an_acteur
from tests.builders_parc import a_parc, keep_files_in

from gef.actions.flux import load_flux
from gef.actions.residences import (
    ClasseRefuseeError,
    SaisieClasse,
    classer,
    find_classe,
    find_mouvements,
    known_residences,
    list_classes,
    list_programmes,
    list_residences,
)
from gef.actions.traces import read_traces
from gef.core.errors import DonneeInvalideError
from gef.core.residences import cle_residence
from gef.db.journal.models import Acte
from gef.db.residences.models import ClasseResidence

CLASSE = SaisieClasse(CANNES, "les goelands", "equilibrer", JOUR, " Occupation proche du parc. ", "enquête 2026")
GOELANDS = cle_residence(CANNES, "Les Goélands") or ("", "")


def give(monde: Monde, **changes: Any) -> ClasseResidence:
    return classer(an_acteur(monde.gestionnaire), replace(CLASSE, **changes), MOMENT)


def test_a_class_is_recorded_under_the_name_of_the_residence_and_in_the_journal(monde: Monde) -> None:
    row = give(monde)
    assert (row.programme, row.motif, row.auteur) == ("Les Goélands", "Occupation proche du parc.", monde.gestionnaire)
    acte = Acte.objects.get()
    assert (acte.acte, acte.objet, acte.details["classe"]) == (
        "classe_residence",
        f"Les Goélands, {CANNES}",
        "equilibrer",
    )
    found = find_classe(monde.habitat_lys, CANNES, "LES GOÉLANDS", JOUR)
    assert found is not None
    assert found.classe == "equilibrer"


def test_a_class_is_that_of_the_day_and_of_the_bailleur(monde: Monde) -> None:
    give(monde)
    assert find_classe(monde.habitat_lys, CANNES, "Les Goélands", JOUR - timedelta(1)) is None
    assert find_classe(monde.habitat_lys, ANTIBES, "Les Goélands", JOUR) is None
    assert find_classe(monde.habitat_lys, CANNES, "", JOUR) is None
    assert find_classe(monde.logis_de_passage, CANNES, "Les Goélands", JOUR) is None


def test_nothing_is_erased_the_newest_holds(monde: Monde) -> None:
    give(monde)
    give(monde, classe="reequilibrer")
    assert [row.classe for row in list_classes(monde.habitat_lys, GOELANDS)] == ["reequilibrer", "equilibrer"]
    found = find_classe(monde.habitat_lys, CANNES, "Les Goélands", JOUR)
    assert found is not None
    assert found.classe == "reequilibrer"


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"motif": "  "}, ClasseRefuseeError, "motif : vide"),
        ({"programme": "Les Sirènes"}, ClasseRefuseeError, "« Les Sirènes », Cannes : inconnue"),
        ({"commune": "06088"}, ClasseRefuseeError, "Nice : inconnue"),
        ({"classe": "fragile"}, DonneeInvalideError, "classe « fragile »"),
        ({"programme": ""}, DonneeInvalideError, "programme sans nom"),
    ],
)
def test_a_class_that_says_nothing_is_refused(
    monde: Monde, changes: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        give(monde, **changes)
    assert not ClasseResidence.objects.exists()
    assert not Acte.objects.exists()


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_who_may_not_write_classes_nothing(monde: Monde, who: str) -> None:
    with pytest.raises(PermissionDenied):
        classer(an_acteur(getattr(monde, who)), CLASSE, MOMENT)


def test_movements_are_those_of_the_residence(monde: Monde) -> None:
    lys, al = monde.habitat_lys, monde.comptes["AL"]
    old = a_liberation(lys, "A", libre_le=date(2025, 6, 15))
    for kind in ("orientation", "attribution", "bail"):
        a_fait(old, kind, al, date=date(2025, 7, 1))
    a_liberation(lys, "B", libre_le=JOUR, programme="Les Sirènes")
    a_fait(monde.liberations[3], "bail", None)
    traces = read_traces(lys.pk, load_flux(lys.pk))
    found = find_mouvements(traces, monde.liberations[0], JOUR)
    assert found is not None
    assert (found.liberes, found.baux) == (3, 2)
    assert find_mouvements(traces, a_liberation(lys, "C", libre_le=JOUR, programme=""), JOUR) is None


def test_residences_come_from_the_parc_the_liberations_and_the_classes(
    monde: Monde, settings: Any, tmp_path: Any
) -> None:
    keep_files_in(tmp_path, settings)
    a_parc(an_acteur(monde.gestionnaire), 8)
    give(monde)
    ClasseResidence.objects.create(
        bailleur=monde.habitat_lys,
        commune=ANTIBES,
        programme="Le Port",
        classe="accueillir",
        depuis=JOUR,
        ecrit_le=MOMENT,
    )
    rows = {(row.commune, row.programme): row for row in list_residences(monde.habitat_lys, JOUR)}
    assert rows[CANNES, "Les Goélands"].logements == 2
    assert rows[CANNES, "Les Goélands"].mouvements.liberes == 3
    assert rows[CANNES, "Les Sirènes"].classement is None
    assert (rows[ANTIBES, "Le Port"].logements, rows[ANTIBES, "Le Port"].mouvements.liberes) == (None, 0)
    assert next(iter(rows))[0] == ANTIBES
    assert sum(row.logements for row in list_programmes(monde.habitat_lys)) == 8
    assert known_residences(monde.habitat_lys)[GOELANDS] == "Les Goélands"
    assert list_residences(monde.rive, JOUR) == ()
