"""Classes and needs brought by file: said again they are left, said otherwise a need is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.builders import CANNES, MOMENT, Monde, an_acteur
from tests.builders_parc import a_lecture_modele

from gef.access.acteur import Acteur
from gef.actions.depot_contexte import preparer_besoins, preparer_residences
from gef.actions.depots import DepotRefuseError, Preparation, accepter_modele
from gef.db.besoins.models import Besoin
from gef.db.journal.models import Acte
from gef.db.residences.models import ClasseResidence

RESIDENCE: dict[str, Any] = {
    "commune": CANNES,
    "programme": "LES GOELANDS",
    "classe": "accueillir",
    "depuis": date(2026, 3, 2),
    "motif": "Peu de départs.",
}
BESOIN: dict[str, Any] = {"reference": "M-1", "categorie": "mutations", "declare_le": date(2026, 1, 5)}
PREPARER = {"residences": preparer_residences, "besoins": preparer_besoins}


@pytest.fixture
def acteur(monde: Monde) -> Acteur:
    return an_acteur(monde.gestionnaire)


def accept(acteur: Acteur, genre: str, *rows: dict[str, Any]) -> Preparation:
    lecture = a_lecture_modele(genre, *rows)
    return accepter_modele(acteur, lecture, PREPARER[genre], nom_fichier=f"{genre}.csv", moment=MOMENT)


def prepare(acteur: Acteur, genre: str, *rows: dict[str, Any]) -> Preparation:
    return PREPARER[genre](acteur, a_lecture_modele(genre, *rows).lignes)


def test_a_class_takes_the_name_of_its_residence(acteur: Acteur) -> None:
    accept(acteur, "residences", RESIDENCE)
    row = ClasseResidence.objects.get()
    assert (row.programme, row.classe, row.motif, row.document) == (
        "Les Goélands",
        "accueillir",
        "Peu de départs.",
        "",
    )
    assert Acte.objects.get().acte == "import_residences"


def test_a_class_said_again_is_left_and_another_one_is_added(acteur: Acteur) -> None:
    accept(acteur, "residences", RESIDENCE)
    again = prepare(acteur, "residences", RESIDENCE, RESIDENCE | {"depuis": date(2026, 9, 1)})
    assert (len(again.nouveaux), again.deja) == (1, 1)
    other = prepare(acteur, "residences", RESIDENCE | {"classe": "reequilibrer"})
    assert (len(other.nouveaux), other.deja) == (1, 0)


def test_a_residence_that_nothing_knows_is_said_and_kept(acteur: Acteur) -> None:
    rows = [RESIDENCE | {"programme": f"Inconnue {n}"} for n in range(5)]
    prepared = prepare(acteur, "residences", RESIDENCE, *rows)
    assert len(prepared.nouveaux) == 6
    [said] = prepared.remarques
    assert said.endswith(" : Inconnue 0 (Cannes), Inconnue 1 (Cannes), Inconnue 2 (Cannes) et 2 autres.")
    assert prepare(acteur, "residences", RESIDENCE).remarques == ()


def test_a_programme_without_a_letter_is_refused(acteur: Acteur) -> None:
    with pytest.raises(DepotRefuseError, match="Ligne 2, programme sans nom"):
        prepare(acteur, "residences", RESIDENCE | {"programme": "…"})


def test_a_need_is_written_with_what_it_asks(acteur: Acteur) -> None:
    accept(acteur, "besoins", BESOIN | {"typologies": "T3,T2", "territoires": CANNES, "prioritaire": "oui"})
    row = Besoin.objects.get()
    assert (row.nombre, row.typologies, row.portees, row.is_prioritaire) == (
        1,
        ["T2", "T3"],
        [f"commune:{CANNES}"],
        True,
    )


def test_a_need_said_again_is_left_and_said_otherwise_refused(acteur: Acteur) -> None:
    accept(acteur, "besoins", BESOIN)
    assert prepare(acteur, "besoins", BESOIN).deja == 1
    with pytest.raises(DepotRefuseError, match="déjà inscrit avec d’autres valeurs"):
        prepare(acteur, "besoins", BESOIN | {"nombre": 2})


@pytest.mark.parametrize("territoires", ["99999", "000000000"])
def test_a_place_that_nobody_knows_is_refused(acteur: Acteur, territoires: str) -> None:
    with pytest.raises(DepotRefuseError, match=r"inconnu\. Attendu.*une référence par besoin"):
        accept(acteur, "besoins", BESOIN, BESOIN | {"reference": "M-2", "territoires": territoires})
    assert not Besoin.objects.exists()
