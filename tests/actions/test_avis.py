"""The dialogue on the register: who may speak, what is written, what a race does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.actions.registre_exemple import (
    ECHEANCE,
    MOTIF,
    a_delegation,
    a_droit,
    a_garantie,
    answer,
    contest,
    send,
)
from tests.builders import JOUR, MOMENT, Monde, a_user, an_acteur

from gef.access.models import Role
from gef.actions.avis import LigneChangeeError, RienAFaireError, donner_avis, maintenir, transmettre, valider_tout
from gef.actions.registre import read_registre
from gef.core.avis import DELAI_REPONSE, Avis
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.db.dialogue.models import DelaiReponse
from gef.db.flux.models import AvisDroit
from gef.db.journal.models import Acte


def etats(monde: Monde, user: str = "gestionnaire", jour: date = JOUR) -> dict[int, str]:
    acteur = an_acteur(getattr(monde, user))
    return {ligne.row.pk: ligne.etat for ligne in read_registre(acteur, jour).lignes}


def test_every_line_in_force_is_sent_once(monde: Monde) -> None:
    sent = [a_droit(monde), a_garantie(monde), a_droit(monde, "ETAT-P", nature="etat")]
    over = a_droit(monde, fin=date(2025, 1, 1))
    coming = a_droit(monde, debut=date(2027, 1, 1))
    acteur = an_acteur(monde.gestionnaire)
    envoi = transmettre(acteur, reservataire="", echeance=ECHEANCE, moment=MOMENT)
    assert (envoi.lignes, envoi.droits, envoi.comptes, envoi.sans_acces) == (3, 17, 2, 0)
    expected = {droit.pk: "a_relire" for droit in sent} | {over.pk: "expire", coming.pk: "declare"}
    assert etats(monde) == expected
    [acte] = Acte.objects.filter(acte="transmission-droits")
    assert (acte.objet, acte.details["lignes"], acte.details["echeance"]) == ("tous", 3, "2026-07-15")
    with pytest.raises(RienAFaireError):
        transmettre(acteur, reservataire="", echeance=ECHEANCE, moment=MOMENT)


def test_one_reservataire_is_sent_his_own(monde: Monde) -> None:
    ville, etat = a_droit(monde), a_droit(monde, "ETAT-P")
    send(monde, "VILLE")
    assert etats(monde) == {ville.pk: "a_relire", etat.pk: "declare"}


def test_an_account_that_nobody_reads_is_counted(monde: Monde) -> None:
    compte = monde.comptes["CD"]
    compte.organisation = None
    compte.save()
    a_droit(monde, "CD")
    envoi = transmettre(an_acteur(monde.gestionnaire), reservataire="", echeance=ECHEANCE, moment=MOMENT)
    assert envoi.sans_acces == 1


def test_what_nobody_answered_is_sent_again_on_demand_only(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    late = MOMENT + timedelta(days=40)
    assert etats(monde, jour=late.date()) == {droit.pk: "non_valide"}
    with pytest.raises(RienAFaireError):
        send(monde, echeance=date(2026, 9, 1), moment=late)
    send(monde, echeance=date(2026, 9, 1), moment=late, is_relance=True)
    assert etats(monde, jour=late.date()) == {droit.pk: "a_relire"}


def test_a_deadline_is_to_come(monde: Monde) -> None:
    a_droit(monde)
    with pytest.raises(DonneeInvalideError, match="attendu : après le 15/06/2026"):
        send(monde, echeance=JOUR)
    assert not AvisDroit.objects.exists()


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_only_a_manager_of_the_bailleur_sends_and_answers(monde: Monde, who: str) -> None:
    droit = a_droit(monde)
    send(monde)
    contest(monde, droit)
    acteur = an_acteur(getattr(monde, who))
    with pytest.raises(PermissionDenied):
        transmettre(acteur, reservataire="", echeance=ECHEANCE, moment=MOMENT)
    with pytest.raises(PermissionDenied):
        maintenir(acteur, droit.pk, MOTIF, rang_vu=2, moment=MOMENT)


def test_a_validation_then_a_contest_are_kept_with_their_authors(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    acteur = an_acteur(monde.agent_ville)
    answer(acteur, droit, "valide")
    answer(acteur, droit, "conteste", nombre=6)
    paroles = list(AvisDroit.objects.filter(droit=droit).order_by("rang"))
    assert [(p.rang, p.type, p.organisation, p.nombre) for p in paroles] == [
        (1, "transmis", monde.habitat_lys, None),
        (2, "valide", monde.ville, None),
        (3, "conteste", monde.ville, 6),
    ]
    assert paroles[2].auteur == monde.agent_ville
    acte = Acte.objects.get(acte="avis-conteste")
    assert (acte.bailleur, acte.objet) == (monde.habitat_lys, f"droit {droit.pk}")
    assert acte.details == {"droit": droit.pk, "logements": 4, "motif": MOTIF, "nombre": 6}


def test_the_bailleur_holds_to_the_line_and_the_reservataire_speaks_again(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    contest(monde, droit)
    maintenir(an_acteur(monde.gestionnaire), droit.pk, f"  {MOTIF}  ", rang_vu=2, moment=MOMENT)
    assert etats(monde) == {droit.pk: "maintenu"}
    assert AvisDroit.objects.get(type="maintenu").motif == MOTIF
    answer(an_acteur(monde.agent_ville), droit, "valide")
    assert etats(monde, "agent_ville") == {droit.pk: "valide"}


def test_what_cannot_follow_is_refused_and_nothing_is_written(monde: Monde) -> None:
    droit = a_droit(monde)
    acteur = an_acteur(monde.agent_ville)
    with pytest.raises(TransitionInterditeError, match="« déclaré » : validation impossible"):
        answer(acteur, droit, "valide")
    send(monde)
    with pytest.raises(TransitionInterditeError, match="maintien impossible"):
        maintenir(an_acteur(monde.gestionnaire), droit.pk, MOTIF, rang_vu=1, moment=MOMENT)
    with pytest.raises(DonneeInvalideError, match="Écrivez le motif"):
        answer(acteur, droit, "conteste", motif="non")
    assert [a.type for a in AvisDroit.objects.all()] == ["transmis"]
    assert Acte.objects.count() == 1


def test_who_saw_an_older_page_is_told_so(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    acteur = an_acteur(monde.agent_ville)
    answer(acteur, droit, "valide")
    with pytest.raises(LigneChangeeError, match="a changé depuis l’affichage"):
        donner_avis(acteur, droit.pk, Avis("conteste", JOUR, MOTIF), rang_vu=1, moment=MOMENT)
    assert AvisDroit.objects.count() == 2


def test_the_same_rank_twice_is_a_race_said_in_french(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if another had written between the reading and the writing, which the lock prevents on one server."""
    from gef.actions import avis as module

    droit = a_droit(monde)
    send(monde)
    stale = module.find_ligne(an_acteur(monde.agent_ville), droit, 1, JOUR)
    answer(an_acteur(monde.agent_ville), droit, "valide")
    monkeypatch.setattr(module, "find_ligne", lambda *_args: stale)
    with pytest.raises(LigneChangeeError, match="Une autre personne vient de répondre"):
        donner_avis(an_acteur(monde.agent_ville), droit.pk, Avis("valide", JOUR), rang_vu=1, moment=MOMENT)
    assert AvisDroit.objects.count() == 2


def test_a_stranger_learns_nothing_and_a_bailleur_does_not_answer_himself(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    with pytest.raises(Http404):
        answer(an_acteur(monde.agent_rive), droit, "valide")
    with pytest.raises(Http404):
        maintenir(an_acteur(monde.gestionnaire_autre), droit.pk, MOTIF, rang_vu=1, moment=MOMENT)
    with pytest.raises(PermissionDenied, match="Le réservataire donne son avis"):
        answer(an_acteur(monde.gestionnaire), droit, "valide")
    reader = an_acteur(a_user("Lise Lectrice", monde.ville, role=Role.LECTEUR))
    with pytest.raises(PermissionDenied, match="lire, pas de modifier"):
        answer(reader, droit, "valide")
    with pytest.raises(PermissionDenied, match="lire, pas de modifier"):
        valider_tout(reader, monde.habitat_lys.pk, MOMENT)


def test_the_user_speaks_while_the_delegation_runs_and_the_holder_always(monde: Monde) -> None:
    droit = a_delegation(monde, delegation_fin=date(2026, 8, 1))
    send(monde)
    ville, departement = an_acteur(monde.agent_ville), an_acteur(a_user("Agent Département", monde.departement))
    answer(ville, droit, "conteste")
    answer(departement, droit, "valide")
    later = MOMENT.replace(month=9)
    with pytest.raises(PermissionDenied, match="délégation de ce droit n’est pas en cours"):
        answer(ville, droit, "conteste", later)
    answer(departement, droit, "conteste", later)


def test_all_that_waits_is_validated_in_one_act(monde: Monde) -> None:
    first, second = a_droit(monde), a_garantie(monde)
    delegated = a_delegation(monde, delegation_fin=date(2026, 6, 1))  # over: the département will answer
    send(monde)
    contested = a_droit(monde, nombre=1)
    send(monde)
    contest(monde, contested)
    ville = an_acteur(monde.agent_ville)
    envoi = valider_tout(ville, monde.habitat_lys.pk, MOMENT + timedelta(days=60))
    assert (envoi.lignes, envoi.droits) == (2, 13)
    assert etats(monde) == {
        first.pk: "valide",
        second.pk: "valide",
        delegated.pk: "a_relire",
        contested.pk: "conteste",
    }
    assert Acte.objects.filter(acte="avis-valide").count() == 1
    with pytest.raises(RienAFaireError, match="n’attend votre avis"):
        valider_tout(ville, monde.habitat_lys.pk, MOMENT)


def test_validating_all_takes_as_many_reads_for_3_lines_as_for_30(
    monde: Monde, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for count in (3, 27):
        for _ in range(count):
            a_droit(monde)
        send(monde)
        with django_assert_max_num_queries(11 + count):  # one write per line
            valider_tout(an_acteur(monde.agent_ville), monde.habitat_lys.pk, MOMENT)


def test_the_delay_said_when_sending_dates_the_answer_on_both_sides(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde, delai=10)
    contest(monde, droit)  # the day after
    assert Acte.objects.get(acte="transmission-droits").details["delai_reponse"] == 10
    for user in (monde.gestionnaire, monde.agent_ville):
        [ligne] = read_registre(an_acteur(user), JOUR).lignes
        assert ligne.dialogue.delai == 10
        assert ligne.dialogue.reponse_avant == MOMENT.date() + timedelta(days=12)


def test_a_delay_that_is_none_sends_nothing(monde: Monde) -> None:
    a_droit(monde)
    with pytest.raises(DonneeInvalideError, match="Délai de réponse du bailleur"):
        send(monde, delai=0)
    assert AvisDroit.objects.count() == 0


def test_a_line_sent_before_delays_were_said_has_the_default(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    DelaiReponse.objects.all().delete()
    contest(monde, droit)
    for user in (monde.gestionnaire, monde.agent_ville):
        [ligne] = read_registre(an_acteur(user), JOUR).lignes
        assert ligne.dialogue.delai == DELAI_REPONSE
