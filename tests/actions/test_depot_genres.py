"""Every kind of file has one shape: what it would do, then what it did, in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.actions.depots_exemples import ROWS
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_parc import a_lecture_modele, a_parc

from gef.access.acteur import Acteur
from gef.actions.depot_genres import GENRES, PARC, SDES, Apercu
from gef.imports.modeles import MODELES

LISTE = {"logement": "HL-0001", "reservataire": "VILLE"}
EXEMPLES: dict[str, dict[str, Any]] = {
    **ROWS,
    "reservations": LISTE,
    "logements_exclus": {"logement": "HL-0001", "code": "iml"},
    "corrections": {"logement": "HL-0001", "champ": "MODE", "valeur": "4"},
    "souhaits": {"reservataire": "VILLE", "part": "1/2", "qpv": "non", "debut": "01/01/2026", "document": "lettre"},
    "reglages": {"regle": "equilibre", "debut": "01/01/2026", "document": "comité"},
}
PHRASES = {
    "conventions": "1\u00a0convention écrite, 1\u00a0compte créé.",
    "droits": "1\u00a0ligne de droits écrite.",
    "operations": "1\u00a0ligne de droits écrite.",
    "reservations": "1\u00a0réservation gardée : version 1 de la liste.",
    "logements_exclus": "1\u00a0ligne gardée : version 1 de la liste.",
    "taux": "1\u00a0taux écrit.",
    "souhaits": "1\u00a0souhait écrit.",
    "reglages": "1\u00a0réglage écrit.",
    "corrections": "Parc corrigé : version 2 du parc 2026.",
}


@pytest.fixture
def acteur(monde: Monde, settings: Any, tmp_path: Path) -> Acteur:
    settings.MEDIA_ROOT = tmp_path
    acteur = an_acteur(monde.gestionnaire)
    a_parc(acteur)
    return acteur


def test_every_model_can_be_handed_in() -> None:
    assert set(GENRES) == {PARC, SDES, *MODELES}


@pytest.mark.parametrize("genre", EXEMPLES)
def test_what_is_announced_is_written(acteur: Acteur, genre: str) -> None:
    lecture, shape = a_lecture_modele(genre, EXEMPLES[genre]), GENRES[genre]
    assert shape.apercevoir is not None
    assert shape.accepter is not None
    apercu = shape.apercevoir(acteur, lecture)
    assert (apercu.is_acceptable, apercu.a_ecrire) == (True, 1)
    phrase = shape.accepter(acteur, lecture, "fichier.csv", MOMENT)
    assert phrase == PHRASES.get(genre, phrase)
    assert phrase.startswith("1\u00a0") or genre == "corrections"


def test_an_apercu_that_writes_nothing_or_is_refused_cannot_be_accepted() -> None:
    assert not Apercu(deja=4).is_acceptable
    assert not Apercu(a_ecrire=3, refus="non").is_acceptable
    assert Apercu(comptes=1).is_acceptable


def test_corrections_announce_the_version_they_will_make(acteur: Acteur) -> None:
    shape = GENRES["corrections"]
    assert shape.apercevoir is not None
    apercu = shape.apercevoir(acteur, a_lecture_modele("corrections", EXEMPLES["corrections"]))
    assert apercu.remarques == ("Le parc 2026 passera de la version 1 à la version 2.",)
