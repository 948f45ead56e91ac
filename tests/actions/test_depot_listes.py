"""Lists of dwellings: kept whole, read against the parc and the register, replaced and never lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.actions.depots_exemples import accept
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_parc import DROIT, a_lecture_modele, a_parc

from gef.access.acteur import Acteur
from gef.actions.depot_listes import accepter_liste, preparer_liste
from gef.actions.depots import DepotRefuseError
from gef.actions.listes_logements import read_liste
from gef.db.journal.models import Acte
from gef.db.patrimoine.models import ListeLogements

RESERVATION = {"logement": "HL-0001", "reservataire": "VILLE", "droit": "DR-1", "debut": date(2020, 1, 1)}


@pytest.fixture
def acteur(monde: Monde, settings: Any, tmp_path: Path) -> Acteur:
    settings.MEDIA_ROOT = tmp_path
    return an_acteur(monde.gestionnaire)


def keep(acteur: Acteur, genre: str, *rows: dict[str, Any]) -> ListeLogements:
    return accepter_liste(acteur, a_lecture_modele(genre, *rows), nom_fichier="liste.csv", moment=MOMENT)


def notice(acteur: Acteur, genre: str, *rows: dict[str, Any]) -> str:
    return " ".join(preparer_liste(acteur, a_lecture_modele(genre, *rows)))


def test_a_list_is_kept_whole_with_one_act(acteur: Acteur) -> None:
    liste = keep(acteur, "reservations", RESERVATION, {"logement": "LY00000002", "reservataire": "AL"})
    assert (liste.genre, liste.version, liste.logements_count) == ("reservations", 1, 2)
    assert read_liste(acteur.organisation.pk, "reservations").rows() == [
        ("HL-0001", "VILLE", "DR-1", date(2020, 1, 1), None),
        ("LY00000002", "AL", "", None, None),
    ]
    assert Acte.objects.get().acte == "import_reservations"


def test_a_new_list_replaces_the_former_one_and_says_so(acteur: Acteur) -> None:
    row = {"logement": "HL-0001", "code": "associations"}
    keep(acteur, "logements_exclus", row)
    with pytest.raises(DepotRefuseError, match="déjà la version 1"):
        keep(acteur, "logements_exclus", row)
    assert "Elle remplacera la version 1, de 1\u00a0ligne" in notice(acteur, "logements_exclus", row | {"code": "iml"})
    assert keep(acteur, "logements_exclus", row | {"code": "iml"}).version == 2


def test_what_the_parc_does_not_know_is_said_and_kept(acteur: Acteur) -> None:
    assert "Aucun parc n’est encore importé" in notice(acteur, "reservations", RESERVATION)
    a_parc(acteur, 3)
    rows = [RESERVATION | {"logement": nom} for nom in ("HL-0001", "LY00000002", "HL-9", "HL-8", "HL-7", "HL-6")]
    assert (
        "4\u00a0logements de la liste ne sont pas dans le parc 2026, version 1 : HL-9, HL-8, HL-7 et 1 autre."
        in notice(acteur, "reservations", *rows)
    )
    assert keep(acteur, "reservations", *rows).logements_count == 6


def test_an_unknown_right_is_said_and_an_unknown_account_refused(acteur: Acteur) -> None:
    accept(acteur, "droits", DROIT | {"reference": "DR-1"})
    assert "référence" not in notice(acteur, "reservations", RESERVATION)
    assert "1\u00a0référence de droit que le registre ne connaît pas : DR-9." in notice(
        acteur, "reservations", RESERVATION | {"droit": "DR-9"}
    )
    for code in ("PERSONNE", "BAILLEUR"):
        with pytest.raises(DepotRefuseError, match=f"Ligne 3, réservataire « {code} » inconnu"):
            keep(acteur, "reservations", RESERVATION, RESERVATION | {"logement": "HL-2", "reservataire": code})
    assert not ListeLogements.objects.exists()


@pytest.mark.parametrize(
    ("first", "second", "is_said"),
    [
        ({}, {"reservataire": "AL"}, True),
        ({"fin": date(2022, 1, 1)}, {"reservataire": "AL", "debut": date(2021, 1, 1)}, True),
        ({"fin": date(2022, 1, 1)}, {"reservataire": "AL", "debut": date(2022, 1, 1)}, False),
        ({"debut": None, "fin": date(2022, 1, 1)}, {"reservataire": "AL", "debut": date(2022, 1, 1)}, False),
        ({}, {"reservataire": "AL", "logement": "HL-0002"}, False),
    ],
)
def test_a_dwelling_reserved_twice_on_a_day_is_said(
    acteur: Acteur, first: dict[str, Any], second: dict[str, Any], *, is_said: bool
) -> None:
    said = notice(acteur, "reservations", RESERVATION | first, RESERVATION | second)
    assert ("deux fois à la même date" in said) == is_said


def test_a_reader_keeps_no_list(monde: Monde, acteur: Acteur) -> None:
    del acteur
    with pytest.raises(PermissionDenied):
        keep(an_acteur(monde.lecteur), "reservations", RESERVATION)


def test_a_list_without_any_row_to_keep_is_refused(acteur: Acteur) -> None:
    with pytest.raises(DepotRefuseError, match="bloquent"):
        keep(acteur, "logements_exclus", {"logement": "HL-1", "code": "inconnue"})
