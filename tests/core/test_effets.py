"""What each change does to the inputs, how it is said, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.core.conversions_exemples import pct
from tests.core.scenarios_exemples import a_reference

from gef.core.base_scenario import EntreeReference
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
from gef.core.droits_uniques import LotDroits
from gef.core.effets import appliquer_changements
from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.seuils import Derogation
from gef.core.territoires import EntreeReservataire, Territoire


def change(*changements: Changement, base: EntreeReference | None = None) -> tuple[EntreeReference, list[str]]:
    """Apply changes; give the inputs, and each change as it is said."""
    changed, etapes = appliquer_changements(base or a_reference(), changements)
    return changed, [f"{e.libelle} : {str(e.valeur).replace(chr(0x202F), ' ')}" for e in etapes]


def holder(reference: EntreeReference, code: str) -> EntreeReservataire:
    return next(r for r in reference.conversion.reservataires if r.id == code)


def place(reference: EntreeReference, portee: str) -> Territoire:
    return reference.conversion.territoire(portee)


def test_nothing_changed_is_the_base() -> None:
    assert change() == (a_reference(), [])


def test_a_programme_enters_its_commune_and_what_contains_it() -> None:
    changed, said = change(Livraison("C", 200, reservataire="EPCI", droits=20, nature="financement"))
    assert said == ["Programme livré, C : 200 → 400 logements ; EPCI : 48 → 68 droits"]
    assert changed.assiette.parc == 1210
    assert [place(changed, p).parc_eligible for p in ("departement", "epci:E1", "epci:E2")] == [1200, 800, 400]
    assert holder(changed, "EPCI").lots[-1] == LotDroits(20, "financement")


def test_a_programme_may_open_a_commune_and_its_epci() -> None:
    changed, said = change(Livraison("D", 100, epci="E3"))
    assert said == ["Programme livré, D : 0 → 100 logements"]
    assert changed.conversion.communes["D"] == "E3"
    # 1 100 × 10 % − 20 = 90; the new dwellings free as the others do: 80 for 1 000 before the new assiette.
    assert place(changed, "commune:D").flux_prevu == place(changed, "epci:E3").flux_prevu == Fraction(90, 11)


def test_dwellings_leave_with_the_rights_that_end_first() -> None:
    changed, said = change(Retrait("A", 100, "demolition", "VILLE", 55))
    assert said == ["Logements démolis, A : 500 → 400 logements ; VILLE : 65 → 10 droits"]
    assert [lot.nombre for lot in holder(changed, "VILLE").lots] == [0, 10]
    assert changed.assiette.parc == 910


@pytest.mark.parametrize(
    ("changement", "counts"),
    [
        (DroitEteint("VILLE"), [0, 0]),
        (DroitEteint("VILLE", ligne=2), [50, 0]),
        (DroitEteint("VILLE", ligne=1, nombre=20), [30, 15]),
        (DroitEteint("VILLE", nombre=60), [0, 5]),
    ],
)
def test_rights_end_by_line_or_by_term(changement: DroitEteint, counts: list[int]) -> None:
    assert [lot.nombre for lot in holder(change(changement)[0], "VILLE").lots] == counts


def test_rights_already_over_do_not_end_again() -> None:
    base = a_reference()
    ville = replace(holder(base, "VILLE"), lots=(LotDroits(30, "garantie", None, 2020), LotDroits(5, "terrain")))
    rows = tuple(ville if r.id == "VILLE" else r for r in base.conversion.reservataires)
    base = replace(base, conversion=replace(base.conversion, reservataires=rows))
    changed, said = change(DroitEteint("VILLE"), base=base)
    assert [lot.nombre for lot in holder(changed, "VILLE").lots] == [30, 0]
    assert said == ["Droits éteints, Réservataire VILLE : 5 → 0 droits"]


def test_a_right_is_added_with_its_term() -> None:
    changed, said = change(DroitAjoute("AL", 12, "financement", Fraction(1, 8), 2040))
    assert holder(changed, "AL").lots[-1] == LotDroits(12, "financement", Fraction(1, 8), 2040)
    assert said == ["Droits ajoutés, Réservataire AL (apport de financement) : 150 → 162 droits"]


@pytest.mark.parametrize(
    "rotation", [ChangementRotation(facteur=Fraction(8, 10)), ChangementRotation(valeur=Fraction(8, 100))]
)
def test_the_rate_of_the_parc_moves_every_rate_in_proportion(rotation: ChangementRotation) -> None:
    changed, said = change(rotation)
    assert said == ["Rotation du parc, et des contingents en proportion : 10 % → 8 %"]
    assert (changed.assiette.taux.valeur, changed.assiette.taux.evenements) == (pct(8), None)
    assert changed.assiette.taux.source == Source("hypothèse du scénario, depuis : exemple", "calcul")
    assert place(changed, "epci:E1").rotation == pct(8)
    assert [holder(changed, code).lots[0].rotation for code in ("AL", "VILLE")] == [pct(4), None]
    assert place(changed, "departement").flux_prevu == 60


def test_the_rate_of_a_contingent_leaves_the_assiette() -> None:
    changed, said = change(
        ChangementRotation(facteur=Fraction(3, 2), reservataire="VILLE"),
        ChangementRotation(valeur=pct(7), reservataire="AL"),
    )
    assert said == [
        "Rotation du contingent, Réservataire VILLE : × 1,500",
        "Rotation du contingent, Réservataire AL : 7 % pour tous ses droits",
    ]
    assert [lot.rotation for lot in holder(changed, "VILLE").lots] == [pct(15), pct(15)]
    assert holder(changed, "AL").lots[0].rotation == pct(7)
    assert changed.assiette == a_reference().assiette


def test_fewer_dwellings_freed_leave_the_rates_that_weigh_the_rights() -> None:
    changed, said = change(ChangementLiberations(Fraction(9, 10)))
    assert said == ["Logements libérés, à droits inchangés : × 0,900 (−10 %)"]
    assert place(changed, "departement").flux_prevu == 70
    assert place(changed, "departement").rotation == pct(10)
    assert holder(changed, "AL") == holder(a_reference(), "AL")


def test_forecasts_are_scaled_or_replaced() -> None:
    changed, said = change(
        ChangementPrevision("mutations", facteur=Fraction(2, 3)), ChangementPrevision("vente", nombre=Fraction(4))
    )
    assert said == [
        "Prévision, mutations internes : 15 → 10 logements",
        "Prévision, opérations de vente : 0 → 4 logements",
    ]
    assert {s.categorie: s.logements for s in changed.assiette.soustractions} == {
        "mutations": 10,
        "anru": 5,
        "vente": 4,
    }


def test_a_negotiated_part_names_its_document() -> None:
    changed, said = change(ChangementPart("VILLE", pct(20), "projet d’avenant"))
    assert said == ["Part négociée, Réservataire VILLE : 13 % → 20 %"]
    assert holder(changed, "VILLE").source_negociee == Source("projet d’avenant", "locale")
    supposed = holder(change(ChangementPart("VILLE", pct(20)))[0], "VILLE").source_negociee
    assert supposed == Source("hypothèse du scénario", "calcul")


def test_a_derogation_is_an_act_and_the_law_stays() -> None:
    changed, said = change(ChangementPlafond("etat", pct(35), "derogation", "besoin économique"))
    assert said == ["État, ensemble (dérogation : besoin économique) : 30 % → 35 %"]
    [acte] = changed.conversion.derogations
    assert (acte.code_plafond, acte.valeur, acte.exercice, acte.source.nature) == ("etat", pct(35), 2026, "locale")
    assert changed.conversion.plafonds == a_reference().conversion.plafonds


def test_a_supposed_cap_is_never_called_legal() -> None:
    known = Derogation("etat", pct(32), "arrêté", Source("arrêté", "locale"), exercice=2026)
    base = a_reference()
    base = replace(base, conversion=replace(base.conversion, derogations=(known,)))
    changed, said = change(ChangementPlafond("etat", pct(40), "hypothese", "proposition de loi"), base=base)
    assert said == ["État, ensemble (hypothèse, et non le droit : proposition de loi) : 30 % → 40 %"]
    assert changed.conversion.plafonds.etat.source == Source("hypothèse du scénario : proposition de loi", "calcul")
    assert changed.conversion.derogations == ()


def test_what_the_bailleur_keeps_is_a_cap_too() -> None:
    changed, said = change(ChangementPlafond("minimum_bailleur", pct(5), "hypothese", "réserve"))
    assert changed.conversion.own_minimum == pct(5)
    assert said == ["Minimum gardé par le bailleur (hypothèse, et non le droit : réserve) : 0 % → 5 %"]


def test_another_method() -> None:
    changed, said = change(ChangementMethode("droits_uniques"))
    assert (changed.methode, said) == ("droits_uniques", ["Méthode de conversion : Négociée → Droits uniques"])


@pytest.mark.parametrize(
    ("changements", "message"),
    [
        ([DroitAjoute("X", 3)], "réservataire « X » : inconnu ; attendu : AL, EPCI, F, P, VILLE"),
        ([Retrait("Z", 3)], "commune Z : inconnue ; attendu : A, B, C"),
        ([Retrait("C", 201)], "201 logements retirés de 200"),
        ([Retrait("C", 150, "vente", "VILLE", 66)], "66 pour 65 en cours"),
        ([DroitEteint("VILLE", ligne=3)], "ligne 3 : elle n’existe pas ; attendu : de 1 à 2"),
        ([DroitEteint("VILLE", ligne=2, nombre=16)], "16 pour 15 en cours"),
        ([ChangementPrevision("vente", facteur=Fraction(1, 2))], "prévision de vente : aucune dans la base"),
        ([ChangementPrevision("mutations", nombre=Fraction(101))], "pas plus que les logements libérés"),
        ([ChangementRotation(facteur=Fraction(11))], "taux.valeur : 11/10"),
        ([ChangementPlafond("garanties", pct(25), "derogation", "accord")], "aucun texte ne la permet"),
        ([ChangementPart("AL", pct(9)), ChangementMethode("part_du_parc")], "sans effet par la méthode"),
    ],
)
def test_what_cannot_be_is_refused_in_french(changements: list[Changement], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        change(*changements)
