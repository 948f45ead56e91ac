"""Acts that set a rule aside: written once by who may, refused when no text allows them, read by the conversion."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import CANNES, MOMENT, Monde, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier

from gef.actions.conversion import calculer_et_garder, read_run
from gef.actions.derogations import (
    DerogationIncompleteError,
    SaisieDerogation,
    describe_derogation,
    inscrire_derogation,
    list_derogations,
    list_portees,
    table_derogations,
)
from gef.core.errors import DonneeInvalideError
from gef.db.flux.models import Derogation
from gef.db.journal.models import Acte

ARRETE = SaisieDerogation("agents", Fraction(8, 100), "sécurité publique", "arrêté du 2 janvier 2026", exercice=2026)
CLAUSE = SaisieDerogation("plancher_hors_qpv", Fraction(25, 100), "25 % hors QPV", "convention État, art. 4")


def inscrire(monde: Monde, *saisies: SaisieDerogation) -> None:
    for saisie in saisies:
        inscrire_derogation(an_acteur(monde.gestionnaire), saisie, MOMENT)


def etats(monde: Monde, exercice: int) -> list[tuple[Any, Any]]:
    table = table_derogations(list_derogations(monde.habitat_lys), exercice)
    return [(x.valeurs["regle"], x.valeurs["etat"]) for x in table.lignes]


def test_an_act_is_written_with_its_author_and_in_the_journal(monde: Monde) -> None:
    inscrire(monde, ARRETE)
    [row] = list_derogations(monde.habitat_lys)
    assert (row.code, row.valeur, row.clause, row.document, row.portee, row.exercice, row.auteur) == (
        "agents",
        Fraction(8, 100),
        "sécurité publique",
        "arrêté du 2 janvier 2026",
        "departement",
        2026,
        monde.gestionnaire,
    )
    acte = Acte.objects.get(acte="derogation")
    assert (acte.objet, acte.details["valeur"], acte.details["exercice"]) == ("agents, departement", "2/25", 2026)


def test_an_arrete_that_is_over_no_longer_applies(monde: Monde) -> None:
    inscrire(monde, ARRETE, CLAUSE)
    assert etats(monde, 2026) == [("plancher_hors_qpv", "en_vigueur"), ("agents", "en_vigueur")]
    assert etats(monde, 2027) == [("plancher_hors_qpv", "en_vigueur"), ("agents", "echue")]
    assert etats(monde, 2025)[1] == ("agents", "a_venir")


def test_what_is_written_later_replaces_and_both_stay(monde: Monde) -> None:
    inscrire(monde, ARRETE, replace(ARRETE, valeur=Fraction(5, 100), clause="arrêté abrogé"))
    assert etats(monde, 2026) == [("agents", "en_vigueur"), ("agents", "remplacee")]
    inscrire(monde, replace(ARRETE, exercice=2027))
    assert etats(monde, 2026)[1:] == [("agents", "en_vigueur"), ("agents", "remplacee")]


def test_the_conversion_reads_the_acts(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    write_dossier(monde)
    inscrire(monde, ARRETE)
    run = calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    assert read_run(run).conversions[0].ligne("ETAT-F").part == Fraction(8, 100)
    inscrire(monde, replace(ARRETE, valeur=Fraction(5, 100), clause="arrêté abrogé"))
    run = calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    assert read_run(run).conversions[0].ligne("ETAT-F").part == Fraction(5, 100)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"document": "  "}, DerogationIncompleteError, "document : vide"),
        ({"portee": "commune:99999"}, DerogationIncompleteError, "portée « commune:99999 » : inconnue"),
        ({"portee": "region:93"}, DerogationIncompleteError, "portée « region:93 » : inconnue"),
        ({"clause": ""}, DonneeInvalideError, "clause vide"),
        ({"code": "garanties"}, DonneeInvalideError, "aucun texte ne la permet"),
        ({"exercice": None}, DonneeInvalideError, "un an au plus"),
        ({"valeur": Fraction(2)}, DonneeInvalideError, "entre 0 et 1"),
    ],
)
def test_an_act_that_no_text_allows_is_not_written(
    monde: Monde, changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        inscrire(monde, replace(ARRETE, **changes))
    assert not Derogation.objects.exists()


def test_a_reader_may_not_write(monde: Monde) -> None:
    with pytest.raises(PermissionDenied):
        inscrire_derogation(an_acteur(monde.lecteur), ARRETE, MOMENT)


def test_places_are_those_of_the_accounts(monde: Monde) -> None:
    assert list_portees(monde.habitat_lys) == [("departement", "Tout le département"), (f"commune:{CANNES}", "Cannes")]
    inscrire(monde, replace(CLAUSE, portee=f"commune:{CANNES}"))


def test_an_act_is_said_in_a_sentence() -> None:
    assert describe_derogation(ARRETE) == (
        "Plafond des agents (arrêté préfectoral, un an au plus) : 8,0\u202f%, Département."
    )
