"""Classes and needs brought by file: said again they are left, said otherwise a need is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.builders import CANNES, MOMENT, Monde, an_acteur
from tests.builders_parc import a_lecture_modele, a_parc, keep_files_in

from gef.access.acteur import Acteur
from gef.access.models import Utilisateur
from gef.actions.depot_contexte import (
    preparer_besoins,
    preparer_reglages,
    preparer_residences,
    preparer_souhaits,
)
from gef.actions.depots import DepotRefuseError, Preparation, accepter_modele
from gef.actions.flux import load_flux
from gef.db.besoins.models import Besoin, SouhaitReservataire
from gef.db.journal.models import Acte
from gef.db.reglages.models import ReglageOrientation
from gef.db.residences.models import ClasseResidence

RESIDENCE: dict[str, Any] = {
    "commune": CANNES,
    "programme": "LES GOELANDS",
    "classe": "accueillir",
    "depuis": date(2026, 3, 2),
    "motif": "Peu de départs.",
}
BESOIN: dict[str, Any] = {"reference": "M-1", "categorie": "mutations", "declare_le": date(2026, 1, 5)}
SOUHAIT: dict[str, Any] = {
    "reservataire": "VILLE",
    "part": "40 %",
    "typologie": "T2",
    "debut": date(2026, 1, 1),
    "document": "lettre du 12 janvier",
}
REGLAGE: dict[str, Any] = {"regle": "équilibre", "debut": date(2026, 1, 1), "document": "comité du 12 janvier"}
PREPARER = {
    "residences": preparer_residences,
    "besoins": preparer_besoins,
    "souhaits": preparer_souhaits,
    "reglages": preparer_reglages,
}


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


@pytest.fixture
def parc(acteur: Acteur, settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)
    a_parc(acteur, 40)


@pytest.mark.usefixtures("parc")
def test_a_wish_is_written_once_and_told_in_the_journal(acteur: Acteur) -> None:
    accept(acteur, "souhaits", SOUHAIT, SOUHAIT | {"typologie": "", "qpv": "non", "publics": "familles"})
    rows = SouhaitReservataire.objects.order_by("pk")
    assert [(row.reservataire.code, row.part, row.typologie, row.qpv, row.publics) for row in rows] == [
        ("VILLE", Fraction(2, 5), "T2", None, ""),
        ("VILLE", Fraction(2, 5), "", False, "familles"),
    ]
    assert {row.auteur for row in rows} == {Utilisateur.objects.get(pk=acteur.utilisateur_id)}
    assert Acte.objects.latest("pk").acte == "import_souhaits"
    again = prepare(acteur, "souhaits", SOUHAIT, SOUHAIT | {"typologie": "T3"})
    assert (len(again.nouveaux), again.deja) == (1, 1)
    with pytest.raises(DepotRefuseError, match="déjà inscrit avec d’autres valeurs"):
        prepare(acteur, "souhaits", SOUHAIT | {"part": "1/3"})


@pytest.mark.usefixtures("parc")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reservataire": "INCONNU"}, "Ligne 3 : Réservataire « INCONNU » inconnu"),
        ({"typologie": ""}, "Ligne 3 : Souhait sans critère"),
        ({"publics": "les Goélands"}, "« Les Goélands » est un programme"),
        ({"territoire": f"{CANNES}, 06088"}, "Ligne 3 : Souhait, territoire"),
        ({"reservataire": "AL", "territoire": "06004"}, "un seul programme du parc y répond"),
        ({"part": "0"}, "part de 0"),
    ],
)
def test_one_wish_refused_refuses_the_file_and_says_where(acteur: Acteur, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DepotRefuseError, match=said):
        accept(acteur, "souhaits", SOUHAIT, SOUHAIT | {"typologie": "T3"} | changes)
    assert not SouhaitReservataire.objects.exists()


def test_a_wish_without_a_parc_cannot_be_checked(acteur: Acteur) -> None:
    with pytest.raises(DepotRefuseError, match="aucun parc n’est déposé"):
        prepare(acteur, "souhaits", SOUHAIT)


def test_settings_are_written_with_their_dates_and_what_is_left_out_is_the_default(acteur: Acteur) -> None:
    later = REGLAGE | {"regle": "plus en retard", "debut": date(2027, 1, 1), "fin": date(2028, 1, 1)}
    accept(acteur, "reglages", REGLAGE | {"seuil": "0,9", "profil": "3,5"}, later)
    first, second = ReglageOrientation.objects.order_by("pk")
    assert (first.regle, first.seuil, first.profil, first.avance_min) == (
        "equilibre",
        Fraction(9, 10),
        Fraction(7, 2),
        Fraction(15, 100),
    )
    assert (second.regle, second.debut, second.fin) == ("retard", date(2027, 1, 1), date(2028, 1, 1))
    assert load_flux(acteur.organisation.pk).reglages[0].parametres.seuil == Fraction(9, 10)
    again = prepare(acteur, "reglages", later, REGLAGE)
    assert (len(again.nouveaux), again.deja) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seuil": "beaucoup"}, "Ligne 2 : Seuil de retard : « beaucoup »"),
        ({"seuil": "2"}, "Ligne 2 : Seuil de retard : 2"),
        ({"profil": "0,33333"}, "quatre décimales au plus"),
        ({"profil": "1/0"}, "Poids du profil : « 1/0 »"),
    ],
)
def test_a_number_out_of_its_bounds_refuses_the_file(acteur: Acteur, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DepotRefuseError, match=said):
        accept(acteur, "reglages", REGLAGE | changes)
    assert not ReglageOrientation.objects.exists()
