"""The register of exclusions: recorded with a document, ended without erasing, opened onto its dwellings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.actions.petit_parc import a_parc
from tests.builders import MOMENT, Monde, an_acteur

from gef.access.acteur import Acteur
from gef.actions.dossier import DossierIncompletError
from gef.actions.exclusions import (
    ExclusionRefuseeError,
    SaisieExclusion,
    clore_exclusion,
    inscrire_exclusion,
    list_logements_exclus,
    list_registre,
)
from gef.actions.listes_logements import garder_liste, to_table
from gef.db.flux.models import ExclusionRetenue
from gef.db.journal.models import Acte

DEBUT = date(2024, 1, 1)
PLI = SaisieExclusion("pli", DEBUT, "Protocole 06, art. 3")


@pytest.fixture
def acteur(monde: Monde, settings: Any, tmp_path: Any) -> Acteur:
    settings.MEDIA_ROOT = tmp_path
    return an_acteur(monde.gestionnaire)


def test_an_exclusion_is_recorded_with_its_document(monde: Monde, acteur: Acteur) -> None:
    inscrire_exclusion(acteur, PLI, MOMENT)
    inscrire_exclusion(acteur, replace(PLI, code="logements_de_gardien", reservataire="VILLE"), MOMENT)
    assert [(r.libelle, r.nom, r.document) for r in list_registre(monde.habitat_lys)] == [
        ("logements intermédiaires (PLI)", "toutes les conventions", "Protocole 06, art. 3"),
        ("logements « logements de gardien »", "Ville de Lys", "Protocole 06, art. 3"),
    ]
    acte = Acte.objects.latest("pk")
    assert (acte.acte, acte.auteur, acte.details["reservataire"]) == ("exclusion", monde.gestionnaire, "VILLE")


def test_to_end_one_is_to_write_it_again(monde: Monde, acteur: Acteur) -> None:
    first = inscrire_exclusion(acteur, PLI, MOMENT)
    clore_exclusion(acteur, first.pk, fin=date(2026, 1, 1), document="Avenant 2", moment=MOMENT)
    assert ExclusionRetenue.objects.count() == 2
    [row] = list_registre(monde.habitat_lys)
    assert (row.debut, row.fin, row.document) == (DEBUT, date(2026, 1, 1), "Avenant 2")
    with pytest.raises(ExclusionRefuseeError, match="n’est plus au registre"):
        clore_exclusion(acteur, first.pk, fin=date(2026, 1, 1), document="Avenant 3", moment=MOMENT)


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        (replace(PLI, code="defense"), "sortent du flux par la loi"),
        (replace(PLI, code="Gardiens !"), "attendu : 3 à 25 lettres"),
        (replace(PLI, document=" "), "Citez la convention"),
        (replace(PLI, fin=date(2023, 12, 31)), "La fin précède le début"),
        (replace(PLI, reservataire="RIVE"), "Réservataire « RIVE » inconnu"),
        (PLI, "déjà inscrit ainsi"),
    ],
)
def test_what_cannot_be_recorded_is_said(acteur: Acteur, saisie: SaisieExclusion, message: str) -> None:
    inscrire_exclusion(acteur, PLI, MOMENT)
    with pytest.raises(ExclusionRefuseeError, match=message):
        inscrire_exclusion(acteur, saisie, MOMENT)
    assert ExclusionRetenue.objects.count() == 1


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_only_who_writes_for_a_bailleur_records(monde: Monde, who: str) -> None:
    with pytest.raises(PermissionDenied):
        inscrire_exclusion(an_acteur(getattr(monde, who)), PLI, MOMENT)
    with pytest.raises(PermissionDenied):
        clore_exclusion(an_acteur(getattr(monde, who)), 1, fin=DEBUT, document="Avenant", moment=MOMENT)


def test_another_bailleur_ends_nothing(monde: Monde, acteur: Acteur) -> None:
    row = inscrire_exclusion(acteur, PLI, MOMENT)
    with pytest.raises(ExclusionRefuseeError):
        clore_exclusion(an_acteur(monde.gestionnaire_autre), row.pk, fin=DEBUT, document="Avenant", moment=MOMENT)


def test_an_exclusion_opens_onto_its_dwellings(monde: Monde, acteur: Acteur) -> None:
    with pytest.raises(DossierIncompletError):
        list_logements_exclus(monde.habitat_lys, "pli", 2026)
    a_parc(acteur)
    found = list_logements_exclus(monde.habitat_lys, "pli", 2026)
    assert (found.table.height, found.origine) == (10, "parc : financement PLI")
    assert set(found.table.get_column("financement")) == {"PLI"}
    assert list_logements_exclus(monde.habitat_lys, "defense", 2026).table.height == 0
    numero = found.table.get_column("ident_rep")[0]
    liste = to_table("logements_exclus", [{"logement": numero, "code": "defense", "document": "Préfecture"}])
    garder_liste(acteur, "logements_exclus", liste, nom_fichier="liste.csv", empreinte="0" * 64, moment=MOMENT)
    assert list_logements_exclus(monde.habitat_lys, "defense", 2026).origine == "liste : Préfecture"
    assert list_logements_exclus(monde.habitat_lys, "pli", 2026).table.height == 9


def test_the_dwellings_of_one_convention_are_its_own(monde: Monde, acteur: Acteur) -> None:
    a_parc(acteur)
    inscrire_exclusion(acteur, PLI, MOMENT)
    inscrire_exclusion(acteur, replace(PLI, code="associations", reservataire="VILLE"), MOMENT)
    assert list_logements_exclus(monde.habitat_lys, "associations", 2026).table.height == 0
    assert list_logements_exclus(monde.habitat_lys, "associations", 2026, "VILLE").table.height == 6
