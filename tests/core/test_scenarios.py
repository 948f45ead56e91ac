"""Scenarios: the base to the unit, gaps, soldes, caps; laws by Hypothesis, and an oracle that rebuilds the inputs by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.conversions_exemples import a_reservataire, an_entree, droits, pct
from tests.core.scenarios_exemples import RESERVATAIRES, a_reference

from gef.core.assiette import calculer_assiette
from gef.core.base_scenario import EntreeReference, SituationCompte
from gef.core.changements import (
    Changement,
    ChangementLiberations,
    ChangementMethode,
    ChangementPart,
    ChangementPlafond,
    ChangementPrevision,
    ChangementRotation,
    DroitAjoute,
    DroitEteint,
    Livraison,
    Retrait,
)
from gef.core.conversion import METHODES, ValidationReduction, convertir
from gef.core.droits_uniques import Etalement
from gef.core.errors import DonneeInvalideError
from gef.core.objectifs import arrondir_objectifs
from gef.core.parts import BAILLEUR
from gef.core.scenarios import Chiffres, EcartCompte, Scenario, calculer_scenario, comparer_chiffres, project

DIX_POUR_CENT = ChangementLiberations(Fraction(9, 10))


def row(scenario: Scenario, code: str) -> EcartCompte:
    return next(c for c in scenario.ecarts.comptes if c.reservataire == code)


@pytest.mark.parametrize("methode", METHODES)
def test_no_change_is_the_base_to_the_unit(methode: str) -> None:
    scenario = calculer_scenario(a_reference(methode=methode))
    assert scenario.base == scenario.issue
    assert {c.ecart for c in scenario.ecarts.comptes} == {Chiffres(objectif=0, solde=Fraction(0))}
    assert (scenario.ecarts.gagnants, scenario.ecarts.perdants, scenario.avertissements) == ((), (), ())


def test_ten_percent_fewer_dwellings_by_hand() -> None:
    scenario = calculer_scenario(a_reference(), [DIX_POUR_CENT], nom="−10 %")
    # 1 000 × 9 % − 20 = 70: everybody keeps his part, and loses an eighth of his dwellings.
    assert (scenario.base.assiette.assiette, scenario.issue.assiette.assiette) == (80, 70)
    ville = row(scenario, "VILLE")
    assert (ville.avant.part, ville.apres.part, ville.ecart.part) == (pct(13), pct(13), 0)
    assert (ville.avant.logements, ville.apres.logements) == (pct(13) * 40, pct(13) * 35)
    assert [(row(scenario, r).avant.objectif, row(scenario, r).apres.objectif) for r in ("P", "AL", "VILLE")] == [
        (20, 17),
        (12, 11),
        (5, 4),
    ]
    assert scenario.ecarts.gagnants == ()
    assert scenario.ecarts.perdants[0] == BAILLEUR
    assert sum(c.ecart.logements for c in scenario.ecarts.comptes) == -10
    assert [e.code for e in scenario.explication.etapes] == [
        "changement_1",
        "objectif",
        "non_reserve",
        "base",
        "ecart",
        "assiette",
    ]
    assert scenario.explication.etapes[-1].valeur == 70


def test_a_negotiated_volume_is_due_whatever_is_freed() -> None:
    volume = a_reservataire("AL", "action_logement", etalements=(Etalement(Fraction(30), 2026, 4, "un_pourcent"),))
    reference = a_reference(conversion=an_entree(volume), methode="droits_uniques", comptes=())
    scenario = calculer_scenario(reference, [ChangementLiberations(Fraction(7, 10))])
    action_logement = row(scenario, "AL")
    # 7,5 a year, of 80 dwellings, then of 1 000 × 7 % − 20 = 50.
    assert action_logement.ecart.logements == 0
    assert (action_logement.avant.part, action_logement.apres.part) == (Fraction(75, 800), Fraction(15, 100))
    assert row(scenario, BAILLEUR).ecart.logements == -30


def test_a_rate_that_falls_for_all_keeps_the_weighted_parts() -> None:
    scenario = calculer_scenario(
        a_reference(methode="ponderee_rotation"), [ChangementRotation(facteur=Fraction(9, 10))]
    )
    assert {c.ecart.part for c in scenario.ecarts.comptes} == {Fraction(0)}
    assert scenario.issue.assiette.assiette == 70


def test_an_expired_right_frees_its_part_to_the_bailleur() -> None:
    scenario = calculer_scenario(a_reference(methode="part_du_parc"), [DroitEteint("EPCI")])
    assert (scenario.ecarts.gagnants, scenario.ecarts.perdants) == ((BAILLEUR,), ("EPCI",))
    assert row(scenario, BAILLEUR).ecart.logements == -row(scenario, "EPCI").ecart.logements == Fraction(48, 800) * 60


def test_the_solde_at_the_end_of_the_year() -> None:
    reference = a_reference(
        comptes=(
            SituationCompte("VILLE", Fraction(1, 2), Fraction(2), 3),
            SituationCompte("EPCI", Fraction(0), Fraction(9), 7),
        )
    )
    comptes = {c.reservataire: c.chiffres for c in project(reference).comptes}
    ville, epci, action_logement = comptes["VILLE"], comptes["EPCI"], comptes["AL"]
    assert ville.objectif is not None
    assert ville.solde == Fraction(1, 2) + pct(13) * 40 - max(ville.objectif, 3)
    # Already 9 acquired for 3,6 foreseen, and 7 received for an objective of 3 or 4: neither can be taken back.
    assert (epci.logements, epci.solde) == (pct(6) * 60, 2)
    assert action_logement.objectif is not None
    assert action_logement.solde == action_logement.logements - action_logement.objectif


def test_a_cap_newly_exceeded_is_measured_in_dwellings() -> None:
    changements = [DroitAjoute("VILLE", 100, "garantie"), ChangementMethode("part_du_parc")]
    scenario = calculer_scenario(a_reference(), changements)
    [franchi] = scenario.ecarts.franchis
    # In A: 48/800 of the EPCI and 150/500 of the Ville are guarantees, 36 % against 20 %.
    assert (franchi.code, franchi.portee, franchi.part, franchi.seuil) == ("garanties", "commune:A", pct(36), pct(20))
    assert franchi.logements == pct(16) * 40
    assert scenario.ecarts.leves == ()
    back = comparer_chiffres(scenario.issue, scenario.base)
    assert (back.franchis, back.leves) == ((), (franchi,))


def test_parts_above_the_whole_have_neither_objective_nor_solde() -> None:
    scenario = calculer_scenario(a_reference(), [ChangementPart("AL", pct(75))])
    assert scenario.issue.objectif is None
    assert row(scenario, "AL").apres.solde is None
    assert row(scenario, "AL").ecart.objectif is None
    assert {a.code for a in scenario.ecarts.anomalies} == {"somme"}
    assert {f.code for f in scenario.ecarts.franchis} == {"somme"}
    assert "ni objectif ni solde" in scenario.avertissements[-1]


def test_an_accepted_reduction_is_supposed_to_hold() -> None:
    reference = a_reference(reduction=ValidationReduction("Alix Martin", "accord du 2 juin"))
    scenario = calculer_scenario(reference, [ChangementPart("AL", pct(75))])
    assert (scenario.base.validation, scenario.issue.validation) == (None, reference.reduction)
    # The État's 30 % stay; in B, the others' 81 % are brought to 70 %.
    assert scenario.issue.objectif == 80
    assert row(scenario, BAILLEUR).apres.logements < row(scenario, BAILLEUR).avant.logements
    assert "la réduction acceptée par Alix Martin (accord du 2 juin) est supposée" in scenario.avertissements[0]


def test_a_reduction_that_settles_nothing_is_not_applied() -> None:
    reference = a_reference(reduction=ValidationReduction("Alix Martin", "accord du 2 juin"))
    kept = ChangementPlafond("minimum_bailleur", pct(80), "hypothese", "réserve")
    scenario = calculer_scenario(reference, [ChangementPart("AL", pct(75)), kept])
    assert scenario.issue.validation is None
    assert scenario.issue.objectif is None


@pytest.mark.parametrize(
    ("changements", "methode", "words"),
    [
        ([ChangementRotation(facteur=Fraction(2), reservataire="AL")], "negociee", "ne lit pas la rotation"),
        ([DroitEteint("AL")], "negociee", "ne lit pas le nombre de droits"),
        ([ChangementPlafond("garanties", pct(30), "hypothese", "réforme")], "part_du_parc", "n’est pas le droit"),
    ],
)
def test_what_has_no_effect_or_is_supposed_is_said(changements: list[Changement], methode: str, words: str) -> None:
    [said] = calculer_scenario(a_reference(methode=methode), changements).avertissements
    assert words in said


def test_a_base_that_does_not_hold_together_is_refused() -> None:
    reference = a_reference()
    broken = replace(reference, assiette=replace(reference.assiette, parc=3000))
    with pytest.raises(DonneeInvalideError, match="Recalculez la conversion"):
        calculer_scenario(broken)


def test_two_scenarios_are_compared_as_with_the_base() -> None:
    ten, twenty = (calculer_scenario(a_reference(), [ChangementLiberations(Fraction(n, 10))]).issue for n in (9, 8))
    ecarts = comparer_chiffres(ten, twenty)
    assert sum(c.ecart.logements for c in ecarts.comptes) == -10
    assert comparer_chiffres(ten, ten).perdants == ()


def test_an_account_of_one_side_only_counts_nothing_on_the_other() -> None:
    one = project(a_reference())
    fewer = project(a_reference(conversion=an_entree(*RESERVATAIRES[:-1])))
    gone = comparer_chiffres(one, fewer)
    assert [c.reservataire for c in gone.comptes] == ["P", "F", "AL", "EPCI", "VILLE", BAILLEUR]
    ville = next(c for c in gone.comptes if c.reservataire == "VILLE")
    assert (ville.apres, ville.ecart.logements) == (Chiffres(), -pct(13) * 40)


def test_reports_enter_the_objectives() -> None:
    without = project(a_reference())
    cells = {"VILLE": {"A": Fraction(2)}}
    with_reports = project(a_reference(reports=cells))
    assert with_reports.objectif is not None
    assert without.objectif is not None
    assert with_reports.objectif - without.objectif == 2


# An oracle that knows nothing of the module: the changed inputs are written by hand, then each function is called.

CHANGEMENTS = (
    Livraison("C", 100, reservataire="EPCI", droits=12, nature="financement"),
    Retrait("A", 50, "vente", "VILLE", 20),
    ChangementRotation(facteur=Fraction(12, 10)),
    ChangementLiberations(Fraction(5, 6)),
    ChangementPrevision("mutations", nombre=Fraction(20)),
    ChangementPlafond("garanties", pct(10), "hypothese", "réforme"),
    ChangementMethode("ponderee_rotation"),
)


def rebuild() -> tuple[Fraction, dict[str, Fraction], dict[str, int]]:
    """Assiette, dwellings and objectives of `CHANGEMENTS`, from inputs written by hand."""
    base = a_reference()
    taux = replace(base.assiette.taux, valeur=Fraction(10, 100))  # 10 % × 1,2 × 5/6
    besoins = tuple(
        replace(s, logements=Fraction(20)) if s.categorie == "mutations" else s for s in base.assiette.soustractions
    )
    assiette = calculer_assiette(replace(base.assiette, parc=1060, taux=taux, soustractions=besoins)).assiette
    parcs = {"commune:A": 450, "commune:B": 300, "commune:C": 300}
    poids = {"commune:A": 36, "commune:B": 20, "commune:C": 30}
    flux = {portee: assiette * n / 86 for portee, n in poids.items()}
    parcs |= {"epci:E1": 750, "epci:E2": 300, "departement": 1050}
    flux |= {"epci:E1": assiette * 56 / 86, "epci:E2": assiette * 30 / 86, "departement": assiette}
    lots = {
        "AL": (droits(150, "un_pourcent", Fraction(6, 100)),),
        "EPCI": (droits(48, "garantie"), droits(12, "financement")),
        "VILLE": (droits(30, "garantie", None, 2030), droits(15, "terrain")),
    }
    entree = an_entree(*(replace(r, lots=lots.get(r.id, r.lots)) for r in RESERVATAIRES))
    garanties = replace(entree.plafonds.garanties, valeur=pct(10))
    entree = replace(
        entree,
        plafonds=replace(entree.plafonds, garanties=garanties),
        territoires=tuple(
            replace(t, parc_eligible=parcs[t.portee], flux_prevu=flux[t.portee], rotation=pct(12))
            for t in entree.territoires
        ),
    )
    conversion = convertir(entree, "ponderee_rotation")
    cells = {
        ligne.reservataire: {c: part * flux[f"commune:{c}"] for c, part in ligne.par_commune.items()}
        for ligne in conversion.lignes
    }
    free = conversion.non_reserve.par_commune
    cells[BAILLEUR] = {c: free[c] * flux[f"commune:{c}"] for c in free}
    objectifs = arrondir_objectifs(cells, groupe_etat=frozenset({"P", "F"}))
    logements = {code: sum(rows.values(), Fraction(0)) for code, rows in cells.items()}
    return assiette, logements, {code: total.objectif for code, total in objectifs.par_reservataire.items()}


def test_many_changes_agree_with_inputs_rebuilt_by_hand() -> None:
    assiette, logements, objectifs = rebuild()
    issue = calculer_scenario(a_reference(), CHANGEMENTS).issue
    assert issue.assiette.assiette == assiette
    assert {c.reservataire: c.chiffres.logements for c in issue.comptes} == logements
    assert {c.reservataire: c.chiffres.objectif for c in issue.comptes} == objectifs


# Laws.

facteurs = st.fractions(Fraction(1, 2), 2, max_denominator=20)


@settings(max_examples=25, deadline=None)
@given(st.permutations(CHANGEMENTS))
def test_the_order_in_which_changes_are_said_changes_nothing(changements: list[Changement]) -> None:
    assert calculer_scenario(a_reference(), changements) == calculer_scenario(a_reference(), CHANGEMENTS)


@settings(max_examples=25, deadline=None)
@given(facteurs, st.sampled_from([ChangementLiberations, ChangementRotation]))
def test_a_factor_and_its_inverse_give_the_base_back(facteur: Fraction, kind: type) -> None:
    scenario = calculer_scenario(a_reference(), [kind(facteur=facteur), kind(facteur=1 / facteur)])
    assert scenario.issue.comptes == scenario.base.comptes
    assert scenario.issue.assiette.assiette == scenario.base.assiette.assiette


@st.composite
def references(draw: st.DrawFn) -> EntreeReference:
    """Some holders of any size on the small département."""
    counts = draw(st.lists(st.integers(0, 120), min_size=3, max_size=3))
    natures = draw(st.lists(st.sampled_from(["garantie", "terrain"]), min_size=3, max_size=3))
    places = ("epci:E1", "commune:A", "commune:C")
    rows = (
        a_reservataire(f"R{i}", "epci" if place.startswith("epci") else "commune", place, droits(n, nature))
        for i, (n, nature, place) in enumerate(zip(counts, natures, places, strict=True))
    )
    return a_reference(conversion=an_entree(*rows), comptes=(), methode="part_du_parc")


@settings(max_examples=40, deadline=None)
@given(references(), facteurs, st.integers(1, 80))
def test_sums_are_kept(reference: EntreeReference, facteur: Fraction, livres: int) -> None:
    scenario = calculer_scenario(reference, [ChangementLiberations(facteur), Livraison("B", livres)])
    for issue in (scenario.base, scenario.issue):
        chiffres = [c.chiffres for c in issue.comptes]
        assert sum(c.logements for c in chiffres) == issue.assiette.assiette
        if issue.objectif is not None:
            assert sum(c.objectif or 0 for c in chiffres) == issue.objectif
            assert abs(issue.objectif - issue.assiette.assiette) < 1
            # Nothing was acquired nor received: the soldes are what rounding left.
            assert sum(c.solde or 0 for c in chiffres) == issue.assiette.assiette - issue.objectif
    assert sum(c.ecart.logements for c in scenario.ecarts.comptes) == (
        scenario.issue.assiette.assiette - scenario.base.assiette.assiette
    )
