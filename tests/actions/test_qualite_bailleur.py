"""The quality of a bailleur's parc, weighed by the rate that the assiette uses."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.builders import JOUR, MOMENT, Monde, a_liberation, an_acteur
from tests.builders_parc import a_lecture_modele, a_parc

from gef.access.acteur import Acteur
from gef.actions.depot_listes import accepter_liste
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.entrees_taux import RotationInconnueError, build_taux
from gef.actions.qualite_bailleur import load_qualite, load_reservataires


@pytest.fixture
def acteur(monde: Monde, settings: Any, tmp_path: Path) -> Acteur:
    settings.MEDIA_ROOT = tmp_path
    return an_acteur(monde.gestionnaire)


def test_the_rate_is_that_of_the_assiette(acteur: Acteur) -> None:
    a_parc(acteur, 8, QPV="")
    for n in range(3):
        a_liberation(acteur.organisation, f"A-{n}", libre_le=date(2025, 3, 1 + n))
    found = load_qualite(acteur.organisation, 2026)
    assert found.taux == build_taux(load_dossier(acteur.organisation), 2026)
    assert found.champs[0].champ.code == "qpv"
    assert found.taux is not None
    assert found.champs[0].effet == 8 * found.taux.valeur == 3
    assert found.source.reference == "parc.csv, millésime 2026, version 1"


def test_without_departures_the_rate_is_not_known(acteur: Acteur) -> None:
    a_parc(acteur)
    found = load_qualite(acteur.organisation, 2026)
    assert (found.taux, found.rotation) == (None, None)
    with pytest.raises(RotationInconnueError):
        build_taux(load_dossier(acteur.organisation), 2026)


def test_without_a_parc_there_is_nothing_to_draw_up(acteur: Acteur) -> None:
    with pytest.raises(DossierIncompletError):
        load_qualite(acteur.organisation, 2026)


def test_reservataires_come_from_the_list_of_the_day(acteur: Acteur) -> None:
    a_parc(acteur, 8, QPV="")
    found = load_qualite(acteur.organisation, 2026)
    assert load_reservataires(acteur.organisation, found, JOUR)[0] == ()
    rows = [
        {"logement": "HL-0001", "reservataire": "VILLE"},
        {"logement": "HL-0002", "reservataire": "AL", "fin": date(2020, 1, 1)},
    ]
    accepter_liste(acteur, a_lecture_modele("reservations", *rows), nom_fichier="liste.csv", moment=MOMENT)
    groupes, noms = load_reservataires(acteur.organisation, found, JOUR)
    assert {row.nom: row.logements for row in groupes} == {"VILLE": 1, None: 7}
    assert noms["VILLE"] == "Ville de Lys"
