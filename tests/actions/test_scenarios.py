"""Scenarios kept: on what base, by whom, for ever; read again to the unit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.builders_parc import keep_files_in

from gef.actions import assiette, conversion
from gef.actions.dossier import DossierIncompletError
from gef.actions.entrees_scenarios import DemandeScenario, calculer, make_demande_rapide
from gef.actions.parts_retenues import Choix, retenir_parts
from gef.actions.scenarios import (
    CALCUL,
    calculer_et_garder,
    compute_run,
    find_scenario,
    list_scenarios,
    read_entree,
    read_reference,
    read_run,
)
from gef.core.changements import ChangementMethode, Livraison
from gef.core.errors import DonneeInvalideError
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Convention, Droit
from gef.db.journal.models import Execution

MOINS_DIX = make_demande_rapide(Fraction(9, 10))


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    keep_files_in(tmp_path, settings)
    write_dossier(monde)
    conversion.calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)


def test_the_base_is_what_is_kept(monde: Monde) -> None:
    reference = read_reference(monde.habitat_lys, EXERCICE)
    assert reference.libelle == "assiette 2026, version 1 ; conversion 2026, version 1"
    assert reference.methode == "negociee"
    assert {c.reservataire for c in reference.comptes} >= {"AL", "VILLE", BAILLEUR}
    assert read_reference(monde.habitat_lys, EXERCICE, "part_du_parc").methode == "part_du_parc"


@pytest.mark.parametrize(("calcul", "absent"), [("assiette", "L’assiette"), ("conversion", "La conversion")])
def test_an_incomplete_base_says_what_is_missing(monde: Monde, calcul: str, absent: str) -> None:
    Execution.objects.filter(calcul=calcul).delete()
    with pytest.raises(DossierIncompletError, match=f"{absent} 2026 n’est pas calculée"):
        read_reference(monde.habitat_lys, EXERCICE)


def test_without_conventions_the_base_is_what_was_retained(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    Convention.objects.all().delete()
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    assert read_reference(monde.habitat_lys, EXERCICE).methode == "part_du_parc"
    retenir_parts(acteur, EXERCICE, Choix("ponderee_rotation", "Accord des partenaires", "", 2), MOMENT)
    reference = read_reference(monde.habitat_lys, EXERCICE)
    assert (reference.methode, reference.reduction) == ("ponderee_rotation", None)


def test_the_reduction_accepted_with_a_method_comes_with_it(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(part=Fraction(75, 100))
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    choix = Choix("negociee", "Accord des partenaires", "Accord du 2 juin 2026", 2)
    retenir_parts(acteur, EXERCICE, choix, MOMENT)
    reference = read_reference(monde.habitat_lys, EXERCICE)
    assert reference.reduction is not None
    assert reference.reduction.motif == "Accord du 2 juin 2026"
    run = calculer_et_garder(acteur, EXERCICE, MOINS_DIX, MOMENT)
    assert read_run(run).base.objectif == 40
    assert read_reference(monde.habitat_lys, EXERCICE, "part_du_parc").reduction is None


def test_a_scenario_is_kept_with_all_that_it_read(monde: Monde) -> None:
    run = calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOINS_DIX, MOMENT)
    assert (run.calcul, run.version, run.auteur) == (CALCUL, 1, monde.gestionnaire)
    scenario = read_run(run)
    # 400 dwellings at 10 % are 40; nothing is subtracted.
    assert (scenario.base.assiette.assiette, scenario.issue.assiette.assiette) == (40, 36)
    assert scenario == compute_run(Execution.objects.get(pk=run.pk)) == calculer(read_entree(run))
    assert read_run(run) is scenario


def test_the_same_twice_is_one_and_another_is_one_more(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    first = calculer_et_garder(acteur, EXERCICE, MOINS_DIX, MOMENT)
    assert calculer_et_garder(acteur, EXERCICE, MOINS_DIX, MOMENT) == first
    other = calculer_et_garder(acteur, EXERCICE, make_demande_rapide(Fraction(8, 10)), MOMENT)
    assert other.version == 2
    assert find_scenario(monde.habitat_lys, EXERCICE, 1) == first
    assert find_scenario(monde.habitat_lys, EXERCICE, 3) is None
    assert find_scenario(monde.logis_de_passage, EXERCICE, 1) is None


def test_a_kept_scenario_does_not_follow_the_data(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    run = calculer_et_garder(acteur, EXERCICE, MOINS_DIX, MOMENT)
    before = compute_run(run)
    Droit.objects.update(nombre=1)
    conversion.calculer_et_garder(acteur, EXERCICE, MOMENT)
    assert compute_run(Execution.objects.get(pk=run.pk)) == before


def test_the_list_says_what_each_leads_to(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    calculer_et_garder(acteur, EXERCICE, MOINS_DIX, MOMENT)
    by_parc = DemandeScenario(" Part du parc ", (ChangementMethode("part_du_parc"), Livraison("06004", 40)))
    calculer_et_garder(acteur, EXERCICE, by_parc, MOMENT)
    newest, oldest = list_scenarios(monde.habitat_lys, EXERCICE)
    assert (oldest.nom, oldest.genres) == (MOINS_DIX.nom, ("liberations",))
    assert (oldest.assiette, oldest.ecart, oldest.gagnants) == (36, -4, 0)
    assert oldest.perdants == 6
    assert (newest.nom, newest.genres) == ("Part du parc", ("methode", "livraison"))
    assert (newest.assiette, newest.ecart) == (44, 4)
    assert list_scenarios(monde.logis_de_passage, EXERCICE) == []


def test_the_list_asks_one_question_whatever_its_length(monde: Monde, django_assert_num_queries: Any) -> None:
    acteur = an_acteur(monde.gestionnaire)
    for tenth in (9, 8, 7):
        calculer_et_garder(acteur, EXERCICE, make_demande_rapide(Fraction(tenth, 10)), MOMENT)
    with django_assert_num_queries(1):
        assert len([row.run.auteur for row in list_scenarios(monde.habitat_lys, EXERCICE)]) == 3


def test_a_programme_needs_no_epci(monde: Monde) -> None:
    demande = DemandeScenario("Menton", (Livraison("06083", 20),))
    run = calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, demande, MOMENT)
    [livraison] = read_entree(run).demande.changements
    assert isinstance(livraison, Livraison)
    assert livraison.epci
    assert read_run(run).issue.assiette.assiette == 42


def test_a_base_left_behind_by_a_new_assiette_is_refused(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    Droit.objects.create(
        reservataire=monde.comptes["ETAT-P"], nature="defense", type_droit="suite", nombre=100, debut="2020-01-01"
    )
    assiette.calculer_et_garder(acteur, EXERCICE, MOMENT)
    with pytest.raises(DonneeInvalideError, match="Recalculez la conversion"):
        calculer_et_garder(acteur, EXERCICE, MOINS_DIX, MOMENT)


def test_a_reader_keeps_nothing(monde: Monde) -> None:
    with pytest.raises(PermissionDenied):
        calculer_et_garder(an_acteur(monde.lecteur), EXERCICE, MOINS_DIX, MOMENT)
    assert not Execution.objects.filter(calcul=CALCUL).exists()
