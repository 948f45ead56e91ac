"""The bilan of an exercice: drawn up from the database, then narrowed to what one réservataire may know."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.actions.monde_complet import DEPARTS, MUTATIONS_2025, complete
from tests.builders import ANTIBES, CANNES, MOMENT, Monde, a_fait, a_liberation, an_acteur

from gef.actions.annee import resumer_annee
from gef.actions.bilan import add_axes, codes_of, list_exercices, narrow_bilan, read_bilan
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.flux import load_flux
from gef.core.bilan import AXES, Bilan, LigneReservataire
from gef.core.parts import BAILLEUR


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def compte(bilan: Bilan, code: str) -> LigneReservataire:
    return next(row for row in bilan.reservataires if row.id == code)


def orient_etat(monde: Monde) -> None:
    """One dwelling of Cannes for each account of the État, one of Antibes for the first; all in 2026."""
    for rank, (code, commune) in enumerate((("ETAT-P", CANNES), ("ETAT-F", CANNES), ("ETAT-P", ANTIBES))):
        row = a_liberation(monde.habitat_lys, f"E-{rank}", libre_le=date(2026, 3, 1), commune=commune)
        a_fait(row, "orientation", monde.comptes[code], date=date(2026, 3, 2))


def test_a_past_exercice_counts_what_was_written_in_it(monde: Monde) -> None:
    complete(monde)
    bilan = read_bilan(monde.habitat_lys, 2025)
    assert (bilan.liberations, bilan.liberations_hors_flux) == (DEPARTS[2025], MUTATIONS_2025)
    assert (bilan.logements_proposes, bilan.total.propositions) == (6, 7)
    al, ville = compte(bilan, "AL"), compte(bilan, "VILLE")
    assert (al.propositions, al.attributions, al.baux, al.refus) == (6, 1, 1, 0)
    assert (ville.propositions, ville.attributions, ville.baux, ville.refus) == (1, 0, 0, 1)
    assert ville.droits == ville.solde_fin == 6 * Fraction(1, 5)


@pytest.mark.parametrize("exercice", [2024, 2025, 2026])
def test_each_solde_is_the_one_of_the_year(monde: Monde, exercice: int) -> None:
    complete(monde)
    orient_etat(monde)
    annee = resumer_annee(load_flux(monde.habitat_lys.pk), exercice)
    bilan = read_bilan(monde.habitat_lys, exercice)
    expected = {row.code: (row.report, row.droits, row.recus, row.solde) for row in annee.lignes}
    moved = {row.id: row for row in bilan.reservataires if row.solde_fin is not None}
    assert {c: (r.solde_debut, r.droits, r.recus, r.solde_fin) for c, r in moved.items()} == {
        code: expected[code] for code in moved
    }
    assert all(solde == 0 for code, (*_, solde) in expected.items() if code not in moved)
    assert bilan.total.solde_fin in {annee.somme, None}


def test_without_a_parc_it_says_what_is_missing(monde: Monde) -> None:
    with pytest.raises(DossierIncompletError, match="importez le dépôt RPLS"):
        read_bilan(monde.habitat_lys, 2026)


def test_exercices_are_the_years_of_liberations_newest_first(monde: Monde) -> None:
    complete(monde)
    a_liberation(monde.habitat_lys, "F", libre_le=date(2027, 1, 1))
    assert list_exercices(load_dossier(monde.habitat_lys)) == (2027, 2026, 2025, 2024)


def test_a_bailleur_sees_every_account_and_a_reservataire_those_he_holds_there(monde: Monde) -> None:
    lys = monde.habitat_lys
    assert codes_of(an_acteur(monde.gestionnaire), lys) is None
    assert codes_of(an_acteur(monde.agent_ville), lys) == {"VILLE"}
    assert codes_of(an_acteur(monde.agent_rive), lys) == set()
    assert codes_of(an_acteur(monde.agent_rive), monde.logis_de_passage) == {"RIVE"}


def test_a_narrowed_bilan_keeps_the_totals_of_everybody(monde: Monde) -> None:
    complete(monde)
    whole = read_bilan(monde.habitat_lys, 2025)
    narrowed = narrow_bilan(whole, {"VILLE"})
    assert [row.id for row in narrowed.reservataires] == ["VILLE"]
    assert (narrowed.total, narrowed.hors_flux, narrowed.liberations) == (
        whole.total,
        whole.hors_flux,
        whole.liberations,
    )


def test_a_narrowed_bilan_names_nobody_else_and_still_adds_up(monde: Monde) -> None:
    complete(monde)
    whole = read_bilan(monde.habitat_lys, 2025)
    narrowed = narrow_bilan(whole, {"VILLE"})
    others = [row.nom for row in whole.reservataires if row.id != "VILLE"]
    sentences = [
        *narrowed.manques,
        *(f"{s.libelle} {s.calcul}" for e in narrowed.explications.values() for s in e.etapes),
    ]
    assert not [text for text in sentences if any(nom in text for nom in others)]
    assert not [text for text in sentences if "6 + 0" in text]
    etapes = narrowed.explications["propositions"].etapes
    assert [(s.libelle, s.valeur) for s in etapes] == [
        ("Ville de Lys", 1),
        ("Les autres comptes", 6),
        ("Propositions", 7),
    ]
    assert "attributions_VILLE" in {s.code for s in narrowed.explications["attributions"].etapes}


def test_what_the_rows_of_everybody_lack_is_still_said(monde: Monde) -> None:
    complete(monde)
    narrowed = narrow_bilan(read_bilan(monde.habitat_lys, 2025), {"VILLE"})
    assert [text.partition(" :")[0] for text in narrowed.manques] == [
        "Prévision hors flux",
        "Public du ménage",
        "Quartile hors QPV du ménage",
        "Soustractions prévues en 2026",
    ]


def test_narrowed_to_everybody_nothing_is_hidden(monde: Monde) -> None:
    complete(monde)
    whole = read_bilan(monde.habitat_lys, 2025)
    narrowed = narrow_bilan(whole, {row.id for row in whole.reservataires})
    assert narrowed.reservataires == whole.reservataires
    assert narrowed.manques == whole.manques
    assert [len(e.etapes) for e in narrowed.explications.values()] == [
        len(e.etapes) for e in whole.explications.values()
    ]


def test_the_axes_of_one_account_are_its_own(monde: Monde) -> None:
    complete(monde)
    narrowed = narrow_bilan(read_bilan(monde.habitat_lys, 2025), {"AL"})
    assert add_axes(narrowed) == compte(narrowed, "AL").axes


def test_the_axes_of_two_accounts_add_up_and_leave_the_others_out(monde: Monde) -> None:
    complete(monde)
    orient_etat(monde)
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    whole = read_bilan(monde.habitat_lys, 2026)
    axes = {axe.axe: axe for axe in add_axes(narrow_bilan(whole, {"ETAT-P", "ETAT-F"}))}
    assert list(axes) == [axe.axe for axe in whole.axes]
    assert {axe.total.propositions for axe in axes.values()} == {3}
    assert [(row.code, row.propositions) for row in axes["commune"].lignes] == [(ANTIBES, 1), (CANNES, 2)]
    assert {row.hors_flux for axe in axes.values() for row in (*axe.lignes, axe.total)} == {0}


def test_an_account_without_any_event_has_empty_axes(monde: Monde) -> None:
    complete(monde)
    narrowed = narrow_bilan(read_bilan(monde.habitat_lys, 2025), {"CD"})
    assert [axe.lignes for axe in add_axes(narrowed)] == [()] * len(AXES)
    assert {axe.total.propositions for axe in add_axes(narrowed)} == {0}


def test_the_bailleur_s_own_contingent_is_an_account(monde: Monde) -> None:
    complete(monde)
    a_fait(monde.liberations[0], "orientation", ecrit_le=MOMENT)
    assert compte(read_bilan(monde.habitat_lys, 2026), BAILLEUR).propositions == 1


def test_queries_do_not_grow_with_the_dwellings(monde: Monde, django_assert_num_queries: Any) -> None:
    complete(monde)
    counts = []
    for size in (3, 30):
        for rank in range(size):
            row = a_liberation(monde.habitat_lys, f"Q-{size}-{rank}", libre_le=date(2026, 4, 1))
            a_fait(row, "orientation", monde.comptes["AL"])
        load_flux(monde.habitat_lys.pk)
        with django_assert_num_queries(counts[0] if counts else 28, exact=False) as queries:
            read_bilan(monde.habitat_lys, 2026)
        counts.append(len(queries))
    assert counts[0] == counts[1]
