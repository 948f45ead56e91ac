"""The obligations of a year, from the ledger: the État's share is known, the households are not."""

from __future__ import annotations

from datetime import date

from tests.builders import ANTIBES, CANNES, JOUR, MOMENT, Monde, a_fait, a_liberation

from gef.actions.flux import load_flux
from gef.actions.obligations import load_derogations, load_obligations
from gef.core.comptages import Menage
from gef.core.obligations import Comptage, Obligation
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Derogation


def load(monde: Monde, jour: date = JOUR, **args: object) -> dict[tuple[str, str, str], Obligation]:
    rows = load_obligations(monde.habitat_lys, load_flux(monde.habitat_lys.pk), jour, **args)  # type: ignore[arg-type]  # the households
    return {(row.code, row.portee, row.reservataire): row for row in rows}


def orient(monde: Monde, *codes: str, **fields: object) -> None:
    for rank, code in enumerate(codes):
        row = a_liberation(monde.habitat_lys, f"O-{code}-{rank}-{len(fields)}", libre_le=JOUR, **fields)
        a_fait(row, "orientation", monde.comptes.get(code))


def test_the_state_is_counted_and_the_households_are_missing(monde: Monde) -> None:
    orient(monde, "ETAT-P", "AL", "AL", "VILLE")
    orient(monde, "AL", commune=ANTIBES, qpv=True)
    found = load(monde)
    assert found["etat_plafond", "departement", ""].comptage == Comptage(5, 1)
    assert found["etat_hors_qpv", "departement", ""].comptage == Comptage(4, 1)
    assert found["etat_commune", f"commune:{CANNES}", ""].comptage == Comptage(4, 1)
    assert found["etat_commune", f"commune:{ANTIBES}", ""].manque * 10 == 3
    assert found["prioritaires_collectivites", "departement", "VILLE"].statut == "sans_objet"


def test_attributions_without_a_household_are_data_that_is_missing(monde: Monde) -> None:
    orient(monde, "VILLE")
    row = load_flux(monde.habitat_lys.pk).suivis
    newest = row[max(row)].liberation
    a_fait(newest, "attribution")
    found = load(monde)["prioritaires_collectivites", "departement", "VILLE"]
    assert (found.statut, found.comptage) == ("absente", Comptage(1, 0, 1))
    known = load(monde, menages={newest.pk: Menage(is_prioritaire=True)})
    assert known["prioritaires_collectivites", "departement", "VILLE"].statut == "tenue"


def test_each_share_says_its_article_and_its_base(monde: Monde) -> None:
    orient(monde, "AL")
    found = load(monde)
    floor = found["etat_hors_qpv", "departement", ""].seuil
    assert "R. 441-5-2, II" in floor.source.reference
    assert "hors quartiers prioritaires" in floor.base
    assert found["prioritaires_bailleur", "departement", BAILLEUR].seuil.source.nature == "legale"


def test_another_year_counts_for_another_year(monde: Monde) -> None:
    row = a_liberation(monde.habitat_lys, "A", libre_le=date(2025, 3, 1))
    a_fait(row, "orientation", monde.comptes["ETAT-P"], date=date(2025, 3, 2))
    assert load(monde)["etat_plafond", "departement", ""].comptage == Comptage(0, 0)
    assert load(monde, date(2025, 12, 31))["etat_plafond", "departement", ""].comptage == Comptage(1, 1)


def test_a_share_that_the_law_did_not_have_yet_is_left_out(monde: Monde) -> None:
    codes = {code for code, _, _ in load(monde, date(2019, 6, 1))}
    assert "etat_plafond" not in codes


def test_the_last_act_on_a_rule_holds(monde: Monde) -> None:
    for valeur in ("2/5", "1/3"):
        Derogation.objects.create(
            bailleur=monde.habitat_lys,
            code="etat",
            valeur=valeur,
            clause="besoin économique",
            document="arrêté",
            exercice=2026,
            ecrit_le=MOMENT,
        )
    [acte] = load_derogations(monde.habitat_lys)
    assert str(acte.valeur) == "1/3"
    orient(monde, "ETAT-P", "AL")
    found = load(monde)["etat_plafond", "departement", ""]
    assert (found.clause, str(found.seuil.valeur), found.seuil.source.reference) == (
        "besoin économique",
        "1/3",
        "arrêté",
    )
