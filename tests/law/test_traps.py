"""The eight traps of the legal text, checked on the data and not on its prose."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.law.builders import a_locale

from gef.law.errors import ValeurLocaleRefuseeError
from gef.law.loader import load_droit
from gef.law.locales import valeur_applicable

JOUR = date(2026, 11, 22)
DROIT = load_droit()


def au(code):
    return DROIT.au(code, JOUR)


def test_trap_1_thirty_percent_is_a_ceiling_of_the_flux_and_a_floor_outside_qpv():
    plafond, plancher = au("etat_plafond"), au("etat_plancher_hors_qpv")
    assert plafond.part == plancher.part == Fraction(30, 100)
    assert DROIT.parametre("etat_plafond").sens == "plafond"
    assert DROIT.parametre("etat_plancher_hors_qpv").sens == "plancher"
    assert (plafond.base_code, plancher.base_code) == ("flux_bailleur", "flux_hors_qpv")
    assert DROIT.parametre("etat_uniformite_commune").sens == "obligation"
    # Contrary clauses may set aside the floor and the uniformity, never the ceiling.
    for code in ("etat_plancher_hors_qpv", "etat_uniformite_commune"):
        assert "stipulation_convention" in au(code).derogation.actes
    assert plafond.derogation.actes == ("arrete_prefectoral",)


@pytest.mark.parametrize(("hors_qpv", "exacte"), [(100, True), (50, False)])
def test_trap_1_without_qpv_stock_the_share_can_only_be_thirty_percent(hors_qpv, exacte):
    flux = 100
    minimum = au("etat_plancher_hors_qpv").part * hors_qpv
    maximum = au("etat_plafond").part * flux
    assert (minimum == maximum == 30) == exacte


def test_trap_1_the_five_percent_are_points_of_the_same_base():
    agents, plafond = au("etat_agents_plafond"), au("etat_plafond")
    assert agents.inclus_dans == "etat_plafond"
    assert agents.base_code == plafond.base_code
    assert agents.part * 1000 == 50
    assert agents.part * plafond.part * 1000 == 15, "5 % of the 30 % would be another rule"


def test_trap_2_the_two_readings_of_the_floor_are_two_parameters():
    retenue, autre = au("etat_plancher_hors_qpv"), au("etat_attributions_hors_qpv")
    hors_qpv, attributions_etat = 50, 30
    assert retenue.part * hors_qpv == 15
    assert autre.part * attributions_etat == 9
    assert autre.base_code == "attributions_etat"
    assert DROIT.parametre("etat_attributions_hors_qpv").sens == "indicateur"
    assert (retenue.grade, autre.grade) == ("A", "B")
    assert "source 000" in autre.reference


def test_trap_3_three_obligations_count_three_events():
    assert au("prioritaires_collectivites").evenements == ("attribution",)
    assert au("mixite_hors_qpv").evenements == ("bail_signe",)
    assert au("bilan_contenu").codes == ("logements_proposes", "logements_attribues")


def test_trap_3_relocated_households_count_outside_qpv_only():
    assert "relogement_renouvellement_urbain" in au("mixite_hors_qpv").publics
    assert au("prioritaires_collectivites").publics == ("dalo", "prioritaires_l441_1")
    assert au("mixite_qpv").publics == ("quartiles_2_a_4",)


def test_trap_4_a_forecast_and_what_was_done_are_both_due():
    assert au("previsions_contenu").codes == ("prevision_annee_n", "realise_annee_n_moins_1")
    assert "prévu" in au("soustractions").base
    assert au("previsions_echeance").jour_annuel == au("bilan_echeance").jour_annuel


def test_trap_5_the_cap_on_guarantees_is_shared_by_all_guarantors_of_a_territory():
    plafond = au("garanties_plafond")
    assert plafond.partage
    assert plafond.base_code == "flux_territoire"
    assert {"commune", "epci", "departement"} <= set(plafond.beneficiaires)
    partages = [p.code for p in DROIT.parametres.values() if any(v.partage for v in p.valeurs)]
    assert partages == ["garanties_plafond", "garanties_plafond_programme"]


def test_trap_6_the_law_says_patrimoine_while_caps_bear_on_the_flux():
    assert au("flux_unite").base_code == "patrimoine_bailleur"
    assert au("etat_plafond").base_code == "flux_bailleur"
    assert au("flux_unite").remarque


def test_trap_7_the_survival_of_rights_names_commune_and_epci_only():
    survie = au("garantie_survie_annees")
    assert survie.beneficiaires == ("commune", "epci")
    assert survie.compte == 5
    assert survie.evenements == ("remboursement_total_pret",)
    assert survie.niveau == "prêt garanti"
    assert (survie.grade, survie.grade_date) == ("B", "C")


def test_trap_8_local_exclusions_are_not_in_the_legal_list():
    soustractions = au("soustractions")
    assert soustractions.codes == ("mutations", "anru", "orcod", "lhi", "vente")
    assert set(soustractions.hors_liste) == {"pli", "logements_foyers", "etudiants", "iml", "demolition_hors_anru"}
    assert not soustractions.is_derogeable
    etendue = a_locale(parametre="soustractions", valeur=(*soustractions.codes, "pli"), base_code="")
    with pytest.raises(ValeurLocaleRefuseeError, match="le texte n’en admet pas"):
        valeur_applicable(DROIT.parametre("soustractions"), JOUR, [etendue])


def test_the_longest_derogation_is_the_same_where_it_is_a_rule_and_where_it_is_applied():
    annees = au("etat_derogation_duree").compte
    for code in ("etat_plafond", "etat_agents_plafond"):
        derogation = au(code).derogation
        assert derogation.duree_max_mois == 12 * annees
        assert derogation.motifs == ("securite_publique", "besoin_economique")


def test_only_the_rules_that_say_so_may_be_set_aside():
    derogeables = {p.code for p in DROIT.parametres.values() if any(v.is_derogeable for v in p.valeurs)}
    assert derogeables == {
        "etat_plafond",
        "etat_agents_plafond",
        "etat_uniformite_commune",
        "etat_plancher_hors_qpv",
        "mixite_qpv",
    }
