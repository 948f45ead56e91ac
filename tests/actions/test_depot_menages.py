"""Households brought by file count where the commission's pages tell nothing; said again they are left, or corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.builders import MOMENT, Monde, a_fait, an_acteur
from tests.builders_caleol import RANGS, a_passage, some_decisions
from tests.builders_parc import a_lecture_modele

from gef.access.acteur import Acteur
from gef.actions.depot_menages import preparer_menages
from gef.actions.depots import DepotRefuseError, Preparation, accepter_modele
from gef.actions.flux import load_flux
from gef.actions.menages import list_attributions, read_menages
from gef.core.comptages import Menage
from gef.db.designation.models import MenageAttribue


@pytest.fixture
def acteur(monde: Monde) -> Acteur:
    return an_acteur(monde.gestionnaire)


@pytest.fixture
def attribue_le(monde: Monde) -> date:
    """Day on which the first dwelling was attributed."""
    for kind in ("orientation", "attribution"):
        a_fait(monde.liberations[0], kind, monde.comptes["VILLE"])
    return list_attributions(load_flux(monde.habitat_lys.pk).suivis[monde.liberations[0].pk].etat)[-1]


def prepare(acteur: Acteur, *rows: dict[str, Any]) -> Preparation:
    return preparer_menages(acteur, a_lecture_modele("menages", *rows).lignes)


def accept(acteur: Acteur, *rows: dict[str, Any]) -> Preparation:
    lecture = a_lecture_modele("menages", *rows)
    return accepter_modele(acteur, lecture, preparer_menages, nom_fichier="menages.csv", moment=MOMENT)


def read(monde: Monde) -> dict[int, Menage]:
    return dict(read_menages(monde.habitat_lys.pk, load_flux(monde.habitat_lys.pk)))


def test_what_a_file_says_counts_until_the_dwelling_is_given_back(
    acteur: Acteur, monde: Monde, attribue_le: date
) -> None:
    row = {"logement": monde.reference, "attribue_le": attribue_le, "public": "dalo", "quartile": "1"}
    assert read(monde) == {}
    accept(acteur, row)
    pk = monde.liberations[0].pk
    assert read(monde) == {pk: Menage(is_prioritaire=True, quartile=1)}
    a_fait(monde.liberations[0], "refus_menage", monde.comptes["VILLE"], precision={"cause": "loyer"})
    assert read(monde) == {}, "nobody is housed there any more"


def test_said_again_it_is_left_said_otherwise_it_is_corrected(acteur: Acteur, monde: Monde, attribue_le: date) -> None:
    row = {"logement": monde.reference, "attribue_le": attribue_le, "public": "non", "quartile": "2"}
    accept(acteur, row)
    with pytest.raises(DepotRefuseError, match="tout y est déjà connu"):
        accept(acteur, row)
    done = accept(acteur, row | {"quartile": "3", "relogement": "oui"})
    assert done.remarques == ("1\u00a0ménage déjà inscrit est corrigé.",)
    assert read(monde) == {monde.liberations[0].pk: Menage(is_prioritaire=False, quartile=3, is_relogement=True)}
    assert MenageAttribue.objects.count() == 2, "nothing is changed in place"


def test_what_is_not_said_is_not_known(acteur: Acteur, monde: Monde, attribue_le: date) -> None:
    accept(acteur, {"logement": monde.reference, "attribue_le": attribue_le})
    assert read(monde) == {monde.liberations[0].pk: Menage(is_prioritaire=None, quartile=None)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"logement": "INCONNU"}, "Ligne 2, « INCONNU » : aucune libération de ce nom"),
        ({"attribue_le": date(2020, 1, 1)}, "aucune attribution ce jour-là au journal"),
    ],
)
def test_a_row_that_no_attribution_bears_refuses_the_file(
    acteur: Acteur, monde: Monde, attribue_le: date, changes: dict[str, Any], message: str
) -> None:
    row = {"logement": monde.reference, "attribue_le": attribue_le, "public": "dalo"}
    with pytest.raises(DepotRefuseError, match=message):
        prepare(acteur, row | changes)


def test_what_the_commission_decided_here_is_what_counts(acteur: Acteur, monde: Monde) -> None:
    passage = a_passage(monde)
    some_decisions(monde, passage, RANGS)
    suivi = load_flux(monde.habitat_lys.pk).suivis[passage.liberation_id]
    jour = list_attributions(suivi.etat)[-1]
    row = {"logement": suivi.liberation.reference, "attribue_le": jour, "public": "dalo", "quartile": "4"}
    prepared = prepare(acteur, row)
    assert prepared.nouveaux == ()
    assert "garde le ménage que la commission a retenu" in prepared.remarques[0]
