"""The pages of the imputation: proposals, a confirmation, a departure, what each one sees."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.actions.imputation_exemple import agree, candidats, confirm, present
from tests.builders import JOUR, MOMENT, Monde, a_fait, a_liberation, a_user, an_acteur
from tests.builders_caleol import NON, a_seance, some_decisions
from tests.web.lecture import list_faults, list_slips
from tests.web.pages import read, words

from gef.actions.faits import SaisieFait, inscrire_fait
from gef.actions.flux import load_flux
from gef.actions.regles_imputation import SaisieRegle
from gef.db.caleol.models import Passage
from gef.db.flux.models import Fait
from gef.db.imputations.models import ImputationConfirmee


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(monde.gestionnaire)
    return client


def address(monde: Monde) -> str:
    return f"/logements/{monde.reference}/imputation"


def sent(monde: Monde, compte: str, **fields: str) -> dict[str, str]:
    return {"candidat": str(candidats(monde)[0].pk), "compte": compte, "rang": "2", **fields}


def test_the_proposal_comes_first_with_its_reason_and_one_button(page: Client, monde: Monde) -> None:
    present(monde)
    agree(monde)
    html = read(page, address(monde))
    text = words(html)
    assert "Sur quel compte compter ce logement ?" in text
    assert "Candidat 1 reconnu au titre du DALO, validé" in text
    assert "le réservataire du public le plus étroit (ménages prioritaires)" in text
    assert "Compter sur État, publics prioritaires" in text
    assert text.index("Candidat 1") < text.index("Les candidats") < text.index("Ce que chaque choix fait aux comptes")
    assert (list_faults(html), list_slips(html)) == ([], [])


def test_a_confirmation_in_one_click_then_the_page_says_it(page: Client, monde: Monde) -> None:
    present(monde)
    agree(monde)
    answer = page.post(address(monde), sent(monde, "ETAT-P"), follow=True)
    text = words(answer.content.decode())
    assert "compte sur État, publics prioritaires. Les comptes ont suivi." in text
    assert "Compte sur État, publics prioritaires" in text
    assert "pour le candidat 1, par Camille Gérant" in text
    assert "Compter sur État" not in text  # done: what is left is to choose another
    assert load_flux(monde.habitat_lys.pk).suivis[monde.liberations[0].pk].reservataire == "ETAT-P"


def test_a_departure_without_a_reason_is_refused_and_kept_open(page: Client, monde: Monde) -> None:
    present(monde)
    agree(monde)
    answer = page.post(address(monde), sent(monde, "CD", motif="accord"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "pourquoi s’écarter de la proposition" in words(html)
    assert '<option value="CD" selected>' in html
    assert list_faults(html) == []
    assert not ImputationConfirmee.objects.exists()
    page.post(address(monde), sent(monde, "CD", motif="Engagement du Département le 2 juin."))
    assert "Écart à la proposition : Engagement du Département le 2 juin." in words(read(page, address(monde)))


@pytest.mark.parametrize("fields", [{"rang": "1"}, {"rang": "x"}])
def test_a_page_shown_before_another_decision_says_so(page: Client, monde: Monde, fields: dict[str, str]) -> None:
    present(monde)
    answer = page.post(address(monde), sent(monde, "VILLE", **fields), follow=True)
    assert "a changé depuis l’affichage ; rien n’a été écrit" in words(answer.content.decode())
    assert not Fait.objects.filter(type="imputation").exists()


def test_a_candidate_who_is_none_is_refused(page: Client, monde: Monde) -> None:
    present(monde)
    answer = page.post(address(monde), sent(monde, "VILLE", candidat="x"))
    assert answer.status_code == 422


def test_before_the_candidates_and_after_the_attribution_nothing_is_to_be_chosen(page: Client, monde: Monde) -> None:
    assert "Aucun candidat n’est présenté." in words(read(page, address(monde)))
    present(monde)
    saisie = SaisieFait("attribution", MOMENT.date())
    inscrire_fait(an_acteur(monde.gestionnaire), monde.reference, saisie, rang_vu=2, moment=MOMENT)
    text = words(read(page, address(monde)))
    assert "avant l’attribution en CALEOL" in text
    assert "Compter sur Ville" not in text


def test_the_sheet_leads_there_when_there_is_a_choice(page: Client, monde: Monde) -> None:
    sheet = f"/logements/{monde.reference}"
    assert address(monde) not in read(page, sheet)
    present(monde)
    assert address(monde) in read(page, sheet)
    confirm(monde, "VILLE")
    assert address(monde) in read(page, sheet)  # another confirmation may replace it
    page.force_login(monde.lecteur)
    assert address(monde) not in read(page, sheet)
    page.force_login(monde.agent_ville)
    assert address(monde) not in read(page, sheet)


def test_the_bailleur_reads_everything_and_a_reservataire_what_concerns_him(page: Client, monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    list_ = f"/orientation/imputations/{monde.habitat_lys.pk}"
    html = read(page, list_)
    assert "État, publics prioritaires : le réservataire du public le plus étroit" in words(html)
    assert f'href="/logements/{monde.reference}"' in html
    assert (list_faults(html), list_slips(html)) == ([], [])
    page.force_login(monde.agent_ville)
    own = words(read(page, list_))
    assert "Celles qui vous concernent" in own
    assert "un autre compte" in own
    assert "État, publics prioritaires : le réservataire du public le plus étroit" not in own
    assert "Effet des imputations" in own or "Par compte" in own
    page.force_login(a_user("Al Salarié", monde.action_logement))
    assert "Aucune imputation confirmée." in words(read(page, list_))
    page.force_login(monde.agent_rive)
    assert page.get(list_).status_code == 404


def test_the_worklist_and_the_sheet_say_what_is_to_be_confirmed_again(page: Client, monde: Monde) -> None:
    list_, sheet = f"/orientation/imputations/{monde.habitat_lys.pk}", f"/logements/{monde.reference}"
    assert "Chaque ménage retenu a son compte." in words(read(page, list_))
    present(monde)
    agree(monde)
    text = words(read(page, list_))
    assert "compte à confirmer" in text
    assert "pas encore de décision" in text
    assert "Un candidat au moins relève de plusieurs réservataires : confirmez le compte" in words(read(page, sheet))
    confirm(monde, "ETAT-P")
    assert "imputation Confirmée" not in words(read(page, sheet))
    passage = Passage.objects.get(seance=a_seance(monde, JOUR, monde.reference))
    shown = words(read(page, f"/caleol/logements/{passage.pk}"))
    assert "Confirmée pour le candidat 1." in shown
    some_decisions(monde, passage, (NON, NON, {"code": "attribution"}), clore=False)
    html = read(page, list_)
    assert "confirmée pour un autre ménage" in words(html)
    assert "Candidat 3" in words(html)
    assert f'href="{address(monde)}"' in html
    assert (list_faults(html), list_slips(html)) == ([], [])
    html = read(page, sheet)
    text = words(html)
    assert "La commission retient le candidat 3, et l’imputation est confirmée pour le candidat 1." in text
    assert "la règle propose Ville de Lys, et le logement compte sur État, publics prioritaires." in text
    assert "On attend le bailleur" in text
    assert "Confirmer l’imputation" in text
    assert (list_faults(html), list_slips(html)) == ([], [])
    assert "La commission retient un autre ménage." in words(read(page, address(monde)))
    page.force_login(monde.agent_ville)
    assert "À confirmer" not in words(read(page, list_))


def test_after_the_attribution_the_sheet_says_how_to_mend_it(page: Client, monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    passage = Passage.objects.get(seance=a_seance(monde, JOUR, monde.reference))
    some_decisions(monde, passage, (NON, {"code": "attribution"}, NON))
    text = words(read(page, f"/logements/{monde.reference}"))
    assert "annulez-la, confirmez l’imputation, puis inscrivez-la de nouveau" in text
    html = read(page, f"/orientation/imputations/{monde.habitat_lys.pk}")
    assert f'href="/logements/{monde.reference}"' in html
    assert f'href="{address(monde)}"' not in html


def test_the_obligation_that_the_rule_reads_is_shown_with_its_calculation(page: Client, monde: Monde) -> None:
    present(monde)
    agree(monde, SaisieRegle(("obligation", "solde"), JOUR.replace(month=1), "accord des partenaires"))
    for number in range(8):
        row = a_liberation(monde.habitat_lys, f"O-{number}", libre_le=JOUR)
        a_fait(row, "orientation", monde.comptes["VILLE"])
        a_fait(row, "attribution", monde.comptes["VILLE"])
    html = read(page, address(monde))
    text = words(html)
    assert "Ce que chaque compte doit aux prioritaires" in text
    assert "2 logements Logements demandés = 8 × 25 %" in text
    assert "CCH art. L. 441-1" in text
    assert "ne départage pas : des ménages inconnus en décideraient pour Ville de Lys (8 sur 8)" in text
    assert (list_faults(html), list_slips(html)) == ([], [])


def test_another_exercice_and_the_files(page: Client, monde: Monde) -> None:
    present(monde)
    agree(monde)
    confirm(monde, "ETAT-P")
    list_ = f"/orientation/imputations/{monde.habitat_lys.pk}"
    assert "Aucune imputation n’a été confirmée cette année." in words(read(page, f"{list_}?exercice=2025"))
    answer = page.get(f"{list_}?effets-format=csv")
    assert "Venus d’un autre" in answer.content.decode("utf-8-sig")
    answer = page.get(f"{address(monde)}?comptes-format=csv")
    assert "Solde sans ce logement" in answer.content.decode("utf-8-sig")


def test_as_many_queries_for_one_imputation_as_for_thirty(
    page: Client, monde: Monde, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    list_ = f"/orientation/imputations/{monde.habitat_lys.pk}"
    present(monde)
    confirm(monde, "VILLE")
    page.get(list_)
    with django_assert_max_num_queries(30) as few:
        page.get(list_)
    count = len(few.captured_queries)
    for rank in range(30):
        row = a_liberation(monde.habitat_lys, f"Q-{rank}", libre_le=JOUR)
        a_fait(row, "orientation", monde.comptes["VILLE"])
        fact = a_fait(row, "imputation", monde.comptes["CD"])
        ImputationConfirmee.objects.create(fait=fact, ordre=1, avant=monde.comptes["VILLE"], critere="solde", releve=[])
    page.get(list_)
    with django_assert_num_queries(count):
        page.get(list_)
