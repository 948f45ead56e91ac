"""A correction replaces a line by another, sent for re-reading; the former one stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.actions.registre_exemple import ECHEANCE, MOTIF, a_droit, a_garantie, answer, contest, send
from tests.builders import JOUR, MOMENT, Monde, an_acteur

from gef.actions.avis import LigneChangeeError
from gef.actions.correction_droits import CorrectionVideError, corriger, read_correction
from gef.actions.dossier import to_droit_inscrit
from gef.actions.registre import read_ligne, read_registre
from gef.core.avis import Avis
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.db.flux.models import AvisDroit, Droit
from gef.db.journal.models import Acte


def correct(monde: Monde, droit: Droit, user: str = "gestionnaire", **changes: Any) -> Droit:
    options: dict[str, Any] = {
        "avis": Avis("corrige", JOUR, changes.pop("motif", MOTIF)),
        "echeance": changes.pop("echeance", ECHEANCE),
        "rang_vu": changes.pop("rang_vu", AvisDroit.objects.filter(droit=droit).count()),
        "moment": MOMENT,
    }
    correction = replace(read_correction(droit), **changes)
    return corriger(an_acteur(getattr(monde, user)), droit.pk, correction, **options)


def test_a_contested_line_is_replaced_and_the_new_one_is_read_again(monde: Monde) -> None:
    droit = a_droit(monde, reference="D-7", rotation=Fraction(8, 100))
    send(monde)
    contest(monde, droit)
    new = correct(monde, droit, nombre=6, part_garantie=None)
    assert (new.reference, new.nombre, new.rotation, new.programme) == ("D-7", 6, Fraction(8, 100), "Les Goélands")
    acteur = an_acteur(monde.agent_ville)
    [ligne] = read_registre(acteur, JOUR).lignes
    assert (ligne.row, ligne.etat, ligne.dialogue.echeance) == (new, "a_relire", ECHEANCE)
    fiche = read_ligne(acteur, new.pk, JOUR)
    assert [(a.row, a.etat) for a in fiche.anciennes] == [(droit, "corrige")]
    assert [p.type for p in fiche.anciennes[0].paroles] == ["transmis", "conteste", "corrige"]
    assert read_ligne(acteur, droit.pk, JOUR).remplacant == new
    acte = Acte.objects.get(acte="avis-corrige")
    assert (acte.objet, acte.details["changements"]) == ("D-7", {"nombre": ["4", "6"]})
    answer(acteur, new, "valide")


def test_a_line_never_sent_is_corrected_without_being_sent(monde: Monde) -> None:
    droit = a_droit(monde)
    new = correct(monde, droit, fin=date(2040, 1, 1), echeance=None)
    [ligne] = read_registre(an_acteur(monde.gestionnaire), JOUR).lignes
    assert (ligne.row, ligne.etat, ligne.row.fin) == (new, "declare", date(2040, 1, 1))


def test_every_field_of_a_correction_is_written(monde: Monde) -> None:
    droit = a_droit(monde)
    changes = {
        "nature": "garantie",
        "type_droit": "simple",
        "debut": date(2001, 1, 1),
        "fin": date(2041, 1, 1),
        "echeance_pret": date(2041, 1, 1),
        "part_garantie": Fraction(1, 2),
        "mode_gestion": "mixte",
        "utilisateur": "CD",
        "delegation_debut": date(2020, 1, 1),
        "delegation_fin": date(2030, 1, 1),
        "is_formalise": False,
        "document": "",
    }
    correct(monde, droit, **changes)
    row = Droit.objects.select_related("reservataire", "utilisateur").get(remplace=droit)
    inscrit = to_droit_inscrit(row)
    assert {nom: getattr(inscrit, nom) for nom in changes} == changes


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({}, CorrectionVideError, "Rien ne change"),
        ({"nombre": 5, "echeance": None}, DonneeInvalideError, "le jour avant lequel"),
        ({"nombre": 5, "echeance": JOUR}, DonneeInvalideError, "attendu : après le 15/06/2026"),
        ({"fin": date(2000, 1, 1)}, DonneeInvalideError, "fin : 01/01/2000"),
        ({"utilisateur": "INCONNU"}, DonneeInvalideError, "Utilisateur « INCONNU »"),
        ({"utilisateur": "VILLE"}, DonneeInvalideError, "utilisateur : son titulaire"),
        ({"delegation_fin": date(2030, 1, 1)}, DonneeInvalideError, "des dates sans utilisateur"),
        ({"nombre": 5, "rang_vu": 0}, LigneChangeeError, "a changé depuis l’affichage"),
    ],
)
def test_what_is_wrong_is_refused_and_the_line_holds(
    monde: Monde, changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    droit = a_droit(monde)
    send(monde)
    with pytest.raises(error, match=message):
        correct(monde, droit, **changes)
    assert Droit.objects.filter(reservataire__bailleur=monde.habitat_lys).count() == 1
    assert [a.type for a in AvisDroit.objects.all()] == ["transmis"]


def test_a_replaced_line_is_not_corrected_again(monde: Monde) -> None:
    droit = a_garantie(monde)
    correct(monde, droit, nombre=8)
    with pytest.raises(TransitionInterditeError, match="« remplacé »"):
        correct(monde, droit, nombre=7)


def test_only_the_bailleur_corrects(monde: Monde) -> None:
    droit = a_droit(monde)
    for who in ("lecteur", "agent_ville"):
        with pytest.raises(PermissionDenied):
            correct(monde, droit, who, nombre=8)
    for who in ("agent_rive", "gestionnaire_autre"):
        with pytest.raises(Http404):
            correct(monde, droit, who, nombre=8)
