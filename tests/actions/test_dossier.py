"""A bailleur's data read from the database: all of it, his alone, exactly as it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.actions.monde_complet import a_dossier, complete
from tests.builders import JOUR, Monde, a_compte, a_fait, a_liberation

from gef.actions.donnees import (
    Compte,
    ConventionInscrite,
    DroitInscrit,
    FaitInscrit,
    LiberationInscrite,
    PrevisionInscrite,
)
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Droit


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_without_a_parc_it_says_what_to_import(monde: Monde) -> None:
    with pytest.raises(DossierIncompletError, match="Habitat Lys n’a pas encore de parc ; importez le dépôt RPLS"):
        load_dossier(monde.habitat_lys)


def test_everything_is_read_as_it_is_kept(monde: Monde) -> None:
    dossier = a_dossier(monde)
    assert (dossier.bailleur, dossier.departement, dossier.millesime) == ("Habitat Lys", "06", 2026)
    assert dossier.source_parc == "parc.csv, millésime 2026, version 1"
    assert dossier.parc.height == 300
    assert dossier.comptes[0] == Compte("AL", "Action Logement", "action_logement", "departement")
    assert [c.code for c in dossier.comptes] == ["AL", "CD", "ETAT-F", "ETAT-P", "VILLE"]
    assert dossier.conventions[1] == ConventionInscrite("CD", Fraction(1, 15), date(2024, 1, 1))
    assert dossier.droits == (DroitInscrit("ETAT-P", "defense", "suite", 5, date(2020, 1, 1)),)
    assert dossier.previsions == (PrevisionInscrite(2026, "anru", 2, "NPNRU, page 3", None, date(2026, 2, 20)),)
    assert len(dossier.liberations) == 30 + 33 + 4
    let = next(row for row in dossier.liberations if len(row.faits) == 5)
    assert let.faits[:3] == (
        FaitInscrit("orientation", let.libre_le, "VILLE"),
        FaitInscrit("refus", date.fromordinal(let.libre_le.toordinal() + 5), "VILLE"),
        FaitInscrit("orientation", date.fromordinal(let.libre_le.toordinal() + 7), "AL"),
    )


def test_what_is_not_given_stays_unknown(monde: Monde) -> None:
    complete(monde)
    a_liberation(
        monde.habitat_lys, "X", libre_le=JOUR, typologie="", financement="", qpv=None, forme="", periode="", epci=""
    )
    a_fait(monde.habitat_lys.liberations.get(reference="X"), "orientation")
    found = next(row for row in load_dossier(monde.habitat_lys).liberations if row.reference == "X")
    assert found == LiberationInscrite(
        reference="X",
        libre_le=JOUR,
        commune="06029",
        epci="",
        hors_flux="",
        typologie=None,
        financement=None,
        qpv=None,
        forme=None,
        periode=None,
        faits=(FaitInscrit("orientation", JOUR, BAILLEUR),),
    )


def test_every_field_of_a_right_is_read(monde: Monde) -> None:
    complete(monde)
    fields: dict[str, Any] = {
        "nature": "garantie",
        "type_droit": "unique",
        "nombre": 12,
        "commune": "06029",
        "programme": "Les Goélands",
        "debut": date(2021, 1, 1),
        "fin": date(2031, 1, 1),
        "echeance_pret": date(2061, 1, 1),
        "rotation": Fraction(7, 100),
        "is_formalise": False,
        "document": "Délibération du 3 mai",
    }
    Droit.objects.create(reservataire=monde.comptes["VILLE"], **fields)
    assert load_dossier(monde.habitat_lys).droits[-1] == DroitInscrit(reservataire="VILLE", **fields)


def test_nothing_of_another_bailleur_is_read(monde: Monde) -> None:
    complete(monde)
    before = load_dossier(monde.habitat_lys)
    a_fait(monde.liberation_autre, "orientation")
    a_liberation(monde.logis_de_passage, "Y", libre_le=JOUR)
    Droit.objects.create(
        reservataire=a_compte(monde.logis_de_passage, "CD", "departement", part="1/10"),
        nature="garantie",
        type_droit="suite",
        nombre=9,
        debut=JOUR,
    )
    after = load_dossier(monde.habitat_lys)
    assert (after.liberations, after.droits, after.conventions, after.comptes) == (
        before.liberations,
        before.droits,
        before.conventions,
        before.comptes,
    )


def test_the_last_version_of_the_last_millesime_is_read(monde: Monde) -> None:
    from tests.actions.petit_parc import a_lecture, a_parc
    from tests.builders import an_acteur

    acteur = an_acteur(monde.gestionnaire)
    for millesime, count in ((2026, 1), (2025, 2), (2026, 3)):
        a_parc(acteur, a_lecture(*[{}] * count), millesime=millesime)
    dossier = load_dossier(monde.habitat_lys)
    assert (dossier.millesime, dossier.parc.height) == (2026, 3)


@pytest.mark.parametrize("count", [3, 30])
def test_query_count_does_not_follow_the_rows(
    monde: Monde, count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    complete(monde)
    for rank in range(count):
        a_fait(a_liberation(monde.habitat_lys, f"Q-{rank}", libre_le=JOUR), "orientation", monde.comptes["AL"])
    with django_assert_num_queries(15):
        load_dossier(monde.habitat_lys)


def test_names_and_kinds_of_the_accounts(monde: Monde) -> None:
    dossier = a_dossier(monde)
    assert dossier.noms()["VILLE"] == "Ville de Lys"
    assert dossier.noms()[BAILLEUR] == "Non réservé"
    assert dossier.etat() == {"ETAT-P", "ETAT-F"}
    assert dossier.table_parts().au(JOUR, "06029")["VILLE"] == Fraction(1, 5)
