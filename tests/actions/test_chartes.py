"""Charters of relogement: objectives, imputations confirmed by a person, contributions counted."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.actions.imputation_exemple import present
from tests.actions.programme_exemple import a_livraison
from tests.builders import JOUR, MOMENT, Monde, a_fait, a_liberation, an_acteur, an_orientation, soldes
from tests.builders_caleol import NON, a_seance, some_decisions
from tests.core.test_designation import a_candidature

from gef.access.visible import visible
from gef.actions.chartes import (
    CharteChangeeError,
    CharteRefuseeError,
    SaisieCharte,
    fixer_objectif,
    imputer,
    inscrire_charte,
    read_relogements,
)
from gef.core.errors import DonneeInvalideError
from gef.core.relogements import ObjectifRelogement
from gef.db.caleol.models import Passage
from gef.db.designation.models import Candidat
from gef.db.flux.models import Liberation
from gef.db.journal.models import Acte
from gef.db.programmes.models import CharteRelogement, ImputationRelogement

SAISIE = SaisieCharte("Quartier des Pins", "Charte de relogement du 4 mai 2024", date(2024, 5, 4), date(2030, 1, 1))


@pytest.fixture
def charte(monde: Monde) -> CharteRelogement:
    row = inscrire_charte(an_acteur(monde.gestionnaire), SAISIE, MOMENT)
    for objectif in (ObjectifRelogement("VILLE", nombre=2), ObjectifRelogement("AL", part=Fraction(1, 2))):
        fixer_objectif(an_acteur(monde.gestionnaire), row.pk, objectif, MOMENT)
    return row


@pytest.fixture
def loges(monde: Monde) -> tuple[Liberation, ...]:
    """Two dwellings of the relogement, one of them let, and a mutation."""
    rows = tuple(
        a_liberation(monde.habitat_lys, nom, libre_le=date(2026, 3, 1), hors_flux=kind)
        for nom, kind in (("R-1", "anru"), ("R-2", "lhi"), ("M-1", "mutations"))
    )
    a_fait(rows[0], "bail", date=date(2026, 4, 1))
    return rows


def impute(monde: Monde, charte: CharteRelogement, reference: str, code: str, **champs: Any) -> ImputationRelogement:
    values = {"motif": "", "connu": ImputationRelogement.objects.count(), "moment": MOMENT} | champs
    return imputer(an_acteur(monde.gestionnaire), charte.pk, reference, code, **values)


def contributions(monde: Monde) -> dict[str, tuple[Any, ...]]:
    [etat] = read_relogements(monde.habitat_lys, 2026, JOUR).chartes
    return {c.reservataire: (c.objectif, c.realises, c.en_cours, c.ecart) for c in etat.contributions}


def test_a_relogement_counts_on_the_one_that_a_person_names(
    monde: Monde, charte: CharteRelogement, loges: tuple[Liberation, ...]
) -> None:
    before = soldes(monde.habitat_lys)
    etat = read_relogements(monde.habitat_lys, 2026, JOUR)
    assert [s.liberation.reference for s in etat.a_imputer] == ["R-1", "R-2"]
    assert contributions(monde) == {"AL": (0, 0, 0, 0), "VILLE": (2, 0, 0, -2)}
    impute(monde, charte, "R-1", "VILLE")
    impute(monde, charte, "R-2", "AL")
    assert contributions(monde) == {"AL": (Fraction(1, 2), 0, 1, Fraction(-1, 2)), "VILLE": (2, 1, 0, -1)}
    assert read_relogements(monde.habitat_lys, 2026, JOUR).a_imputer == ()
    assert soldes(monde.habitat_lys) == before
    acts = Acte.objects.order_by("pk").values_list("acte", flat=True)
    assert list(acts) == ["charte", "charte-objectif", "charte-objectif", "imputation", "imputation"]


def test_an_imputation_is_corrected_or_withdrawn_by_another(
    monde: Monde, charte: CharteRelogement, loges: tuple[Liberation, ...]
) -> None:
    with pytest.raises(CharteRefuseeError, match="pour retirer"):
        impute(monde, charte, "R-1", "", motif="Rien n’a été imputé.")
    impute(monde, charte, "R-1", "VILLE")
    impute(monde, charte, "R-1", "AL")
    assert (contributions(monde)["AL"][1], contributions(monde)["VILLE"][1]) == (1, 0)
    with pytest.raises(CharteRefuseeError):
        impute(monde, charte, "R-1", "")
    impute(monde, charte, "R-1", "", motif="Le ménage n’était pas de l’opération.")
    assert contributions(monde)["AL"][1] == 0
    assert list(ImputationRelogement.objects.values_list("rang", flat=True)) == [1, 2, 3]


def test_a_dwelling_of_the_flux_counts_on_its_holder_and_a_new_one_on_whom_is_named(
    monde: Monde, charte: CharteRelogement
) -> None:
    an_orientation(an_acteur(monde.gestionnaire), "L-2026-0001", "VILLE")
    with pytest.raises(DonneeInvalideError, match="tenu par VILLE"):
        impute(monde, charte, "L-2026-0001", "AL")
    impute(monde, charte, "L-2026-0001", "VILLE")
    a_livraison(monde)
    impute(monde, charte, "P-1-001", "AL")
    assert (contributions(monde)["AL"][2], contributions(monde)["VILLE"][2]) == (1, 1)


def test_a_household_of_a_relogement_presented_in_the_flux_waits_for_a_word(
    monde: Monde, charte: CharteRelogement
) -> None:
    """L-2026-0001 is attributed after such a household was presented; L-2026-0002 is only oriented."""
    for reference in ("L-2026-0001", "L-2026-0002"):
        an_orientation(an_acteur(monde.gestionnaire), reference, "VILLE")
        Candidat.objects.create(
            liberation=Liberation.objects.get(bailleur=monde.habitat_lys, reference=reference),
            tour=1,
            reservataire=monde.comptes["VILLE"],
            ordre=1,
            numero_unique="006032600000000001",
            personnes=3,
            is_relogement=True,
            ecrit_le=MOMENT,
        )
    a_fait(monde.liberations[0], "attribution", monde.comptes["VILLE"])
    waiting = read_relogements(monde.habitat_lys, 2026, JOUR).a_imputer
    assert [suivi.liberation.reference for suivi in waiting] == ["L-2026-0001"]
    impute(monde, charte, "L-2026-0001", "VILLE")
    assert read_relogements(monde.habitat_lys, 2026, JOUR).a_imputer == ()


@pytest.mark.parametrize(("retained", "expected"), [(0, ["L-2026-0001"]), (1, [])])
@pytest.mark.usefixtures("charte")
def test_once_the_commission_decided_only_the_household_housed_counts(
    monde: Monde, retained: int, expected: list[str]
) -> None:
    """The first household presented is of a relogement, the others are not."""
    present(monde, a_candidature(1, is_relogement=True), a_candidature(2), a_candidature(3))
    passage = Passage.objects.get(seance=a_seance(monde, JOUR, monde.reference))
    decisions = [NON, NON, NON]
    decisions[retained] = {"code": "attribution"}
    some_decisions(monde, passage, decisions)
    waiting = read_relogements(monde.habitat_lys, 2026, JOUR).a_imputer
    assert [suivi.liberation.reference for suivi in waiting] == expected


def test_what_cannot_count_is_refused(monde: Monde, charte: CharteRelogement, loges: tuple[Liberation, ...]) -> None:
    refused: list[tuple[str, str, type[Exception], str | None]] = [
        ("M-1", "VILLE", DonneeInvalideError, "catégorie « mutations »"),
        ("R-1", "INCONNU", CharteRefuseeError, "INCONNU"),
        ("R-1", "BAILLEUR", CharteRefuseeError, "BAILLEUR"),
        ("NULLE-PART", "VILLE", Http404, None),
    ]
    for reference, code, error, message in refused:
        with pytest.raises(error, match=message):
            impute(monde, charte, reference, code)
    assert not ImputationRelogement.objects.exists()


def test_who_imputes_on_what_has_moved_is_told_so(
    monde: Monde, charte: CharteRelogement, loges: tuple[Liberation, ...]
) -> None:
    impute(monde, charte, "R-1", "VILLE")
    with pytest.raises(CharteChangeeError):
        impute(monde, charte, "R-2", "VILLE", connu=0)


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"nom": " "}, "opération : vide"),
        ({"document": ""}, "document : vide"),
        ({"fin": date(2024, 5, 4)}, "la fin précède le début"),
        ({"nom": "Quartier des Pins"}, "un autre nom"),
    ],
)
def test_a_charter_is_whole_and_named_once(
    monde: Monde, charte: CharteRelogement, champs: dict[str, Any], message: str
) -> None:
    values = {"nom": "Autre", "document": "Charte", "debut": date(2024, 5, 4), "fin": None} | champs
    with pytest.raises(CharteRefuseeError, match=message):
        inscrire_charte(an_acteur(monde.gestionnaire), SaisieCharte(**values), MOMENT)
    assert CharteRelogement.objects.count() == 1


def test_the_newest_objective_holds(monde: Monde, charte: CharteRelogement) -> None:
    fixer_objectif(an_acteur(monde.gestionnaire), charte.pk, ObjectifRelogement("VILLE", nombre=5), MOMENT)
    assert contributions(monde)["VILLE"][0] == 5
    with pytest.raises(CharteRefuseeError, match="inconnu"):
        fixer_objectif(an_acteur(monde.gestionnaire), charte.pk, ObjectifRelogement("X", nombre=5), MOMENT)


def test_who_may_read_and_who_may_write(monde: Monde, charte: CharteRelogement, loges: tuple[Liberation, ...]) -> None:
    assert visible(CharteRelogement, an_acteur(monde.agent_ville)).get() == charte
    for user in (monde.agent_rive, monde.gestionnaire_autre):
        assert not visible(CharteRelogement, an_acteur(user)).exists()
    for user, error in (
        (monde.lecteur, PermissionDenied),
        (monde.agent_ville, PermissionDenied),
        (monde.agent_rive, Http404),
    ):
        acteur = an_acteur(user)
        with pytest.raises(error):
            fixer_objectif(acteur, charte.pk, ObjectifRelogement("VILLE", nombre=5), MOMENT)
        with pytest.raises(error):
            imputer(acteur, charte.pk, "R-1", "VILLE", motif="", connu=0, moment=MOMENT)
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            inscrire_charte(an_acteur(user), SAISIE, MOMENT)
