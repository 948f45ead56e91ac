"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from tests.builders import DEBUT, JOUR, MOMENT, Monde, a_compte, a_convention, a_fait, a_liberation, an_organisation

from gef.access.models import Appartenance, Role
from gef.db.flux.models import Fait, Prevision
from gef.db.journal.models import Acte, Execution
from gef.db.patrimoine.models import Logement, Parc


def a_parc(monde: Monde, **fields: Any) -> Parc:
    defaults: dict[str, Any] = {
        "millesime": 2026,
        "format": "rpls_depot",
        "nom_fichier": "depot.csv",
        "empreinte_fichier": "a" * 64,
        "empreinte": "b" * 64,
        "chemin": "parcs/1.parquet",
        "logements_count": 0,
        "rapport": {},
        "importe_le": MOMENT,
    }
    return Parc.objects.create(bailleur=monde.habitat_lys, **defaults | fields)


def an_execution(monde: Monde, version: int = 1) -> Execution:
    return Execution.objects.create(
        bailleur=monde.habitat_lys,
        calcul="assiette",
        exercice=2026,
        version=version,
        entree={},
        resultat={},
        empreinte="c" * 64,
        logiciel="0",
        fait_le=MOMENT,
    )


def twice_the_same_rang(monde: Monde) -> None:
    for code in ("AL", "VILLE"):
        a_fait(monde.liberations[0], "orientation", monde.comptes[code], rang=1)


def twice_the_same_logement(monde: Monde) -> None:
    parc = a_parc(monde)
    for commune in ("06029", "06004"):
        Logement.objects.create(parc=parc, ligne=2, commune=commune)


def twice_the_same_prevision(monde: Monde) -> None:
    for nombre in (3, 4):
        Prevision.objects.create(bailleur=monde.habitat_lys, exercice=2026, categorie="anru", nombre=nombre)


def twice_the_same_role(monde: Monde) -> None:
    Appartenance.objects.create(utilisateur=monde.lecteur, organisation=monde.habitat_lys, role=Role.GESTIONNAIRE)


REFUSED: dict[str, Callable[[Monde], object]] = {
    "fait_rang_unique": twice_the_same_rang,
    "convention_debut_unique": lambda m: a_convention(m.comptes["VILLE"], "1/10", DEBUT),
    "convention_periode, same day": lambda m: a_convention(m.comptes["VILLE"], "1/10", JOUR, fin=JOUR),
    "convention_periode, before": lambda m: a_convention(m.comptes["VILLE"], "1/10", JOUR, fin=date(2026, 6, 14)),
    "liberation_reference_unique": lambda m: a_liberation(m.habitat_lys, m.reference, libre_le=JOUR),
    "reservataire_code_unique": lambda m: a_compte(m.habitat_lys, "VILLE", "commune", part=None),
    "organisation_nom_unique": lambda m: an_organisation("Habitat Lys", "commune"),
    "prevision_unique": twice_the_same_prevision,
    "parc_version_unique": lambda m: (a_parc(m), a_parc(m, empreinte="d" * 64)),
    "logement_ligne_unique": twice_the_same_logement,
    "execution_version_unique": lambda m: (an_execution(m), an_execution(m)),
    "appartenance_unique": twice_the_same_role,
}


@pytest.mark.parametrize("write", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(monde: Monde, write: Callable[[Monde], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(monde)


def test_two_bailleurs_may_use_the_same_names(monde: Monde) -> None:
    assert monde.liberation_autre.reference == monde.reference
    a_compte(monde.logis_de_passage, "VILLE", "commune", part="1/10", organisation=monde.ville)


def test_facts_hold_what_they_are_about(monde: Monde) -> None:
    fact = a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    for held in (fact.liberation, fact.reservataire, monde.habitat_lys):
        assert held is not None
        with pytest.raises(ProtectedError):
            held.delete()
    assert Fait.objects.count() == 1


def test_runs_and_acts_hold_their_author(monde: Monde) -> None:
    Acte.objects.create(
        bailleur=monde.habitat_lys, auteur=monde.lecteur, acte="essai", objet="-", details={}, fait_le=MOMENT
    )
    with pytest.raises(ProtectedError):
        monde.lecteur.delete()
