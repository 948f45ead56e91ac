"""Programmes delivered from a file: announced, then written whole, or refused whole."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.actions.programme_exemple import PROPOSES, a_programme, close, etat, propose
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_parc import a_lecture_modele

from gef.actions.depot_genres import GENRES
from gef.actions.depot_neufs import accepter_neufs, preparer_neufs, say_livraisons
from gef.actions.depots import DepotRefuseError
from gef.actions.livraison import list_par_lot, preparer_livraison
from gef.db.programmes.models import LogementNeuf, ProgrammeNeuf
from gef.imports.modeles import LectureModele

NOM = "livraison.csv"


@pytest.fixture
def arrete(monde: Monde) -> ProgrammeNeuf:
    row = a_programme(monde)
    propose(monde, row)
    close(monde, row)
    return row


def a_file(row: ProgrammeNeuf, *, named: bool = False, **changes: Any) -> LectureModele:
    """Give the dwellings of a programme as a file; the changes are of the first row."""
    found = etat(row)
    rows = list_par_lot(found)
    owners = preparer_livraison(found, rows)
    lignes = [
        {
            "programme": row.code,
            "logement": f"HL-{rang:04d}",
            "typologie": one.typologie,
            "financement": one.financement,
            "livre_le": "10/06/2026",
            "reservataire": owner if named else "",
            "surface_m2": "62",
        }
        for rang, (one, owner) in enumerate(zip(rows, owners, strict=True), start=1)
    ]
    lignes[0] |= changes
    return a_lecture_modele("logements_neufs", *lignes)


@pytest.mark.parametrize("named", [False, True])
def test_what_is_announced_is_delivered(monde: Monde, arrete: ProgrammeNeuf, named: bool) -> None:  # noqa: FBT001  (two files)
    acteur, lecture, shape = an_acteur(monde.gestionnaire), a_file(arrete, named=named), GENRES["logements_neufs"]
    assert shape.apercevoir
    assert shape.accepter
    apercu = shape.apercevoir(acteur, lecture)
    assert (apercu.a_ecrire, apercu.is_acceptable) == (20, True)
    assert ("que le fichier nomme" in apercu.remarques[0]) == named
    assert shape.accepter(acteur, lecture, NOM, MOMENT) == "20\u00a0logements neufs livrés, en stock pour un tour."
    found = etat(arrete)
    assert [n.suivi.liberation.reference for n in found.neufs][:2] == ["HL-0001", "HL-0002"]
    assert found.neufs[0].suivi.liberation.surface_m2 == 62
    for code, nombre in PROPOSES.items():
        assert sum(neuf.code == code for neuf in found.neufs) == nombre
    assert say_livraisons(()) == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"programme": "P-9"},
            "Programme P-9 : aucun programme neuf de ce code.*; programme P-1 .*T2 PLAI : 5, attendu 6",
        ),
        ({"livre_le": "11/06/2026"}, "2 jours de livraison ; attendu : un seul"),
        ({"typologie": "T4"}, "T4 PLAI : 1, attendu 0"),
    ],
)
def test_a_file_that_is_not_the_programme_writes_nothing(
    monde: Monde, arrete: ProgrammeNeuf, changes: dict[str, str], message: str
) -> None:
    acteur, lecture = an_acteur(monde.gestionnaire), a_file(arrete, **changes)
    with pytest.raises(DepotRefuseError, match=message):
        preparer_neufs(acteur, lecture)
    with pytest.raises(DepotRefuseError):
        accepter_neufs(acteur, lecture, nom_fichier=NOM, moment=MOMENT)
    assert not LogementNeuf.objects.exists()


def test_a_file_is_delivered_once_by_who_may_write(monde: Monde, arrete: ProgrammeNeuf) -> None:
    lecture = a_file(arrete)
    with pytest.raises(PermissionDenied):
        accepter_neufs(an_acteur(monde.lecteur), lecture, nom_fichier=NOM, moment=MOMENT)
    acteur = an_acteur(monde.gestionnaire)
    assert accepter_neufs(acteur, lecture, nom_fichier=NOM, moment=MOMENT) == 20
    with pytest.raises(DepotRefuseError, match="déjà livré"):
        accepter_neufs(acteur, lecture, nom_fichier=NOM, moment=MOMENT)


def test_a_file_with_a_blocking_anomaly_is_refused(monde: Monde, arrete: ProgrammeNeuf) -> None:
    lecture = a_file(arrete, livre_le="demain")
    with pytest.raises(DepotRefuseError):
        accepter_neufs(an_acteur(monde.gestionnaire), lecture, nom_fichier=NOM, moment=MOMENT)
