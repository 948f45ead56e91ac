"""Facts of past years from a file: they follow one another, or nothing is written."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.builders import MOMENT, Monde, an_acteur, soldes
from tests.builders_parc import a_lecture_modele

from gef.access.acteur import Acteur
from gef.actions.depot_faits import preparer_faits
from gef.actions.depots import DepotRefuseError, accepter_modele
from gef.actions.flux import load_flux
from gef.db.flux.models import Fait
from gef.db.journal.models import Acte


@pytest.fixture
def acteur(monde: Monde) -> Acteur:
    return an_acteur(monde.gestionnaire)


def a_row(monde: Monde, type_: str = "orientation", code: str | None = "AL", **fields: Any) -> dict[str, Any]:
    row = {"logement": monde.reference, "date": date(2026, 6, 2), "type": type_, "reservataire": code}
    return row | fields


def accept(acteur: Acteur, *rows: dict[str, Any]) -> int:
    lecture = a_lecture_modele("faits", *rows)
    return len(accepter_modele(acteur, lecture, preparer_faits, nom_fichier="faits.csv", moment=MOMENT).nouveaux)


def test_facts_move_the_accounts_and_leave_one_act(acteur: Acteur, monde: Monde) -> None:
    rows = (a_row(monde), a_row(monde, "attribution", None, date=date(2026, 6, 20)))
    acts = Acte.objects.count()
    assert accept(acteur, *rows) == 2
    suivi = load_flux(monde.habitat_lys.pk).suivis[monde.liberations[0].pk]
    assert (suivi.etat.etat, suivi.reservataire, suivi.rang) == ("attribue", "AL", 2)
    assert sum(soldes(monde.habitat_lys).values(), Fraction(0)) == 0
    assert Fait.objects.first().enregistrement is None
    assert Acte.objects.count() == acts + 1


def test_the_order_of_the_rows_is_of_no_effect_the_days_are(acteur: Acteur, monde: Monde) -> None:
    assert accept(acteur, a_row(monde, "bail", None, date=date(2026, 7, 1)), a_row(monde)) == 2
    assert [fact.type for fact in Fait.objects.order_by("rang")] == ["orientation", "bail"]


def test_what_is_known_is_left_and_the_same_file_twice_is_refused(acteur: Acteur, monde: Monde) -> None:
    accept(acteur, a_row(monde))
    lecture = a_lecture_modele("faits", a_row(monde), a_row(monde, "bail", None, date=date(2026, 7, 1)))
    prepared = preparer_faits(acteur, lecture.lignes)
    assert (len(prepared.nouveaux), prepared.deja) == (1, 1)
    with pytest.raises(DepotRefuseError, match="tout y est déjà connu"):
        accept(acteur, a_row(monde))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"logement": "INCONNU"}, "aucune libération de ce nom"),
        ({"reservataire": "PERSONNE"}, "réservataire « PERSONNE » inconnu"),
        ({"type": "bail"}, "le fait « bail signé » ne peut pas suivre"),
    ],
)
def test_one_wrong_row_refuses_the_whole_file(
    acteur: Acteur, monde: Monde, changes: dict[str, Any], message: str
) -> None:
    other = a_row(monde, logement=monde.liberations[1].reference)
    with pytest.raises(DepotRefuseError, match=message):
        accept(acteur, other, a_row(monde, **changes))
    assert not Fait.objects.exists()


def test_an_imputation_moves_the_dwelling_and_names_its_account(acteur: Acteur, monde: Monde) -> None:
    with pytest.raises(DepotRefuseError, match="imputation sans réservataire ; attendu : le compte"):
        accept(acteur, a_row(monde), a_row(monde, "imputation", None))
    assert accept(acteur, a_row(monde), a_row(monde, "imputation", "CD"), a_row(monde, "attribution", None)) == 3
    suivi = load_flux(monde.habitat_lys.pk).suivis[monde.liberations[0].pk]
    assert (suivi.etat.etat, suivi.reservataire) == ("attribue", "CD")
    assert Fait.objects.get(type="attribution").reservataire == monde.comptes["CD"]
