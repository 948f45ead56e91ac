"""The follow-up of lines: « vous » for one's own words, one line for what was said of many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.actions.registre_exemple import ECHEANCE, MOTIF, a_droit, a_garantie, answer, contest, send
from tests.builders import JOUR, MOMENT, Monde, an_acteur

from gef.actions.avis import maintenir, valider_tout
from gef.actions.correction_droits import corriger, read_correction
from gef.actions.registre import read_anciennes, read_ligne, read_registre
from gef.actions.suivi_droits import EntreeSuivi, list_suivi
from gef.core.avis import Avis


def suivi(monde: Monde, user: str) -> list[EntreeSuivi]:
    acteur = an_acteur(getattr(monde, user))
    lignes = [read_ligne(acteur, ligne.row.pk, JOUR).ligne for ligne in read_registre(acteur, JOUR).lignes]
    return list_suivi(lignes, acteur)


def phrases(monde: Monde, user: str) -> list[str]:
    return [entree.phrase.replace("\u202f", " ").replace("\u00a0", " ") for entree in suivi(monde, user)]


def test_what_was_said_of_many_lines_at_once_is_one_line(monde: Monde) -> None:
    a_droit(monde)
    a_garantie(monde)
    send(monde)
    valider_tout(an_acteur(monde.agent_ville), monde.habitat_lys.pk, MOMENT + timedelta(days=1))
    assert phrases(monde, "agent_ville") == [
        "Habitat Lys vous transmet 2 lignes, 13 droits",
        "Vous validez 2 lignes, 13 droits",
    ]
    assert phrases(monde, "lecteur") == [
        "Vous transmettez 2 lignes, 13 droits",
        "Ville de Lys valide 2 lignes, 13 droits",
    ]


def test_a_contest_and_its_answer_stand_alone_with_their_reasons(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    contest(monde, droit)
    maintenir(an_acteur(monde.gestionnaire), droit.pk, "Convention de 2011, article 2.", rang_vu=2, moment=MOMENT)
    said = suivi(monde, "agent_ville")
    contested = next(entree for entree in said if "contestez" in entree.phrase)
    assert contested.phrase.replace("\u00a0", " ") == "Vous contestez Les Goélands, 4 droits : 6 droits selon vous"
    assert (contested.motif, contested.auteur, contested.date) == (MOTIF, "Camille Agent", date(2026, 6, 16))
    held = next(entree for entree in said if "maintient" in entree.phrase)
    assert (held.motif, held.auteur) == ("Convention de 2011, article 2.", "")
    assert [entree.date for entree in said] == sorted(entree.date for entree in said)


def test_a_correction_keeps_what_was_said_before_it_in_the_order_it_was_said(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    contest(monde, droit)
    bailleur = an_acteur(monde.gestionnaire)
    correction = replace(read_correction(droit), nombre=6)
    later = MOMENT + timedelta(days=1)
    word = Avis("corrige", later.date(), "Six, en effet.")
    corriger(bailleur, droit.pk, correction, avis=word, echeance=ECHEANCE, rang_vu=2, moment=later)
    ville = an_acteur(monde.agent_ville)
    said = list_suivi([*read_anciennes(ville, JOUR), *read_registre(ville, JOUR).lignes], ville)
    assert [entree.phrase.replace("\u00a0", " ") for entree in said if not entree.is_avenir] == [
        "Habitat Lys vous transmet Les Goélands, 4 droits",
        "Vous contestez Les Goélands, 4 droits : 6 droits selon vous",
        "Habitat Lys corrige Les Goélands, 4 droits",
        "Habitat Lys vous transmet Les Goélands, 6 droits",
    ]
    assert [entree.motif for entree in said if "corrige" in entree.phrase] == ["Six, en effet."]
    assert read_anciennes(an_acteur(monde.agent_rive), JOUR) == ()


def test_what_is_expected_comes_last(monde: Monde) -> None:
    droit = a_droit(monde)
    a_droit(monde)
    send(monde)
    answer(an_acteur(monde.agent_ville), droit, "valide")
    last = suivi(monde, "agent_ville")[-1]
    assert (last.date, last.is_avenir) == (ECHEANCE, True)
    assert "non validée" in last.phrase


def test_without_a_word_there_is_no_follow_up(monde: Monde) -> None:
    a_droit(monde)
    assert suivi(monde, "lecteur") == []
