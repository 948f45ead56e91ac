"""Tables of the imputation: candidates, accounts compared, rules, effects, what each one may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.actions.imputation_exemple import REGLE, agree, confirm, present, propose
from tests.builders import JOUR, MOMENT, Monde, an_acteur

from gef.actions.flux import load_flux
from gef.actions.regles_imputation import clore_regle, list_regles
from gef.actions.suivi_imputations import count_imputations, list_imputations
from gef.actions.tableaux_imputation import (
    AUTRE,
    dire_en_vigueur,
    table_comptes_compares,
    table_effets,
    table_imputations,
    table_propositions,
    table_regles,
)
from gef.core.criteres_imputation import LIBELLES_MOTIFS
from gef.outputs.csv import write_csv

NOMS = {"VILLE": "Ville de Lys", "ETAT-P": "État", "AL": "Action Logement", "CD": "Département"}


def test_each_candidate_has_its_row_with_the_reason_and_what_would_change_it(monde: Monde) -> None:
    present(monde)
    agree(monde, replace(REGLE, criteres=("public", "titulaire")))
    table = table_propositions(propose(monde), NOMS)
    first, _, third = table.lignes
    assert first.valeurs == {
        "candidat": "Candidat 1",
        "public": "reconnu au titre du DALO, validé",
        "comptes": "État, Département, Ville de Lys",
        "propose": "État",
        "raison": "État, publics prioritaires : le réservataire du public le plus étroit (ménages prioritaires).",
    }
    assert first.details["raison"] == "Sans ce critère, ce serait Ville de Lys."
    assert (first.genre, third.genre, third.valeurs["public"]) == ("retenu", "", "non renseigné")


def test_the_accounts_of_those_who_have_a_choice_are_compared(monde: Monde) -> None:
    present(monde)
    agree(monde)
    table = table_comptes_compares(propose(monde), NOMS)
    assert [(r.valeurs["candidat"], r.valeurs["compte"], r.valeurs["ecarte"], r.genre) for r in table.lignes] == [
        ("Candidat 1", "État", None, "retenu"),
        ("Candidat 1", "Département", "le réservataire du public le plus étroit", ""),
        ("Candidat 1", "Ville de Lys", "le réservataire du public le plus étroit", ""),
        ("Candidat 2", "Action Logement", None, "retenu"),
        ("Candidat 2", "Ville de Lys", "le réservataire du public le plus étroit", ""),
    ]
    assert table.lignes[0].valeurs["lu"] == "ménages prioritaires"
    assert len(write_csv(table).decode("utf-8-sig").splitlines()) == 6


def test_the_register_of_rules_says_where_each_stands(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    agree(monde)
    agree(monde, replace(REGLE, debut=date(2027, 1, 1)))
    ended, mistake = agree(monde), agree(monde)
    clore_regle(acteur, ended.pk, fin=JOUR, document="avenant", moment=MOMENT)
    clore_regle(acteur, mistake.pk, fin=mistake.debut, document="erreur", moment=MOMENT)
    table = table_regles(list_regles(monde.habitat_lys), NOMS, JOUR)
    assert [(row.valeurs["etat"], row.valeurs["fin"]) for row in table.lignes] == [
        ("annulee", None),
        ("echue", date(2026, 6, 14)),
        ("a_venir", None),
        ("en_vigueur", None),
    ]
    assert table.lignes[3].valeurs["regle"] == (
        "1. le réservataire du public le plus étroit ; 2. le réservataire à qui il est dû le plus"
    )
    assert dire_en_vigueur(None, NOMS).startswith("Aucune règle")
    said = dire_en_vigueur(list_regles(monde.habitat_lys)[3], NOMS).replace("\N{NO-BREAK SPACE}", " ")
    assert said.endswith("Depuis le 1er janvier 2026 : accord des partenaires du 12 janvier 2026.")


def test_the_effects_add_up_and_a_total_says_so(monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    table = table_effets(count_imputations(list_imputations(monde.habitat_lys.pk), 2026), NOMS, 2026)
    assert [(row.valeurs["compte"], row.valeurs["effet"]) for row in table.lignes] == [
        ("État", 1),
        ("Ville de Lys", -1),
    ]
    assert table.total is not None
    assert (table.total.valeurs["recues"], table.total.valeurs["effet"]) == (1, 0)
    assert table_effets((), NOMS, 2026).total is None


def test_a_reservataire_reads_what_decided_and_no_other_name(monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    confirm(monde, "CD", motif="Accord de tous le 2 juin.", rang=3)
    rows = list_imputations(monde.habitat_lys.pk)
    noms = load_flux(monde.habitat_lys.pk).noms()
    whole = table_imputations(rows, noms, exercice=2026, liens={monde.reference: "/ici"}, is_bailleur=True)
    last, first = whole.lignes
    assert (first.valeurs["avant"], first.valeurs["retenu"], first.valeurs["tient"]) == (
        "Ville de Lys",
        "État, publics prioritaires",
        True,
    )
    assert first.liens == {"logement": "/ici"}
    assert last.details["raison"] == "Écart à la proposition : Accord de tous le 2 juin."
    own = table_imputations(rows, {"VILLE": "Ville de Lys"}, exercice=2026, liens={}, is_bailleur=False)
    assert [(row.valeurs["retenu"], row.valeurs["raison"]) for row in own.lignes] == [
        (AUTRE, "choix du bailleur, hors de la règle"),
        (AUTRE, LIBELLES_MOTIFS["public"]),
    ]
    assert "Accord de tous" not in write_csv(own).decode()
    assert table_imputations(rows, noms, exercice=2025, liens={}, is_bailleur=True).lignes == ()
