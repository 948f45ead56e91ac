"""Who waits and why, from the ledger: the figures of the other pages, and the reasons that the facts give."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.actions.monde_complet import complete
from tests.builders import ANTIBES, JOUR, MOMENT, Monde, a_fait, a_liberation, an_acteur, an_attente, an_orientation
from tests.builders_parc import keep_files_in

from gef.actions.annee import resumer_annee
from gef.actions.assiette import calculer_et_garder
from gef.actions.flux import load_flux
from gef.actions.pilotage import LignePilotage, Pilotage, count_delais, list_fins, project_fin, read_pilotage
from gef.actions.revoyure import load_revoyure
from gef.core.parts import BAILLEUR
from gef.db.reglages.models import ReglageOrientation


def read(monde: Monde, jour: date = JOUR) -> Pilotage:
    return read_pilotage(monde.habitat_lys, load_flux(monde.habitat_lys.pk), jour)


def ligne(found: Pilotage, code: str) -> LignePilotage:
    return next(row for row in found.lignes if row.compte.code == code)


def orient(monde: Monde, code: str, number: int, jour: date, commune: str = "06029") -> None:
    for rank in range(number):
        row = a_liberation(monde.habitat_lys, f"{code}-{jour:%m%d}-{rank}", libre_le=jour, commune=commune)
        a_fait(row, "orientation", monde.comptes.get(code), date=jour)


def test_the_days_are_the_ends_of_the_months_then_the_day() -> None:
    assert list_fins(date(2026, 1, 8)) == (date(2026, 1, 1), date(2026, 1, 8))
    assert list_fins(date(2026, 3, 31)) == (date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))


def test_nobody_waits_before_the_first_orientation(monde: Monde) -> None:
    found = read(monde)
    assert found.alertes == ()
    assert (found.count("en_retard"), found.delais) == (0, 0)


def test_the_months_of_each_account_are_those_of_its_ledger(monde: Monde) -> None:
    for number, jour in ((2, date(2025, 11, 3)), (3, date(2026, 1, 12)), (1, date(2026, 4, 2)), (2, date(2026, 6, 8))):
        orient(monde, "AL", number, jour)
    found = read(monde)
    annee = {row.code: row for row in resumer_annee(load_flux(monde.habitat_lys.pk), 2026).lignes}
    for row in found.lignes:
        compte, expected = row.compte, annee[row.compte.code]
        assert (compte.report, compte.droits_total, compte.recus_total, compte.solde) == (
            expected.report,
            expected.droits,
            expected.recus,
            expected.solde,
        )
        assert len(compte.soldes) == len(found.fins) == 7
    assert ligne(found, "AL").compte.recus == (3, 0, 0, 1, 0, 2)


def test_what_is_dated_after_the_day_stands_in_the_last_month(monde: Monde) -> None:
    orient(monde, "AL", 1, date(2026, 7, 20))
    found = read(monde)
    assert ligne(found, "AL").compte.recus == (0, 0, 0, 0, 0, 1)
    assert sum(row.compte.solde for row in found.lignes) == 0


def test_who_received_nothing_drowns_and_the_bailleur_never_does(monde: Monde) -> None:
    orient(monde, "AL", 5, date(2026, 2, 2))
    found = read(monde)
    ville = ligne(found, "VILLE")
    assert ville.constats == ("en_retard", "noye")
    assert ville.depuis == date(2026, 2, 28)
    assert ("proposes", 2) in [(r.code, r.nombre) for r in ville.raisons] or ville.compte.proposes
    assert ligne(found, BAILLEUR).constats == ()
    assert found.alertes[0].compte.solde == max(row.compte.solde for row in found.alertes)


def test_a_refusal_that_does_not_count_is_a_reason(monde: Monde) -> None:
    orient(monde, "AL", 4, date(2026, 2, 2))
    row = a_liberation(monde.habitat_lys, "R-1", libre_le=date(2026, 3, 2))
    a_fait(row, "orientation", monde.comptes["VILLE"], date=date(2026, 3, 2))
    a_fait(row, "refus", monde.comptes["VILLE"], date=date(2026, 3, 4))
    compte = ligne(read(monde), "VILLE").compte
    assert (compte.refus, compte.rendus, compte.tenus, compte.sans_suite) == (1, 1, 0, 1)
    assert [r.code for r in ligne(read(monde), "VILLE").raisons][:1] == ["refus"]


def test_a_decision_against_the_proposal_is_a_reason_while_it_stands(monde: Monde) -> None:
    orient(monde, "AL", 5, date(2026, 2, 2))
    retenu = an_attente(monde.habitat_lys, monde.reference).retenu
    assert retenu not in ("CD", BAILLEUR)
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "CD")
    assert ligne(read(monde), retenu).compte.ecarts == 1
    a_fait(monde.liberations[0], "retour", monde.comptes["CD"])
    a_fait(monde.liberations[0], "orientation", monde.comptes[retenu])
    assert ligne(read(monde), retenu).compte.ecarts == 0


def test_the_delays_are_counted_by_dwelling_and_not_by_clock(monde: Monde) -> None:
    ville = monde.comptes["VILLE"]
    a_fait(monde.liberations[0], "orientation", ville, date=date(2026, 6, 1))
    a_fait(monde.liberations[0], "transmission", ville, date=date(2026, 6, 2))
    etat = load_flux(monde.habitat_lys.pk)
    assert count_delais(monde.habitat_lys, etat, date(2026, 6, 3)) == {}
    assert count_delais(monde.habitat_lys, etat, date(2026, 8, 3)) == {"VILLE": 1}
    assert read(monde, date(2026, 8, 3)).delais == 1


def test_the_end_of_the_year_adds_the_projected_droits_to_the_carry_over(
    monde: Monde, settings: Any, tmp_path: Any
) -> None:
    keep_files_in(tmp_path, settings)
    complete(monde)
    calculer_et_garder(an_acteur(monde.gestionnaire), 2026, MOMENT)
    orient(monde, "AL", 3, date(2026, 5, 4), ANTIBES)
    revoyure = load_revoyure(monde.habitat_lys, JOUR)
    assert revoyure is not None
    al = ligne(read(monde), "AL")
    fin = project_fin(al, {"AL": 7}, revoyure.projection)
    assert fin.droits is not None
    assert fin.droits.projetes is not None
    assert fin.reste == al.compte.report + fin.droits.projetes - 3
    assert fin.objectif == 7
    assert fin.intervalle is None or fin.intervalle.bas <= fin.reste <= fin.intervalle.haut
    assert project_fin(al, {}, None) == type(fin)(None, None, None, None)


def test_a_solde_on_the_threshold_is_not_late(monde: Monde) -> None:
    orient(monde, "AL", 4, date(2026, 2, 2))
    inscrire_seuil(monde, Fraction(4, 5))
    found = read(monde)
    assert ligne(found, "VILLE").compte.solde == found.seuil == Fraction(4, 5)
    assert ligne(found, "VILLE").constats == ()
    inscrire_seuil(monde, Fraction(3, 4))
    assert ligne(read(monde), "VILLE").constats == ("en_retard",)


def inscrire_seuil(monde: Monde, seuil: Fraction) -> None:
    ReglageOrientation.objects.create(
        bailleur=monde.habitat_lys,
        regle="equilibre",
        avance_min=Fraction(1, 10),
        seuil=seuil,
        dispense=Fraction(4, 5),
        profil=Fraction(1, 4),
        commune=Fraction(1, 2),
        debut=date(2026, 1, 1),
        document="comité",
        ecrit_le=MOMENT,
    )
