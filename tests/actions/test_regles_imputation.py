"""Rules agreed on with the partners: recorded by who may, refused with reasons, never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from tests.actions.imputation_exemple import REGLE, agree
from tests.builders import JOUR, MOMENT, Monde, a_user, an_acteur

from gef.access.models import Role
from gef.actions.regles_imputation import (
    RegleRefuseeError,
    clore_regle,
    find_regle_du,
    inscrire_regle,
    is_valable,
    list_regles,
    to_regle,
)
from gef.core.errors import DonneeInvalideError
from gef.db.imputations.models import RegleImputation
from gef.db.journal.models import Acte


def test_a_rule_is_recorded_with_its_document_its_author_and_in_the_journal(monde: Monde) -> None:
    row = agree(monde, replace(REGLE, document=" accord du 12 janvier ", criteres=("liste",), ordre=("AL", "BAILLEUR")))
    assert list_regles(monde.habitat_lys) == (row,)
    assert (row.document, row.auteur, row.bailleur) == ("accord du 12 janvier", monde.gestionnaire, monde.habitat_lys)
    assert to_regle(row).ordre == ("AL", "BAILLEUR")
    acte = Acte.objects.get(acte="regle_imputation")
    assert (acte.objet, acte.details["criteres"]) == ("accord du 12 janvier", ["liste"])


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"document": " "}, RegleRefuseeError, "document : vide"),
        ({"criteres": ("liste",), "ordre": ("MAIRIE",)}, RegleRefuseeError, "« MAIRIE » inconnu"),
        ({"criteres": ("humeur",)}, DonneeInvalideError, "critère : « humeur »"),
        ({"fin": date(2026, 1, 1)}, DonneeInvalideError, "la fin précède le début"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    monde: Monde, changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        agree(monde, replace(REGLE, **changes))
    assert not RegleImputation.objects.exists()


def test_only_who_writes_for_the_bailleur_records_a_rule(monde: Monde) -> None:
    charge = a_user("Chris Chargé", monde.habitat_lys, role=Role.CHARGE)
    for user in (monde.lecteur, monde.agent_ville, charge):
        with pytest.raises(PermissionDenied):
            inscrire_regle(an_acteur(user), REGLE, MOMENT)
        with pytest.raises(PermissionDenied):
            clore_regle(an_acteur(user), 1, fin=JOUR, document="avenant", moment=MOMENT)


def test_the_last_rule_written_that_holds_is_the_one_of_the_day(monde: Monde) -> None:
    first, second = agree(monde), agree(monde, replace(REGLE, criteres=("titulaire",), debut=date(2026, 3, 1)))
    assert find_regle_du(monde.habitat_lys.pk, date(2026, 2, 1)) == first
    assert find_regle_du(monde.habitat_lys.pk, JOUR) == second
    assert find_regle_du(monde.habitat_lys.pk, date(2025, 12, 31)) is None
    assert find_regle_du(monde.logis_de_passage.pk, JOUR) is None


def test_a_rule_is_ended_by_another_row_and_withdrawn_when_it_never_held(monde: Monde) -> None:
    acteur, row = an_acteur(monde.gestionnaire), agree(monde)
    ended = clore_regle(acteur, row.pk, fin=JOUR, document="avenant du 2 juin", moment=MOMENT)
    assert list_regles(monde.habitat_lys) == (ended,)
    assert RegleImputation.objects.count() == 2
    assert find_regle_du(monde.habitat_lys.pk, JOUR) is None
    withdrawn = clore_regle(acteur, ended.pk, fin=ended.debut, document="erreur", moment=MOMENT)
    assert not is_valable(withdrawn)
    assert find_regle_du(monde.habitat_lys.pk, date(2026, 2, 1)) is None


def test_an_end_is_refused_with_its_reason(monde: Monde) -> None:
    acteur, row = an_acteur(monde.gestionnaire), agree(monde)
    for pk, fin, document, message in (
        (row.pk, JOUR, " ", "Document : vide"),
        (row.pk + 1, JOUR, "avenant", "n’est plus au registre"),
        (row.pk, date(2025, 12, 31), "avenant", "La fin précède le début"),
    ):
        with pytest.raises(RegleRefuseeError, match=message):
            clore_regle(acteur, pk, fin=fin, document=document, moment=MOMENT)
    with pytest.raises(RegleRefuseeError, match="n’est plus au registre"):
        clore_regle(an_acteur(monde.gestionnaire_autre), row.pk, fin=JOUR, document="avenant", moment=MOMENT)


def test_the_database_keeps_no_rule_that_ends_before_it_starts(monde: Monde) -> None:
    row = agree(monde)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegleImputation.objects.filter(pk=row.pk).update(fin=date(2025, 1, 1))
