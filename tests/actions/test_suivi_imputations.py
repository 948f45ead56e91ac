"""What the imputations did, account by account, and who sees which."""

from __future__ import annotations

from tests.actions.imputation_exemple import agree, confirm, present
from tests.builders import MOMENT, Monde, a_user, an_acteur

from gef.actions.faits import SaisieFait, inscrire_fait
from gef.actions.suivi_imputations import (
    BilanImputations,
    count_imputations,
    list_imputations,
    narrow_imputations,
    read_rangs,
)


def test_what_each_account_received_gave_up_and_kept_adds_up_to_nothing(monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    confirm(monde, "ETAT-P", rang=3)
    confirm(monde, "AL", ordre=2, rang=4)
    confirm(monde, "CD", rang=5, motif="Accord de tous le 2 juin.")
    lignes = count_imputations(list_imputations(monde.habitat_lys.pk), 2026)
    assert lignes == (
        BilanImputations("AL", 1, 1, 0, 0),
        BilanImputations("CD", 1, 0, 0, 1),
        BilanImputations("ETAT-P", 1, 1, 1, 0),
        BilanImputations("VILLE", 0, 1, 0, 0),
    )
    assert sum(ligne.effet for ligne in lignes) == 0
    assert count_imputations(list_imputations(monde.habitat_lys.pk), 2025) == ()
    assert read_rangs(monde.habitat_lys.pk) == {"ETAT-P": 2, "AL": 3, "CD": 4}


def test_a_cancelled_imputation_counts_no_more_and_is_still_shown(monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    saisie = SaisieFait("annulation", MOMENT.date(), motif="mauvais candidat")
    inscrire_fait(an_acteur(monde.gestionnaire), monde.reference, saisie, rang_vu=3, moment=MOMENT)
    [lue] = list_imputations(monde.habitat_lys.pk)
    assert (lue.is_tenue, lue.retenu) == (False, "ETAT-P")
    assert count_imputations([lue], 2026) == ()
    assert read_rangs(monde.habitat_lys.pk) == {}


def test_the_accounts_before_and_after_see_the_imputation_and_nobody_else(monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    prefecture = a_user("Pat Préfecture", monde.prefecture)
    employees = a_user("Al Salarié", monde.action_logement)
    rows = list_imputations(monde.habitat_lys.pk)
    seen = {
        user.nom: len(narrow_imputations(an_acteur(user), rows))
        for user in (monde.lecteur, monde.agent_ville, prefecture, employees, monde.agent_rive)
    }
    assert seen == {
        "Dominique Lecteur": 1,
        "Camille Agent": 1,
        "Pat Préfecture": 1,
        "Al Salarié": 0,
        "Sacha Rivage": 0,
    }
    assert list_imputations(monde.logis_de_passage.pk) == ()
